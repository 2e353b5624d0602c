import { randomUUID } from 'node:crypto';
import type { Clock } from './clock.ts';

/** The machine's own time and chance: the one place that asks for them. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms) =>
    new Promise((resolve) => {
      setTimeout(resolve, ms);
    }),
  random: () => Math.random(),
  freshId: () => randomUUID(),
};
