import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../../lib/clock.ts';
import { NOON } from '../builders.ts';

/** A clock that stands still until everybody sleeps, and then goes on to the first one's time. */
export interface LeapingClock extends Clock {
  /** Lets time pass until `work` ends; `before` is called ahead of each leap with the time it leaps to. */
  drive<T>(work: Promise<T>, before?: (at: number) => void): Promise<T>;
}

// More turns of the event loop than any chain of promises here needs.
const QUIET_TURNS = 3;
const MOST_LEAPS = 20_000;

export const aLeapingClock = (): LeapingClock => {
  let now = NOON;
  let ids = 0;
  const sleepers: { at: number; wake: () => void }[] = [];
  return {
    now: () => now,
    sleep: (ms) =>
      new Promise((wake) => {
        sleepers.push({ at: now + ms, wake });
      }),
    random: () => 0.5,
    freshId: () => {
      ids += 1;
      return `00000000-0000-4000-8000-${String(ids).padStart(12, '0')}`;
    },
    drive: async (work, before = () => {}) => {
      let ended = false;
      const watched = work.finally(() => {
        ended = true;
      });
      watched.catch(() => {});
      for (let leaps = 0; leaps < MOST_LEAPS; leaps += 1) {
        for (let quiet = 0; quiet < QUIET_TURNS; quiet += 1) await turn();
        if (ended) return watched;
        const [first] = sleepers.toSorted((a, b) => a.at - b.at);
        if (first === undefined) throw new Error('nobody sleeps and nothing ends');
        before(first.at);
        sleepers.splice(sleepers.indexOf(first), 1);
        now = Math.max(now, first.at);
        first.wake();
      }
      throw new Error('time passes and nothing ends');
    },
  };
};
