import { formatInstant } from '../lib/instant.ts';
import { type End, EXIT, type ExitCode, isAsAsked } from './end.ts';
import { interruptedLines, troubleInWords } from './failure-lines.ts';
import { createHalt, type HaltCause } from './halt.ts';
import { jsonProgress, plainProgress } from './line-progress.ts';
import { liveProgress } from './live-progress.ts';
import { printable } from './output.ts';
import { shown } from './problems.ts';
import type { World } from './process-world.ts';
import type { Progress } from './progress.ts';
import { report, servers } from './report.ts';
import { safeProgress } from './safe-progress.ts';
import { type StopOptions, type StopPlan, stopPlan } from './stop-plan.ts';
import { stopServers } from './stop-servers.ts';

/** `lights-out stop`: checks everything, stops, reports. Throws only what is a bug. */
export const stop = async (args: readonly string[], options: StopOptions, world: World): Promise<ExitCode> => {
  const { output } = world;
  const plan = await stopPlan(args, options, world);
  if (plan.kind === 'problems') {
    for (const problem of shown(plan.problems)) output.err(`lights-out: ${problem}`);
    return EXIT.usage;
  }
  return carryOut(plan, options, world);
};

const carryOut = async (plan: StopPlan, options: StopOptions, world: World): Promise<ExitCode> => {
  const { output, clock } = world;
  const { wait, concurrency, json } = options;
  const { intents, clouds, timing } = plan;
  const startedAt = clock.now();
  if (!json) output.out(heading(plan));
  const progress = safeProgress(await progressOf(plan, options, world));
  const halt = createHalt();
  const release = world.onInterrupt(() => {
    halt.call({ kind: 'interrupted' });
    progress.notice('interrupted: nothing new is sent (Ctrl-C again leaves at once)');
  });
  const ends = await stopServers({ intents, concurrency, wait }, { clouds, clock, timing, progress, halt });
  release();
  progress.close();
  const seconds = Math.round((clock.now() - startedAt) / 1000);
  const cause = halt.cause();
  const isTold = cause?.kind === 'trouble' && ends.every(({ outcome }) => outcome === 'not-stopped');
  if (!json && !isTold) output.out(report(ends, { wait, seconds, output }));
  return conclude(cause, ends, { wait, output });
};

const heading = ({ intents }: StopPlan): string => {
  const [first] = intents;
  if (first === undefined) throw new Error('a plan without intents');
  const { cloud, dryRun, notAfter } = first;
  const what = `${servers(intents.length)} of cloud ${printable(cloud)}`;
  return dryRun
    ? `Rehearsing the stop of ${what}; nothing is sent`
    : `Stopping ${what}, until ${formatInstant(notAfter)}`;
};

const progressOf = async (plan: StopPlan, { json, wait }: StopOptions, world: World): Promise<Progress> => {
  const { output, clock } = world;
  if (json) return jsonProgress(output, clock);
  if (output.size() === undefined) return plainProgress(output, clock);
  return liveProgress({ total: plan.intents.length, wait }, await world.canvas(), output, clock);
};

const conclude = (
  cause: HaltCause | undefined,
  ends: readonly End[],
  { wait, output }: { readonly wait: boolean; readonly output: World['output'] },
): ExitCode => {
  if (cause === undefined) return ends.every((end) => isAsAsked(end, wait)) ? EXIT.done : EXIT.some;
  if (cause.kind === 'bug') throw cause.error;
  if (cause.kind === 'trouble') {
    output.err(`lights-out: ${printable(troubleInWords(cause.trouble, cause.because))}`);
    return EXIT.usage;
  }
  for (const line of interruptedLines(ends)) output.err(line);
  return EXIT.interrupted;
};
