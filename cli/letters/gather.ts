import type { ConfiguredClouds } from '../../lib/openstack/open-clouds.ts';
import { type RunSettings, readRunSettings } from '../cloud/run-settings.ts';
import { EXIT, type ExitCode } from '../terminal/exit.ts';
import { openStack, type StackOption } from '../terminal/open-stack.ts';
import { reportProblems } from '../terminal/problems.ts';
import type { OpenStack } from '../terminal/stack.ts';
import { printable, type Terminal } from '../terminal/terminal.ts';
import { shortIds } from './choose-letters.ts';
import { type Letter, readLetter } from './letter.ts';
import { utc } from './letter-words.ts';
import { type Names, namesOf } from './names.ts';
import { type Taken, takeLetters } from './take-letters.ts';

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

/** Reads the dead letters of the stack and leaves them there; `problems` are those of what was typed. */
export const gather = async (
  options: GatherOptions,
  problems: readonly string[],
  terminal: Terminal,
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
      letters.push(readLetter(letter, clock.now(), rules));
      return 'back';
    },
    isEnough: () => false,
    limit: options.limit,
    isInterrupted: interrupt.isInterrupted,
  }).finally(interrupt.end);
  const { code, isOver } = reportTaken(taken, options, output);
  if (isOver) return ended(code);
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

/** Says what was not read or not put back. `isOver`: there is nothing to go on with. */
export const reportTaken = (
  { end, seen, count, notBack }: Taken,
  { limit }: Pick<GatherOptions, 'limit'>,
  { err }: Terminal['output'],
): { readonly code: ExitCode; readonly isOver: boolean } => {
  const say = (text: string): void => err(`lights-out: ${printable(text)}`);
  if (notBack !== undefined)
    say(
      `not every letter could be put back: ${notBack.because}; they show again by themselves by ${utc(notBack.hiddenUntilAt)}`,
    );
  if (end.kind === 'failed') {
    say(`the letters cannot be read: ${end.because}`);
    return { code: REFUSED.test(end.because) ? EXIT.usage : EXIT.some, isOver: true };
  }
  if (end.kind === 'interrupted') return { code: EXIT.interrupted, isOver: true };
  const missing = missingLines(end.kind, seen, count, limit);
  for (const line of missing) say(line);
  if (count.kind === 'unavailable') say(`how many letters there are is not known: ${count.because}`);
  return { code: missing.length > 0 || notBack !== undefined ? EXIT.some : EXIT.done, isOver: false };
};

const missingLines = (
  end: Exclude<Taken['end']['kind'], 'failed' | 'interrupted'>,
  seen: number,
  count: Taken['count'],
  limit: number,
): readonly string[] => {
  const waiting = count.kind === 'count' && end !== 'enough' ? count.waiting : 0;
  const held = count.kind === 'count' ? count.taken : 0;
  const about = waiting > seen ? `, of about ${waiting}` : '';
  const more = {
    all: about === '' ? [] : [`${seen} letters were seen${about}: the queue did not show the others, run it again`],
    enough: [],
    limit: [`${seen} letters were read${about}: --limit reads more than ${limit}`],
    time: [`${seen} letters were read in the time there is${about}: run it again for the others`],
  } as const satisfies Record<typeof end, readonly string[]>;
  return [
    ...more[end],
    ...(held > 0 ? [`about ${held} letters somebody else has taken at the moment: run it again later`] : []),
  ];
};

// The words of lib/aws/sdk.ts for a right that is missing.
const REFUSED = /: \S+ is not allowed$/;
