import { readSince } from '../follow/since.ts';
import { EXIT, type ExitCode } from '../terminal/exit.ts';
import { openStack, type StackOption } from '../terminal/open-stack.ts';
import { reportProblems } from '../terminal/problems.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { answerOf } from './answer.ts';
import { findServer } from './find-server.ts';
import { type Gathered, gather } from './gather.ts';
import { readRolls } from './read-ledger.ts';
import { timeLineOf } from './time-line.ts';
import { cleaned, jsonLines, nextLines, type Shown, serverLabel, unreadLines, whyLines } from './why-screen.ts';

/** The options of `why`, as typed. */
export interface WhyOptions extends StackOption {
  readonly since: string;
  readonly json: boolean;
  readonly cloud?: string;
}

/** `lights-out why`: why a server is off, or still on, and all that was done about it. Reads only. Throws only bugs. */
export const why = async (typed: string, options: WhyOptions, terminal: Terminal): Promise<ExitCode> => {
  const { output, clock } = terminal;
  const now = clock.now();
  const since = readSince(options.since, now);
  if (since.kind === 'problem') return reportProblems([since.problem], output);
  const stack = await openStack(options, terminal);
  if (stack.kind === 'problems') return reportProblems(stack.problems, output);
  // Nothing is sent here, so an admin's token does no harm.
  const clouds = terminal.clouds(true);
  const read = await readRolls(stack, since.sinceAt, now, options.cloud);
  const usual = options.cloud ?? (await clouds.defaultName());
  const recorded = options.cloud === undefined ? read.rolls.map(({ cloud }) => cloud) : [];
  const names = [...new Set([...(usual === undefined ? [] : [usual]), ...recorded])];
  const search = await findServer(typed, { clouds, names, rolls: read.rolls }, terminal);
  if (search.kind !== 'found') {
    const unconfigured = usual === undefined ? await clouds.problems() : [];
    const unread = [...unconfigured, ...search.unread, ...read.unread];
    output.err(`lights-out: ${cleaned(search.because)}`);
    for (const line of unreadLines({ unread })) output.err(line);
    return search.kind === 'several' ? EXIT.usage : EXIT.some;
  }
  const [problem] = usual === undefined ? await clouds.problems() : [];
  const places = { stack, clouds, names, ...(problem === undefined ? {} : { unconfigured: problem }) };
  const gathered = await gather(search, places, read, since.sinceAt, terminal);
  return show(gathered, options, stack.name, terminal);
};

// An id that nobody has heard of is more likely a slip than a server.
const isUnknown = ({ facts, unread }: Gathered): boolean =>
  facts.seen?.kind === 'not-found' &&
  facts.entries.length === 0 &&
  !facts.rolls.some(({ ids }) => ids.includes(facts.serverId)) &&
  unread.length === 0;

const show = (gathered: Gathered, { json }: WhyOptions, stack: string, { output }: Terminal): ExitCode => {
  const { facts, cloud, unread } = gathered;
  if (isUnknown(gathered)) {
    output.err(
      `lights-out: there is no server ${serverLabel(facts)} in cloud ${cleaned(cloud ?? '')} or in the ledger of stack ${cleaned(stack)}`,
    );
    return EXIT.some;
  }
  const shown: Shown = { facts, answer: answerOf(facts), line: timeLineOf(facts), cloud, stack, unread };
  for (const line of json ? jsonLines(shown) : [...whyLines(shown, output), ...nextLines(shown, output)])
    output.out(line);
  for (const line of unreadLines(shown)) output.err(line);
  return unread.length === 0 ? EXIT.done : EXIT.some;
};
