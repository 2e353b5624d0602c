import type { LetterBox, TakenLetter } from '../../../cli/terminal/stack.ts';
import type { Instant } from '../../../lib/instant.ts';
import { NOON } from '../../builders.ts';

/** A letter as it is in the queue. */
export type Queued = Omit<TakenLetter, 'receiptHandle'>;

/** The id of the n-th letter. */
export const letterId = (n: number): string => `${String(n).padStart(8, '0')}-aaaa-4bbb-8ccc-dddddddddddd`;

/** The n-th letter, sent a minute after noon. */
export const queued = (n: number, body: string, changes: Partial<Queued> = {}): Queued => ({
  ...{ messageId: letterId(n), body, sentAt: NOON + 60_000, attributes: {} },
  ...changes,
});

/** A dead-letter queue in memory. */
export interface ALetterBox extends LetterBox {
  /** The letters that are still in the queue, hidden or not. */
  readonly letters: () => readonly Queued[];
  /** Those that nobody has at the moment. */
  readonly visible: () => readonly Queued[];
  add(letter: Queued): void;
  /** Somebody else takes it away for good. */
  lose(messageId: string): void;
}

/** As SQS does it: what was taken is hidden until it is put back or its time is over, and an old handle removes nothing. */
export const aLetterBox = (clock: { now(): Instant }, initial: readonly Queued[] = []): ALetterBox => {
  let entries = initial.map((letter) => ({ letter, takes: 0, hiddenUntilAt: 0 }));
  const handleOf = ({ letter, takes }: (typeof entries)[number]): string => `${letter.messageId}#${takes}`;
  const visible = () => entries.filter(({ hiddenUntilAt }) => hiddenUntilAt <= clock.now());
  return {
    letters: () => entries.map(({ letter }) => letter),
    visible: () => visible().map(({ letter }) => letter),
    add: (letter) => void entries.push({ letter, takes: 0, hiddenUntilAt: 0 }),
    lose: (messageId) => {
      entries = entries.filter(({ letter }) => letter.messageId !== messageId);
    },
    take: async (hiddenMs) => {
      const taken = visible().slice(0, 10);
      for (const entry of taken) {
        entry.takes += 1;
        entry.hiddenUntilAt = clock.now() + hiddenMs;
      }
      return { kind: 'letters', letters: taken.map((entry) => ({ ...entry.letter, receiptHandle: handleOf(entry) })) };
    },
    putBack: async (back) => {
      const handles = new Set(back.map(({ receiptHandle }) => receiptHandle));
      for (const entry of entries) if (handles.has(handleOf(entry))) entry.hiddenUntilAt = 0;
      return { kind: 'sent' };
    },
    remove: async ({ receiptHandle }) => {
      entries = entries.filter((entry) => handleOf(entry) !== receiptHandle);
      return { kind: 'sent' };
    },
    count: async () => ({ kind: 'count', waiting: visible().length, taken: entries.length - visible().length }),
  };
};
