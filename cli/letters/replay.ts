import { replayBody } from '../../lib/message/replay-message.ts';
import { slots } from '../../lib/worker/slots.ts';
import { EXIT, type ExitCode } from '../terminal/exit.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { actOn } from './act-on.ts';
import { reportActs, worse } from './act-words.ts';
import { type FilterOptions, filtered, filterProblems, hasFilter } from './choose-letters.ts';
import { forecast } from './forecast.ts';
import { type Gathered, type GatherOptions, gather, interruptible } from './gather.ts';
import type { Letter } from './letter.ts';
import { noneLine } from './list.ts';
import { letterCount } from './list-screen.ts';
import { pick } from './pick.ts';
import { reportReplay } from './replay-end.ts';
import { type Planned, planLines } from './replay-screen.ts';
import { reportPass } from './taken-words.ts';

/** The options of `dead-letters replay`, as typed. */
export interface ReplayOptions extends GatherOptions, FilterOptions {
  readonly dryRun: boolean;
  readonly yes: boolean;
}

/** Clouds are asked about so many servers at a time. */
const LOOKS = 8;

/**
 * `lights-out dead-letters replay`: shows what a replay of each letter would do, asks once, sends those that would do something, and
 * removes each letter after its message was accepted. Throws only bugs.
 */
export const replay = async (ids: readonly string[], options: ReplayOptions, terminal: Terminal): Promise<ExitCode> => {
  const { output } = terminal;
  const found = await gather(options, problemsOf(ids, options, terminal), terminal);
  if (found.kind === 'ended') return found.code;
  const letters = ids.length > 0 ? pick(found, ids, terminal) : filtered(found.letters, options, found.names);
  if ('kind' in letters) return letters.code;
  if (letters.length === 0) {
    if (!options.json) output.out(noneLine(found.letters.length, found.stack.name));
    return found.code;
  }
  const plans = await planned(letters, found, terminal);
  if (!options.json) for (const line of planLines(plans, found, output)) output.out(line);
  const wanted = plans.filter(({ forecast: { replays } }) => replays).map(({ letter }) => letter);
  if (options.dryRun || wanted.length === 0)
    return worse(found.code, reportReplay(plans, new Map(), found, options, output));
  if (!options.yes && !(await terminal.askYes(`Replay ${letterCount(wanted.length)}? [y/N]`))) {
    output.out('Nothing was replayed.');
    return EXIT.some;
  }
  return await replayAll(plans, wanted, found, options, terminal);
};

const problemsOf = (ids: readonly string[], options: ReplayOptions, { canAsk }: Terminal): readonly string[] => [
  ...filterProblems(options),
  ...(ids.length > 0 && hasFilter(options)
    ? ['ids of letters and --reason, --request, --server exclude each other: give only one of them']
    : []),
  ...(options.yes || options.dryRun || (canAsk && !options.json)
    ? []
    : [`--yes: required to replay ${options.json ? 'with --json' : 'where there is no terminal to ask at'}`]),
];

const planned = async (
  letters: readonly Letter[],
  { clouds, stack, settings }: Gathered,
  { clock }: Terminal,
): Promise<readonly Planned[]> => {
  const { run } = slots(LOOKS);
  const look = async (letter: Letter): Promise<Planned> => ({
    letter,
    forecast: await run(() => forecast(letter, { clouds, stack, settings, clock })),
  });
  return await Promise.all(letters.map(look));
};

const replayAll = async (
  plans: readonly Planned[],
  wanted: readonly Letter[],
  found: Gathered,
  options: ReplayOptions,
  terminal: Terminal,
): Promise<ExitCode> => {
  const { clock, output } = terminal;
  const { requests, letters: box } = found.stack;
  const replayedAt = clock.now();
  const interrupt = interruptible(terminal);
  const { acts, taken } = await actOn(
    wanted.map(({ messageId }) => messageId),
    async (letter) => {
      const sent = await requests.send(replayBody(letter, replayedAt));
      if (sent.kind === 'unavailable') return { kind: 'unclear', because: sent.because };
      const removed = await box.remove(letter);
      return removed.kind === 'sent' ? { kind: 'done' } : { kind: 'not-removed', because: removed.because };
    },
    { box, clock, isInterrupted: interrupt.isInterrupted },
  ).finally(interrupt.end);
  const passed = worse(reportPass(taken, output), reportActs(wanted, acts, found, output));
  return worse(worse(found.code, passed), reportReplay(plans, acts, found, options, output));
};
