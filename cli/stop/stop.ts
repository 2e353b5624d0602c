import { formatInstant } from '../../lib/instant.ts';
import { intentsOf, type StopRequest } from '../../lib/message/request.ts';
import { type Freezes, NO_FREEZES } from '../../lib/power/ports/freezes.ts';
import { troubleInWords } from '../cloud/fault-words.ts';
import { serverCount } from '../cloud/server-words.ts';
import { EXIT, type ExitCode } from '../terminal/exit.ts';
import { openStack, stackName } from '../terminal/open-stack.ts';
import { type Problems, reportProblems } from '../terminal/problems.ts';
import { printable, type Terminal } from '../terminal/terminal.ts';
import { chooseServers } from './choice.ts';
import { type End, isAsAsked } from './end.ts';
import { createHalt, type HaltCause } from './halt.ts';
import { liveProgress } from './live-progress.ts';
import { planStop, type StopOptions, type StopPlan } from './plan.ts';
import { jsonProgress, type Progress, plainProgress, safeProgress } from './progress.ts';
import { interruptedLines, report } from './report.ts';
import { stopServers } from './stop-servers.ts';

/** `lights-out stop`: plans, runs, reports. Throws only bugs. */
export const stop = async (args: readonly string[], options: StopOptions, terminal: Terminal): Promise<ExitCode> => {
  const { output } = terminal;
  const plan = await planStop(args, options, terminal);
  if (plan.kind === 'problems') return reportProblems(plan.problems, output);
  const opened = await openFreezes(options, terminal);
  if (opened.kind === 'problems') return reportProblems(opened.problems, output);
  const chosen = await chooseServers(plan, options, terminal);
  if (chosen.kind === 'ended') return chosen.code;
  const request = { ...plan.request, serverIds: chosen.ids };
  if (!options.json) for (const line of headingOf(request, opened.freezes)) output.out(line);
  return reportRun(await runPlan({ ...plan, request }, opened.freezes, options, terminal), options, output);
};

// Without a stack there is no table that a freeze could be in.
const openFreezes = async (
  options: StopOptions,
  terminal: Terminal,
): Promise<{ readonly kind: 'stack'; readonly freezes: Freezes } | Problems> =>
  stackName(options, terminal) === '' ? { kind: 'stack', freezes: NO_FREEZES } : openStack(options, terminal);

const headingOf = ({ serverIds, cloud, dryRun, notAfter }: StopRequest, freezes: Freezes): readonly string[] => {
  const servers = `${serverCount(serverIds.length)} in cloud ${printable(cloud)}`;
  if (dryRun) return [`Rehearsing the stop of ${servers}; nothing is sent`];
  return [
    `Stopping ${servers}, no stop after ${formatInstant(notAfter)}`,
    ...(freezes === NO_FREEZES ? ['Freezes are not looked at: that needs --stack'] : []),
  ];
};

/** A run that is over: each server's end, and why it was halted, if it was. */
interface Run {
  readonly ends: readonly End[];
  readonly seconds: number;
  readonly cause: HaltCause | undefined;
}

const runPlan = async (
  { request, clouds, settings }: StopPlan,
  freezes: Freezes,
  options: StopOptions,
  terminal: Terminal,
): Promise<Run> => {
  const { clock } = terminal;
  const intents = intentsOf(request);
  const { timing, guards } = settings;
  const { concurrency, wait } = options;
  const startedAt = clock.now();
  const progress = safeProgress(await openProgress(intents.length, options, terminal));
  const halt = createHalt();
  const ignoreInterrupts = terminal.onInterrupt(() => {
    halt.call({ kind: 'interrupted' });
    progress.notice('interrupted: no more stops are sent (press Ctrl-C again to exit at once)');
  });
  const ends = await stopServers(
    { intents, concurrency, wait, ...(request.select === undefined ? {} : { select: request.select }) },
    { clouds, clock, timing, guards, freezes, progress, halt },
  );
  ignoreInterrupts();
  progress.close();
  return { ends, seconds: Math.round((clock.now() - startedAt) / 1000), cause: halt.cause() };
};

const openProgress = async (total: number, { json, wait }: StopOptions, terminal: Terminal): Promise<Progress> => {
  const { output, clock } = terminal;
  if (json) return jsonProgress(output, clock);
  if (output.size() === undefined) return plainProgress(output, clock);
  return liveProgress({ total, wait }, await terminal.canvas(), output, clock);
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
