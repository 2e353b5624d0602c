import type { Clock } from '../../lib/clock.ts';
import type { LetterBox, TakenLetter } from '../terminal/stack.ts';
import { type Taken, takeLetters } from './take-letters.ts';

/**
 * What became of one letter. `done`: acted on and removed; `unclear`: it is not known whether its message was accepted, so it stays;
 * `not-removed`: its message was accepted and the letter is still there; `gone`: it was not in the queue any more; `not-reached`: the pass
 * ended before it.
 */
export type Act =
  | { readonly kind: 'done' | 'gone' | 'not-reached' }
  | { readonly kind: 'unclear' | 'not-removed'; readonly because: string };

/** How a pass is left early. */
export interface Interrupts {
  isInterrupted(): boolean;
}

/** Takes the letters again and acts on those that are wanted, each right after it was taken; all others are put back untouched. */
export const actOn = async (
  wanted: readonly string[],
  act: (letter: TakenLetter) => Promise<Exclude<Act, { readonly kind: 'gone' | 'not-reached' }>>,
  { box, clock, isInterrupted }: { readonly box: LetterBox; readonly clock: Pick<Clock, 'now'> } & Interrupts,
): Promise<{ readonly acts: ReadonlyMap<string, Act>; readonly taken: Taken }> => {
  const acts = new Map<string, Act>();
  const ids = new Set(wanted);
  const taken = await takeLetters(box, clock, {
    visit: async (letter) => {
      if (!ids.has(letter.messageId)) return 'back';
      const acted = await act(letter);
      acts.set(letter.messageId, acted);
      return acted.kind === 'done' ? 'gone' : 'back';
    },
    isEnough: () => acts.size === ids.size,
    // The queue shows its letters in no order: those that are wanted may come last.
    limit: Number.POSITIVE_INFINITY,
    isInterrupted,
  });
  const missed: Act = { kind: taken.end.kind === 'all' ? 'gone' : 'not-reached' };
  for (const id of wanted) if (!acts.has(id)) acts.set(id, missed);
  return { acts, taken };
};
