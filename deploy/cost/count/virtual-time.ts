import type { CloudClock } from '../../../cloud/cloud-clock.ts';
import type { Clock } from '../../../lib/clock.ts';
import type { Instant } from '../../../lib/instant.ts';
import { agenda, type Due } from './agenda.ts';

/** Time that moves only when it is moved, and chance that is the same in each run: for our functions and for the cloud. */
export interface VirtualTime extends Clock, CloudClock {
  /** Moves on to an instant, and lets everything happen that was due on the way, in order. */
  advanceTo(instant: Instant): void;
}

/** Virtual time from an instant on. */
export const virtualTime = (startAt: Instant): VirtualTime => {
  let now = startAt;
  let ids = 0;
  let state = 1;
  let acts = 0;
  const due = agenda<Due & { readonly act: () => void }>();
  const advanceTo = (instant: Instant): void => {
    for (let next = due.first(); next !== undefined && next.at <= instant; next = due.first()) {
      due.remove(next);
      now = Math.max(now, next.at);
      next.act();
    }
    now = Math.max(now, instant);
  };
  return {
    now: () => now,
    advanceTo,
    after: (ms, act) => {
      acts += 1;
      const entry = { at: now + ms, order: acts, act };
      due.add(entry);
      return () => due.remove(entry);
    },
    sleep: async (ms) => advanceTo(now + ms),
    // The generator of `minstd`: any will do that is even and repeatable.
    random: () => {
      state = (state * 48_271) % 2_147_483_647;
      return state / 2_147_483_647;
    },
    freshId: () => {
      ids += 1;
      return `00000000-0000-4000-8000-${String(ids).padStart(12, '0')}`;
    },
  };
};
