import type { Instant } from '../../lib/instant.ts';
import type { Freeze } from '../../lib/power/ports/freezes.ts';
import { EXIT, type ExitCode } from '../terminal/exit.ts';
import { openStack, type StackOption } from '../terminal/open-stack.ts';
import { reportProblems } from '../terminal/problems.ts';
import { printable, type Terminal } from '../terminal/terminal.ts';
import { cloudProblems } from './freeze.ts';
import { freezeLines, frozenWhat } from './freeze-words.ts';
import { rewriteFreeze } from './rewrite-freeze.ts';

/** The options of `thaw`, as typed. */
export interface ThawOptions extends StackOption {
  /** Absent: the freeze of all clouds. */
  readonly cloud?: string;
}

const isOn = (freeze: Freeze | undefined, now: Instant): freeze is Freeze =>
  freeze !== undefined && freeze.untilAt > now;

/** `lights-out thaw`: ends a freeze now; says so when there is none. Throws only bugs. */
export const thaw = async (options: ThawOptions, terminal: Terminal): Promise<ExitCode> => {
  const { cloud } = options;
  const { output, clock } = terminal;
  const problems = cloudProblems(cloud);
  if (problems.length > 0) return reportProblems(problems, output);
  const opened = await openStack(options, terminal);
  if (opened.kind === 'problems') return reportProblems(opened.problems, output);
  const now = clock.now();
  const what = `${frozenWhat(cloud ?? null)} of stack ${printable(opened.name)}`;
  const done = await rewriteFreeze(opened.freezes, cloud ?? null, clock, (over) =>
    isOn(over, now)
      ? { cloud: over.cloud, frozenAt: over.frozenAt, untilAt: now, by: over.by, why: over.why }
      : undefined,
  );
  if (done.kind === 'failed') {
    output.err(`lights-out: it is not known whether the freeze ended: ${printable(done.because)}; run it again`);
    return EXIT.some;
  }
  if (done.kind === 'left' || done.over === undefined) output.out(`There is no freeze of ${what}`);
  else {
    output.out(`Thawed: ${what}; it was frozen`);
    for (const line of freezeLines(done.over, now)) output.out(line);
  }
  if (cloud === undefined) {
    output.out('A freeze of one cloud has to be ended with --cloud.');
    return EXIT.done;
  }
  const all = await opened.freezes.readFreeze(null);
  if (all.kind === 'unavailable') {
    output.err(`lights-out: it is not known whether all clouds are frozen: ${printable(all.because)}`);
    return EXIT.some;
  }
  if (isOn(all.freeze, now)) {
    output.out('All clouds are still frozen:');
    for (const line of freezeLines(all.freeze, now)) output.out(line);
  }
  return EXIT.done;
};
