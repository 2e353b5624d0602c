import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { figure, say, table } from './measure/table.ts';
import type { Question } from './question.ts';
import { checkouts } from './stoppers.ts';

const load = async <M>(folder: string, path: string): Promise<M> => import(pathToFileURL(join(folder, path)).href);

/** The row of one checkout, counted by its own code with the settings of its own packaged template. */
const rowOf = async (name: string, folder: string): Promise<readonly string[]> => {
  const packaged = await load<typeof import('../deploy/check/packaged.ts')>(folder, 'deploy/check/packaged.ts');
  const { count } = await load<typeof import('../deploy/cost/count/count.ts')>(folder, 'deploy/cost/count/count.ts');
  const { message } = await count(packaged.packagedFrom(await readFile(packaged.TEMPLATE, 'utf8')));
  const { servers, cloud, table: ledger, queue } = message;
  const sum = (counts: Readonly<Record<string, number>>): number =>
    Object.values(counts).reduce((total, one) => total + one, 0);
  const a = (total: number): string => figure(total / servers);
  return [
    name,
    ...[a(sum(cloud)), a(cloud['GET /v2.1/servers/{id}'] ?? 0), a(ledger.putItem), a(ledger.writeUnits)],
    ...[a(ledger.readUnits), a(sum({ ...queue })), String(ledger.largestItemBytes)],
  ];
};

const TEMPLATE = '.serverless/cloudformation-template-update-stack.json';

/** How many calls a confirmed stop takes. */
export const calls: Question = {
  name: 'calls',
  what: 'calls to the cloud and writes of the table a confirmed stop; needs `npm run package`',
  takes: ['also'],
  run: async ({ also }) => {
    const all = checkouts(also).map((checkout) => ({
      ...checkout,
      packaged: existsSync(join(checkout.folder, TEMPLATE)),
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
      table(
        [
          'stopped by',
          'calls to the cloud',
          'of these, looks',
          'puts',
          'write units',
          'read units',
          'calls to SQS',
          'largest item, bytes',
        ],
        rows,
      ),
    );
  },
};
