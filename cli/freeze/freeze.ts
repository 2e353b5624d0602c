import { field, parseBy } from '../../lib/message/schema.ts';
import { EXIT, type ExitCode } from '../terminal/exit.ts';
import { openStack, type StackOption } from '../terminal/open-stack.ts';
import { reportProblems } from '../terminal/problems.ts';
import { printable, type Terminal } from '../terminal/terminal.ts';
import { readUntil } from './freeze-until.ts';
import { freezeJson, freezeLines, frozenWhat } from './freeze-words.ts';
import { rewriteFreeze } from './rewrite-freeze.ts';

/** The options of `freeze`, as typed. */
export interface FreezeOptions extends StackOption {
  readonly until: string;
  readonly why: string;
  readonly json?: boolean;
  /** Absent: all clouds. */
  readonly cloud?: string;
}

// One line, as a report shows it.
const WHY = /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]{1,256}$/u;

/** A cloud's name as a request would have it; a problem in one line. */
export const cloudProblems = (cloud: string | undefined): readonly string[] => {
  const parsed = cloud === undefined ? undefined : parseBy(field.cloud, cloud);
  return parsed?.kind === 'problem' ? [`--cloud: ${parsed.problem}`] : [];
};

/** `lights-out freeze`: from its return on, no stop of the stack leaves until the end. Throws only bugs. */
export const freeze = async (options: FreezeOptions, terminal: Terminal): Promise<ExitCode> => {
  const { until, why, cloud } = options;
  const { output, clock } = terminal;
  const now = clock.now();
  const end = readUntil(until, now);
  const problems = [
    ...(end.kind === 'problem' ? [end.problem] : []),
    ...(WHY.test(why) && why.trim() !== '' ? [] : ['--why: must be one line of 1 to 256 printable characters']),
    ...cloudProblems(cloud),
  ];
  if (problems.length > 0 || end.kind === 'problem') return reportProblems(problems, output);
  const opened = await openStack(options, terminal);
  if (opened.kind === 'problems') return reportProblems(opened.problems, output);
  const aws = await terminal.aws();
  const wanted = { cloud: cloud ?? null, frozenAt: now, untilAt: end.untilAt, by: await aws.caller(), why };
  const done = await rewriteFreeze(opened.freezes, wanted.cloud, clock, () => wanted);
  if (done.kind === 'failed') {
    output.err(`lights-out: it is not known whether stops are frozen: ${printable(done.because)}; run it again`);
    return EXIT.some;
  }
  const over = done.over !== undefined && done.over.untilAt > now ? done.over : undefined;
  if (options.json) {
    const replaced = over && freezeJson(over);
    output.out(JSON.stringify({ stack: opened.name, ...freezeJson(wanted), replaced }));
    return EXIT.done;
  }
  const what = frozenWhat(wanted.cloud);
  const lines = [
    `Frozen: ${what} of stack ${printable(opened.name)}`,
    ...freezeLines(wanted, now),
    ...(over === undefined ? [] : [`It replaces this freeze of ${what}:`, ...freezeLines(over, now)]),
    'Only stops that are already on their way still leave.',
    ...(cloud === undefined ? [] : ["The name is not checked: it has to be one of the stack's clouds secret."]),
  ];
  for (const line of lines) output.out(line);
  return EXIT.done;
};
