import type { ConfiguredClouds } from '../../lib/openstack/open-clouds.ts';
import { type RunSettings, readRunSettings } from '../cloud/run-settings.ts';
import type { ExitCode } from '../terminal/exit.ts';
import { openStack, type StackOption } from '../terminal/open-stack.ts';
import { reportProblems } from '../terminal/problems.ts';
import type { OpenStack, TakenLetter } from '../terminal/stack.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { worse } from './act-words.ts';
import { shortIds } from './choose-letters.ts';
import { type Letter, readLetter } from './letter.ts';
import { type Names, namesOf } from './names.ts';
import { takeLetters } from './take-letters.ts';
import { reportMissing, reportPass } from './taken-words.ts';

/** The options that every command about letters has, as typed. */
export interface GatherOptions extends StackOption {
  readonly limit: number;
  readonly json: boolean;
}

/** The letters of a stack as they were a moment ago: all of them are in the queue again. */
export interface Gathered {
  readonly kind: 'gathered';
  readonly stack: OpenStack;
  readonly letters: readonly Letter[];
  /** Of the reading: not all were read, or not all went back, which has been said on standard error. */
  readonly code: ExitCode;
  /** The queue has more than the limit. */
  readonly hasMore: boolean;
  readonly names: Names;
  readonly shortId: (letter: Letter) => string;
  readonly clouds: ConfiguredClouds;
  readonly settings: RunSettings;
}

/** The run is over before it began; what was wrong has been printed. */
export interface Ended {
  readonly kind: 'ended';
  readonly code: ExitCode;
}

/** Reads the dead letters of the stack and leaves them there; `problems` are those of what was typed. `see` gets each as it was taken. */
export const gather = async (
  options: GatherOptions,
  problems: readonly string[],
  terminal: Terminal,
  see: (letter: TakenLetter) => void = () => {},
): Promise<Gathered | Ended> => {
  const { env, output, clock } = terminal;
  const read = readRunSettings(env);
  const found = [...problems, ...(read.kind === 'problems' ? read.problems : [])];
  if (found.length > 0 || read.kind === 'problems') return ended(reportProblems(found, output));
  const stack = await openStack(options, terminal);
  if (stack.kind === 'problems') return ended(reportProblems(stack.problems, output));
  // Nothing is sent to a cloud here, so an admin's token does no harm.
  const clouds = terminal.clouds(true);
  const rules = { timing: read.settings.timing, defaultCloud: (await clouds.defaultName()) ?? UNKNOWN_CLOUD };
  const letters: Letter[] = [];
  const interrupt = interruptible(terminal);
  const taken = await takeLetters(stack.letters, clock, {
    visit: async (letter) => {
      see(letter);
      letters.push(readLetter(letter, clock.now(), rules));
      return 'back';
    },
    isEnough: () => false,
    limit: options.limit,
    isInterrupted: interrupt.isInterrupted,
  }).finally(interrupt.end);
  const passed = reportPass(taken, output);
  if (taken.end.kind === 'failed' || taken.end.kind === 'interrupted') return ended(passed);
  const code = worse(passed, reportMissing(taken, options.limit, output));
  const names = await namesOf(letters, clouds, clock);
  const short = shortIds(letters.map(({ messageId }) => messageId));
  return {
    ...{ kind: 'gathered', stack, letters, code, names, clouds, settings: read.settings },
    hasMore: taken.end.kind !== 'all',
    shortId: ({ messageId }) => short(messageId),
  };
};

/** The cloud of a request that names none: the stack's default, which only the stack knows. */
const UNKNOWN_CLOUD = "the stack's default";

const ended = (code: ExitCode): Ended => ({ kind: 'ended', code });

/** Notices Ctrl-C until `end`. */
export const interruptible = ({ onInterrupt, output }: Terminal) => {
  let pressed = false;
  const end = onInterrupt(() => {
    pressed = true;
    output.err(
      'interrupted: the letters are put back (press Ctrl-C again to exit at once; they come back by themselves)',
    );
  });
  return { isInterrupted: () => pressed, end };
};
