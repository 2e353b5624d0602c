import type { Instant } from '../../lib/instant.ts';
import type { Freeze } from '../../lib/power/ports/freezes.ts';
import { EXIT, type ExitCode } from '../terminal/exit.ts';
import { openStack, type StackOption } from '../terminal/open-stack.ts';
import { reportProblems } from '../terminal/problems.ts';
import { printable, type Terminal } from '../terminal/terminal.ts';
import { cloudProblems } from './freeze.ts';
import { freezeJson, freezeLines, frozenWhat } from './freeze-words.ts';
import { rewriteFreeze } from './rewrite-freeze.ts';

/** The options of `thaw`, as typed. */
export interface ThawOptions extends StackOption {
  /** Absent: the freeze of all clouds. */
  readonly cloud?: string;
  readonly json?: boolean;
}

const isOn = (freeze: Freeze | undefined, now: Instant): freeze is Freeze =>
  freeze !== undefined && freeze.untilAt > now;

/** `lights-out thaw`: ends a freeze now; says so when there is none. Throws only bugs. */
export const thaw = async (options: ThawOptions, terminal: Terminal): Promise<ExitCode> => {
  const { cloud, json = false } = options;
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
  const thawed = done.kind === 'written' ? done.over : undefined;
  const show = (lines: readonly string[]): void => {
    if (!json) for (const line of lines) output.out(line);
  };
  show(
    thawed === undefined
      ? [`There is no freeze of ${what}`]
      : [`Thawed: ${what}; it was frozen`, ...freezeLines(thawed, now)],
  );
  const all = cloud === undefined ? undefined : await opened.freezes.readFreeze(null);
  const still = all?.kind === 'freeze' && isOn(all.freeze, now) ? all.freeze : undefined;
  if (cloud === undefined) show(['A freeze of one cloud has to be ended with --cloud.']);
  if (still !== undefined) show(['All clouds are still frozen:', ...freezeLines(still, now)]);
  if (json) {
    const freezes = { thawed: thawed && freezeJson(thawed), allFrozen: still && freezeJson(still) };
    output.out(JSON.stringify({ stack: opened.name, cloud: cloud ?? null, ...freezes }));
  }
  if (all?.kind !== 'unavailable') return EXIT.done;
  output.err(`lights-out: it is not known whether all clouds are frozen: ${printable(all.because)}`);
  return EXIT.some;
};
