import type { Timeline } from './timeline.ts';

/** A call that waits for its turn: what it does then, and when and what it is answered after that. */
export interface Waiting {
  readonly effect: () => void;
  readonly answerMs: number;
  readonly answer: () => void;
}

/** Picks who goes next of those who could: functions by their number, 0 for the person. */
export type Choose = (ready: readonly number[]) => number;

/** Lets calls take effect one at a time in a chosen order instead of by their latencies, until nobody calls any more. */
export interface Turns {
  areOn(): boolean;
  wait(process: number, call: Waiting): void;
}

const BETWEEN_MS = 5;

/** Turns from an instant on, when all functions that take part have begun; the person acts in one of them. */
export const createTurns = (
  timeline: Timeline,
  from: number,
  choose: Choose,
  person: (() => void) | undefined,
): Turns => {
  const waiting = new Map<number, Waiting>();
  let acts = person;
  let on = true;
  const soon = (ms: number, happen: () => void): void => timeline.at(timeline.now() + ms, happen);
  const next = (): void => {
    const ready = [...waiting.keys()].sort((a, b) => a - b);
    if (acts !== undefined) ready.unshift(0);
    if (ready.length === 0) {
      on = false;
      return;
    }
    const who = choose(ready);
    const call = waiting.get(who);
    waiting.delete(who);
    if (call === undefined) {
      acts?.();
      acts = undefined;
      soon(BETWEEN_MS, next);
      return;
    }
    call.effect();
    soon(call.answerMs, () => {
      call.answer();
      soon(BETWEEN_MS, next);
    });
  };
  timeline.at(from, next);
  return { areOn: () => on, wait: (process, call) => void waiting.set(process, call) };
};
