import type { Clock } from '../lib/clock.ts';
import type { Instant } from '../lib/instant.ts';
import { NOON } from './builders.ts';

/** A clock that stands at noon and moves only by sleeping or by hand; chance is always the same. */
export const aClock = (chance = 0.999): Clock & { at: Instant; readonly slept: number[] } => {
  const slept: number[] = [];
  const clock = {
    at: NOON,
    slept,
    now: () => clock.at,
    sleep: async (ms: number) => {
      slept.push(ms);
      clock.at += ms;
    },
    random: () => chance,
    freshId: () => 'fresh',
  };
  return clock;
};
