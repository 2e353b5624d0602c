import { setTimeout as later } from 'node:timers';
import type { Instant } from '../lib/instant.ts';

/** The cloud's own time: what its Date headers, tokens, action records and power-offs go by. */
export interface CloudClock {
  now(): Instant;
  /** Calls `act` once after that many milliseconds; the answer takes it back. */
  after(ms: number, act: () => void): () => void;
}

/** This machine's time. Timers do not keep the process alive. */
export const realClock = (): CloudClock => ({
  now: () => Date.now(),
  after: (ms, act) => {
    const timer = later(act, ms).unref();
    return () => clearTimeout(timer);
  },
});

/** Calls `act` again and again, that many milliseconds apart, until the answer is called. */
export const every = (clock: CloudClock, ms: number, act: () => void): (() => void) => {
  let forget: () => void;
  const again = (): void => {
    forget = clock.after(ms, () => {
      act();
      again();
    });
  };
  again();
  return () => forget();
};
