import { randomUUID } from 'node:crypto';
import type { Instant } from './instant.ts';

/** Time and chance, handed in so that a test or a simulation decides both. */
export interface Clock {
  now(): Instant;
  /** Waits that many milliseconds; only for retrying a read inside a step, never to sit out a stop. */
  sleep(ms: number): Promise<void>;
  /** A number from 0 up to, but not including, 1. */
  random(): number;
  /** A fresh UUID: the owner token of a claim. */
  freshId(): string;
}

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
