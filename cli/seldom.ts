import type { Clock } from '../lib/clock.ts';

const SAID_AGAIN_MS = 30_000;

/** A cloud's trouble meets every server of it: the same words are worth a line once in a while, not once a server. */
export const seldom = (clock: Pick<Clock, 'now'>): ((text: string) => boolean) => {
  const saidAt = new Map<string, number>();
  return (text) => {
    const now = clock.now();
    const before = saidAt.get(text);
    if (before !== undefined && now - before < SAID_AGAIN_MS) return false;
    // What was said long ago would be said again: nothing of it need be kept.
    for (const [said, at] of saidAt) if (now - at >= SAID_AGAIN_MS) saidAt.delete(said);
    saidAt.set(text, now);
    return true;
  };
};
