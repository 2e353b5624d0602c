import * as v from 'valibot';
import { type Column, fittedTable } from '../../cli/fitted-table.ts';
import { COMMAND } from '../../cli/terminal.ts';
import type { Stack } from '../stack/stack.ts';
import { type Row, type Told, toldBy } from './board.ts';
import type { Night, Requests, Say } from './night.ts';
import { promisesKept } from './promises.ts';
import { legend, outcomesTable, paragraph, promisesList, readLetter, reported, totals, unreadable } from './report.ts';

const NEXT: readonly (readonly [string, string])[] = [
  ['by hand', 'npm start -- --stay   and paste what it prints'],
  ['own cloud', `${COMMAND} check   reaches it, stops nothing`],
  ['', `${COMMAND} stop ID…   stops servers`],
  ['deploy', 'docs/operations.md, "First deployment"'],
  ['queue', 'docs/contract.md, "Stop request": what a message says'],
  ['webhook', 'docs/contract.md, "Answers of the webhook": signed POST /stop'],
];
const NEXT_COLUMNS: readonly Column[] = [{ cells: 'whole' }, { cells: 'words' }];

/** What to do next: the command on a cloud of one's own begins with a look that stops nothing. */
export const nextSteps = (columns: number | undefined): string => fittedTable(NEXT_COLUMNS, NEXT, columns);

/** Shows how the night ended, and checks the promises from the cloud's own log; true when all were kept. */
export const tellEnd = async (
  night: Night,
  {
    rows,
    secondDeliveries,
    seconds,
  }: { readonly rows: readonly Row[]; readonly secondDeliveries: number; readonly seconds: number },
  stack: Stack,
  { askings, malformed }: Requests,
  say: Say,
  columns: number | undefined,
): Promise<boolean> => {
  const { log, stopper } = await night.record();
  const letters = (await stack.deadLetters()).map(readLetter);
  const shown = new Map(night.asked.map(({ serverId, shows }) => [serverId, shows]));
  const asked = rows.flatMap((row) => {
    const [asking, shows] = [askings.get(row.serverId), shown.get(row.serverId)];
    return asking === undefined || shows === undefined ? [] : [{ ...row, ...asking, shows }];
  });
  const kept = promisesKept({ log, stopper, asked, letters, malformed });
  const servers = reported(asked, log, stopper);
  say('');
  say(outcomesTable([...servers, ...unreadable(letters)], columns));
  say('');
  say(paragraph(totals(servers, secondDeliveries, seconds), columns));
  say('');
  say('What the outcomes mean');
  say(legend(columns));
  say('');
  say("The promises (# above), checked from the cloud's own log");
  say(promisesList(kept, columns));
  say('');
  say('Next');
  say(nextSteps(columns));
  return kept.every(({ broken }) => broken.length === 0);
};

/** A line for a step that comes after the night; undefined for what says nothing of one. */
export const laterStep = (night: Pick<Night, 'nameOf'>, line: string): string | undefined => {
  const told = toldBy(line);
  if (told !== undefined) return stepLine(night.nameOf(told.serverId), told);
  const unreadable = v.safeParse(MalformedLine, parsed(line));
  return unreadable.success ? `a message that cannot be read: dead letter - ${unreadable.output.because}` : undefined;
};

/** The worker's line of a message that it could not read (lib/telemetry/create-telemetry.ts). */
const MalformedLine = v.object({ message: v.literal('malformed'), because: v.string() });

const parsed = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined; // A function may write anything.
  }
};

const stepLine = (name: string, { source, outcome, reason, because, repeated }: Told): string =>
  `${name}  asked by ${source}: ${outcome}${reason === null ? '' : `, ${reason}`} - ${because}${repeated ? ' (the same again)' : ''}`;
