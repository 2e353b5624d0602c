import { randomUUID } from 'node:crypto';
import { setTimeout as later } from 'node:timers';
import type { Instant } from '../lib/instant.ts';

/** The cloud's own time, by which its Date headers, tokens, action records and power-offs go, and its own chance. */
export interface CloudClock {
  now(): Instant;
  /** Calls `act` once after that many milliseconds; the answer takes it back. */
  after(ms: number, act: () => void): () => void;
  /** A UUID that nobody had before. */
  freshId(): string;
}

/** This machine's time. Timers do not keep the process alive. */
export const realClock = (): CloudClock => ({
  now: () => Date.now(),
  after: (ms, act) => {
    const timer = later(act, ms).unref();
    return () => clearTimeout(timer);
  },
  freshId: () => randomUUID(),
});

/** The name of a request, `req-` and a UUID, by which its action record is found. */
export const freshRequestId = ({ freshId }: Pick<CloudClock, 'freshId'>): string => `req-${freshId()}`;

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
