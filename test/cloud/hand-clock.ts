import type { CloudClock } from '../../cloud/cloud-clock.ts';
import type { Instant } from '../../lib/instant.ts';

/** A cloud's time that only moves when a test says so. */
export interface HandClock extends CloudClock {
  /** Moves on, and lets everything happen that was due on the way, in order. */
  advance(ms: number): void;
}

export const NOON: Instant = Date.UTC(2026, 10, 23, 12);

export const handClock = (start: Instant = NOON): HandClock => {
  let now = start;
  let ids = 0;
  let due: { readonly at: Instant; readonly act: () => void }[] = [];
  return {
    now: () => now,
    after: (ms, act) => {
      const entry = { at: now + ms, act };
      due.push(entry);
      return () => {
        due = due.filter((one) => one !== entry);
      };
    },
    freshId: () => {
      ids += 1;
      return `00000000-0000-4000-8000-${String(ids).padStart(12, '0')}`;
    },
    advance: (ms) => {
      const until = now + ms;
      for (;;) {
        const next = due.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        due = due.filter((one) => one !== next);
        now = Math.max(now, next.at);
        next.act();
      }
      now = until;
    },
  };
};
