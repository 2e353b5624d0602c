import { formatInstant } from '../lib/instant.ts';
import { NO_FREEZES } from '../lib/power/ports/freezes.ts';
import { type End, EXIT, type ExitCode, isAsAsked } from './end.ts';
import { troubleInWords } from './fault-words.ts';
import { createHalt, type HaltCause } from './halt.ts';
import { liveProgress } from './live-progress.ts';
import { planStop, type StopOptions, type StopPlan } from './plan.ts';
import { jsonProgress, type Progress, plainProgress, safeProgress } from './progress.ts';
import { interruptedLines, report, reportProblems, serverCount } from './report.ts';
import { stopServers } from './stop-servers.ts';
import { printable, type Terminal } from './terminal.ts';

/** `lights-out stop`: plans, runs, reports. Throws only bugs. */
export const stop = async (args: readonly string[], options: StopOptions, terminal: Terminal): Promise<ExitCode> => {
  const plan = await planStop(args, options, terminal);
  if (plan.kind === 'problems') return reportProblems(plan.problems, terminal.output);
  if (!options.json) terminal.output.out(headingOf(plan));
  return reportRun(await runPlan(plan, options, terminal), options, terminal.output);
};

const headingOf = ({ intents }: StopPlan): string => {
  const [first] = intents;
  if (first === undefined) throw new Error('a plan without intents');
  const { cloud, dryRun, notAfter } = first;
  const servers = `${serverCount(intents.length)} in cloud ${printable(cloud)}`;
  return dryRun
    ? `Rehearsing the stop of ${servers}; nothing is sent`
    : `Stopping ${servers}, no stop after ${formatInstant(notAfter)}`;
};

/** A run that is over: each server's end, and why it was halted, if it was. */
interface Run {
  readonly ends: readonly End[];
  readonly seconds: number;
  readonly cause: HaltCause | undefined;
}

const runPlan = async (plan: StopPlan, options: StopOptions, terminal: Terminal): Promise<Run> => {
  const { clock } = terminal;
  const { intents, clouds, timing, guards } = plan;
  const { concurrency, wait } = options;
  const startedAt = clock.now();
  const progress = safeProgress(await openProgress(plan, options, terminal));
  const halt = createHalt();
  const ignoreInterrupts = terminal.onInterrupt(() => {
    halt.call({ kind: 'interrupted' });
    progress.notice('interrupted: no more stops are sent (press Ctrl-C again to exit at once)');
  });
  const ports = { clouds, clock, timing, guards, freezes: NO_FREEZES, progress, halt };
  const ends = await stopServers({ intents, concurrency, wait }, ports);
  ignoreInterrupts();
  progress.close();
  return { ends, seconds: Math.round((clock.now() - startedAt) / 1000), cause: halt.cause() };
};

const openProgress = async (plan: StopPlan, { json, wait }: StopOptions, terminal: Terminal): Promise<Progress> => {
  const { output, clock } = terminal;
  if (json) return jsonProgress(output, clock);
  if (output.size() === undefined) return plainProgress(output, clock);
  return liveProgress({ total: plan.intents.length, wait }, await terminal.canvas(), output, clock);
};

const reportRun = (
  { ends, seconds, cause }: Run,
  { json, wait }: StopOptions,
  output: Terminal['output'],
): ExitCode => {
  // Of a run that ended at its first looks the trouble says everything.
  const isAllSaid = cause?.kind === 'trouble' && ends.every(({ outcome }) => outcome === 'not-stopped');
  if (!json && !isAllSaid) output.out(report(ends, { wait, seconds, output }));
  switch (cause?.kind) {
    case undefined:
      return ends.every((end) => isAsAsked(end, wait)) ? EXIT.done : EXIT.some;
    case 'bug':
      throw cause.error;
    case 'trouble':
      output.err(`lights-out: ${printable(troubleInWords(cause.trouble, cause.because))}`);
      return EXIT.usage;
    case 'interrupted':
      for (const line of interruptedLines(ends)) output.err(line);
      return EXIT.interrupted;
  }
};
