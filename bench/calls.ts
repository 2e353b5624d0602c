import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packagedFrom, TEMPLATE } from '../deploy/check/packaged.ts';
import { nightOf } from '../deploy/cost/count/count.ts';
import { countNights, type NightCounts } from '../deploy/cost/count/night.ts';
import { figure, say, table } from './measure/table.ts';
import type { Question } from './question.ts';
import { checkouts } from './stoppers.ts';

const load = async <M>(folder: string, path: string): Promise<M> => import(pathToFileURL(join(folder, path)).href);

/** The row of one checkout, counted by its own code with the settings of its own packaged template. */
const rowOf = async (name: string, folder: string): Promise<readonly string[]> => {
  const packaged = await load<typeof import('../deploy/check/packaged.ts')>(folder, 'deploy/check/packaged.ts');
  const { count } = await load<typeof import('../deploy/cost/count/count.ts')>(folder, 'deploy/cost/count/count.ts');
  const { message } = await count(packaged.packagedFrom(await readFile(packaged.TEMPLATE, 'utf8')));
  return [name, ...cellsOf(message)];
};

const cellsOf = ({ servers, cloud, table: ledger, queue }: NightCounts): readonly string[] => {
  const sum = (counts: Readonly<Record<string, number>>): number =>
    Object.values(counts).reduce((total, one) => total + one, 0);
  const a = (total: number): string => figure(total / servers);
  return [
    ...[a(sum(cloud)), a(Number(cloud['GET /v2.1/servers/{id}'])), a(ledger.putItem), a(ledger.writeUnits)],
    ...[a(ledger.readUnits), a(sum({ ...queue })), String(ledger.largestItemBytes)],
  ];
};

const PACKAGED = '.serverless/cloudformation-template-update-stack.json';

const OFF_AFTER_S = [10, 30, 60, 90, 180, 600] as const;

/** The same for machines that no earlier stop is known of, and that are faster or slower than `LOOK_FIRST`. */
const firstNights = async (): Promise<readonly (readonly string[])[]> => {
  const night = nightOf(packagedFrom(await readFile(TEMPLATE, 'utf8')), 'message', 20);
  const rows: (readonly string[])[] = [];
  for (const seconds of OFF_AFTER_S)
    rows.push([`${seconds} s`, ...cellsOf(await countNights({ ...night, offAfterMs: seconds * 1000 }).play())]);
  return rows;
};

const COLUMNS = [
  ...['calls to the cloud', 'of these, looks', 'puts', 'write units', 'read units', 'calls to SQS'],
  'largest item, bytes',
];

/** How many calls a confirmed stop takes. */
export const calls: Question = {
  name: 'calls',
  what: 'calls to the cloud and writes of the table a confirmed stop; needs `npm run package`',
  takes: ['also'],
  run: async ({ also }) => {
    const all = checkouts(also).map((checkout) => ({
      ...checkout,
      packaged: existsSync(join(checkout.folder, PACKAGED)),
    }));
    const rows: (readonly string[])[] = [];
    for (const { name, folder, packaged } of all) if (packaged) rows.push(await rowOf(name, folder));
    say(
      'A confirmed stop',
      [
        '20 servers by one message, off after 60 s, as `npm run cost -- --count` counts them; each figure is for one server.',
        ...all
          .filter(({ packaged }) => !packaged)
          .map(({ name }) => `Left out: ${name}: it has no template (npm run package).`),
      ],
      table(['stopped by', ...COLUMNS], rows),
    );
    if (all[0]?.packaged !== true) return;
    say(
      'A first night',
      [
        'The same by this checkout, of servers that were never stopped before. From the second night on, the first look comes when they are off.',
      ],
      table(['off after', ...COLUMNS], await firstNights()),
    );
  },
};
