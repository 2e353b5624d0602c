import * as v from 'valibot';
import { type Column, fittedTable } from '../../cli/terminal/fitted-table.ts';
import { COMMAND } from '../../cli/terminal/terminal.ts';
import type { Published } from '../stack/reports.ts';
import type { Stack } from '../stack/stack.ts';
import { type OutcomeLine, type Row, readOutcomeLine } from './board.ts';
import { readDeadLetter } from './dead-letter-text.ts';
import type { Night, Requests, Say } from './night.ts';
import { notAskedRows, requestRows } from './other-rows.ts';
import { checkPromises } from './promises.ts';
import { legend, outcomesTable, paragraph, promisesList, reportRows, totalsLine } from './report.ts';
import { type CompleteLine, completeInWords, readCompleteLine } from './request-lines.ts';

const NEXT: readonly (readonly [string, string])[] = [
  ['by hand', 'npm start -- --stay   and paste what it prints'],
  ['on call', 'docs/commands.md: ten questions at 02:00, each with its command'],
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
export const reportEnd = async (
  night: Night,
  {
    rows,
    secondDeliveries,
    seconds,
    completed,
  }: {
    readonly rows: readonly Row[];
    readonly secondDeliveries: number;
    readonly seconds: number;
    readonly completed: readonly CompleteLine[];
  },
  stack: Stack,
  requests: Requests,
  say: Say,
  columns: number | undefined,
): Promise<boolean> => {
  const { serverRequests, malformed } = requests;
  const { log, stopper, choices } = await night.record();
  const deadLetters = (await stack.deadLetters()).map(readDeadLetter);
  const shown = new Map(night.asked.map(({ serverId, shows }) => [serverId, shows]));
  const asked = rows.flatMap((row) => {
    const [asking, shows] = [serverRequests.get(row.serverId), shown.get(row.serverId)];
    return asking === undefined || shows === undefined ? [] : [{ ...row, ...asking, shows }];
  });
  const kept = checkPromises({ log, stopper, asked, deadLetters, malformed, choices });
  const servers = [...reportRows(asked, log, stopper), ...notAskedRows(night.notAsked, log, stopper)];
  say('');
  say(outcomesTable([...servers, ...requestRows(deadLetters, completed)], columns));
  say('');
  say(paragraph(totalsLine(servers, secondDeliveries, seconds), columns));
  say('');
  say('What the outcomes mean');
  say(legend(columns));
  say('');
  say("The promises (# above), checked from the cloud's own log");
  say(promisesList(kept, columns));
  say('');
  say('The message to people, sent when the selection was complete');
  for (const line of (messageOf(stack, requests)?.text ?? 'none').split('\n')) say(paragraph(line, columns));
  say('');
  say('Next');
  say(nextSteps(columns));
  return kept.every(({ broken }) => broken.length === 0);
};

/** The message about the selection, once it was sent. */
export const messageOf = (
  stack: Pick<Stack, 'messages'>,
  { selection }: Pick<Requests, 'selection'>,
): Published | undefined => stack.messages().find(({ text }) => text.startsWith(`Request ${selection}\n`));

/** A line for a step that comes after the night; undefined for what says nothing of one. */
export const laterStepLine = (night: Pick<Night, 'nameOf' | 'requestName'>, line: string): string | undefined => {
  const outcome = readOutcomeLine(line);
  if (outcome !== undefined) return stepLine(night.nameOf(outcome.serverId), outcome);
  const complete = readCompleteLine(line);
  if (complete !== undefined) return completeInWords(night.requestName(complete.requestId), complete);
  const unreadable = v.safeParse(MalformedLine, parseJson(line));
  return unreadable.success ? `an unreadable message: dead letter - ${unreadable.output.because}` : undefined;
};

/** The worker's line of a message that it could not read (lib/telemetry/create-telemetry.ts). */
const MalformedLine = v.object({ message: v.literal('malformed'), because: v.string() });

const parseJson = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined; // A function may write anything.
  }
};

const stepLine = (name: string, { source, outcome, reason, because, repeated }: OutcomeLine): string =>
  `${name}  asked by ${source}: ${outcome}${reason === null ? '' : `, ${reason}`} - ${because}${repeated ? ' (the same again)' : ''}`;
