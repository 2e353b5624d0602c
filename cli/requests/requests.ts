import type { Instant } from '../../lib/instant.ts';
import type { Source } from '../../lib/power/intent.ts';
import type { Unavailable } from '../../lib/power/ports/ledger.ts';
import { daysBetween, readDays, type UnreadDay, unreadDayLines } from '../follow/read-days.ts';
import { exitOfUnread } from '../follow/request-state.ts';
import { readSince } from '../follow/since.ts';
import { EXIT, type ExitCode } from '../terminal/exit.ts';
import { openStack, type StackOption } from '../terminal/open-stack.ts';
import { reportProblems } from '../terminal/problems.ts';
import { showRecords } from '../terminal/records.ts';
import { printable, type Terminal } from '../terminal/terminal.ts';
import { utcText } from '../terminal/utc.ts';
import { wrapped } from '../terminal/wrapped.ts';
import { hasFailed, type Night, readNight } from './night.ts';
import { requestShape, summaryLines } from './requests-screen.ts';

/** The options of `requests`, as typed. */
export interface RequestsOptions extends StackOption {
  readonly since: string;
  readonly json: boolean;
  readonly failed: boolean;
  readonly source?: Source;
  readonly cloud?: string;
}

/** `lights-out requests`: what was asked of a stack, and what became of it; newest first. Throws only bugs. */
export const requests = async (options: RequestsOptions, terminal: Terminal): Promise<ExitCode> => {
  const { since, json, failed, source, cloud } = options;
  const { output, clock } = terminal;
  const now = clock.now();
  const start = readSince(since, now);
  if (start.kind === 'problem') return reportProblems([start.problem], output);
  const opened = await openStack(options, terminal);
  if (opened.kind === 'problems') return reportProblems(opened.problems, output);
  const { pointers, unread } = await readDays(daysBetween(start.sinceAt, now), start.sinceAt, opened.records);
  const asked = pointers.filter(
    (one) => (source === undefined || one.source === source) && (cloud === undefined || one.cloud === cloud),
  );
  const night = await readNight({ pointers: asked }, opened.records);
  const shown = night.requests.filter((request) => !failed || hasFailed(request, now));
  const isAllRead = unread.length === 0 && night.unavailable.length === 0 && night.unreadRolls === 0;
  const clouds = [...new Set(shown.map((request) => request.asked.whole.cloud))];
  const columns = output.size()?.columns;
  const showsClouds = clouds.length > 1 || columns === undefined;
  if (!json && (shown.length > 0 || isAllRead)) {
    const heading = headingOf({ ...options, stack: opened.name }, shown.length, clouds, start.sinceAt);
    output.out(shown.length === 0 ? heading : wrapped(heading, columns));
  }
  showRecords(shown, requestShape(now, { columns, showsClouds }), json, output);
  if (!json) for (const line of summaryLines(shown)) output.out(wrapped(line, columns));
  return sayUnread(unread, night, terminal);
};

const headingOf = (
  { failed, source, stack }: RequestsOptions,
  count: number,
  clouds: readonly string[],
  sinceAt: Instant,
): string => {
  const which = `${failed ? 'failed ' : ''}requests${source === undefined ? '' : ` by ${source}`}`;
  const where = `of stack ${printable(stack ?? '')}`;
  const from = `since ${utcText(sinceAt)}`;
  if (count === 0) return `There are no ${which} ${where} ${from}`;
  const cloud = clouds.length === 1 ? `, cloud ${printable(clouds[0] ?? '')}` : '';
  return `${which.replace(/^./, (first) => first.toUpperCase())} ${where}${cloud}, ${from}; times are UTC`;
};

const sayUnread = (
  days: readonly UnreadDay[],
  { unavailable, unreadRolls }: Night,
  { output }: Pick<Terminal, 'output'>,
): ExitCode => {
  const causes = new Set(unavailable.map(({ because }) => because));
  const lines = [
    ...unreadDayLines(days),
    ...[...causes].map((because) => `what became of some requests was not read: ${because}`),
    ...(unreadRolls === 0 ? [] : [`requests that this version cannot read: ${unreadRolls}`]),
  ];
  for (const line of lines) output.err(`lights-out: ${printable(line)}`);
  const codes = [...days, ...unavailable].map((one: Unavailable) => exitOfUnread(one));
  if (codes.includes(EXIT.usage)) return EXIT.usage;
  return lines.length === 0 ? EXIT.done : EXIT.some;
};
