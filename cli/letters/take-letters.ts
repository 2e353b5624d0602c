import type { Clock } from '../../lib/clock.ts';
import type { Instant } from '../../lib/instant.ts';
import type { LetterBox, LetterCount, TakenLetter } from '../terminal/stack.ts';

/** Why the taking ended; `time`: the letters that were taken first would soon show again. */
export type TakenEnd =
  | { readonly kind: 'all' | 'enough' | 'limit' | 'time' | 'interrupted' }
  | { readonly kind: 'failed'; readonly because: string };

/** What one pass through the queue came to. */
export interface Taken {
  readonly end: TakenEnd;
  /** Letters that were seen, each once. */
  readonly seen: number;
  /** What the queue said that it has before the first was taken, or why it does not say. */
  readonly count:
    | ({ readonly kind: 'count' } & LetterCount)
    | { readonly kind: 'unavailable'; readonly because: string };
  /** Why not every letter could be put back: they show again by themselves at `hiddenUntilAt`. */
  readonly notBack?: { readonly because: string; readonly hiddenUntilAt: Instant };
}

/** What is done with the letters, one after the other. */
export interface Visitor {
  /** Called once for each letter. `gone`: it was removed, so it is not put back. */
  visit(letter: TakenLetter): Promise<'back' | 'gone'>;
  /** Nothing more is wanted. */
  isEnough(): boolean;
  readonly limit: number;
  /** Ctrl-C. */
  isInterrupted(): boolean;
}

/** An answer without a new letter proves little: SQS may show nothing once although letters are there. */
const QUIET_ENOUGH = 2;
/** While the queue says that it has more. */
const QUIET_MOST = 5;

// A hundred takes of ten letters take seconds; a visit that sends and removes takes longer.
const hiddenMsFor = (letters: number): number => 180_000 + 100 * Math.min(letters, LETTERS_MOST);
/** The most letters that a pass has time for. */
export const LETTERS_MOST = 10_000;
/** How far the queue's own count may be off. */
const COUNT_SLACK = 1_000;
/** What one call may take at worst, its repetitions included. */
const SPARE_MS = 60_000;

/**
 * Goes through the dead-letter queue and leaves every letter that was not removed in it: each that is taken is hidden from others until
 * the end, and then put back at once, also after Ctrl-C, a fault or a bug.
 */
export const takeLetters = async (box: LetterBox, clock: Pick<Clock, 'now'>, visitor: Visitor): Promise<Taken> => {
  const count = await box.count();
  const waiting = count.kind === 'count' ? count.waiting : 0;
  const hiddenMs = hiddenMsFor(Math.min(visitor.limit, waiting + COUNT_SLACK));
  const endAt = clock.now() + hiddenMs - SPARE_MS;
  const seen = new Set<string>();
  const held = new Map<string, Pick<TakenLetter, 'receiptHandle'>>();

  const passThrough = async (): Promise<TakenEnd> => {
    for (let quiet = 0; quiet < (seen.size < waiting ? QUIET_MOST : QUIET_ENOUGH); quiet += 1) {
      if (visitor.isInterrupted()) return { kind: 'interrupted' };
      if (clock.now() >= endAt) return { kind: 'time' };
      const taken = await box.take(hiddenMs);
      if (taken.kind === 'unavailable') return { kind: 'failed', because: taken.because };
      // All of them before the first visit: whatever becomes of it, the others go back.
      for (const { messageId, receiptHandle } of taken.letters) held.set(messageId, { receiptHandle });
      for (const letter of taken.letters) {
        if (seen.has(letter.messageId)) continue;
        if (visitor.isInterrupted()) return { kind: 'interrupted' };
        if (seen.size >= visitor.limit) return { kind: 'limit' };
        if (clock.now() >= endAt) return { kind: 'time' };
        quiet = -1;
        seen.add(letter.messageId);
        if ((await visitor.visit(letter)) === 'gone') held.delete(letter.messageId);
        if (visitor.isEnough()) return { kind: 'enough' };
      }
    }
    return { kind: 'all' };
  };

  let notBack: Taken['notBack'];
  const putBack = async (): Promise<void> => {
    if (held.size === 0) return;
    const hiddenUntilAt = clock.now() + hiddenMs;
    const back = await box.putBack([...held.values()]);
    if (back.kind === 'unavailable') notBack = { because: back.because, hiddenUntilAt };
  };
  let end: TakenEnd;
  try {
    end = await passThrough();
  } finally {
    await putBack();
  }
  return { end, seen: seen.size, count, ...(notBack && { notBack }) };
};
