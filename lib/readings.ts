import type { Clock } from './clock.ts';
import type { Instant } from './instant.ts';

/** One reading of a source that seldom changes: a secret, a file. */
export interface Reading<T> {
  readonly value: T;
  /** Changes from before this instant are in it. */
  readonly begunAt: Instant;
}

/**
 * Reads on demand, one reading at a time. A good reading is kept for five minutes, a failed one for 5 s,
 * doubling up to 30 s.
 */
export interface Readings<T> {
  newest(): Promise<Reading<T>>;
  /** A reading that began then or later, unless the source is failing: then the newest, which says so. */
  since(at: Instant): Promise<Reading<T>>;
  /** The next question reads again. */
  expire(): void;
}

export interface ReadingsOptions<T> {
  readonly read: () => Promise<T>;
  readonly isGood: (value: T) => boolean;
  readonly clock: Pick<Clock, 'now'>;
}

const KEEP_MS = 5 * 60_000;
const FAILED_MS = 5_000;
const FAILED_MAX_MS = 30_000;

export const createReadings = <T>({ read, isGood, clock }: ReadingsOptions<T>): Readings<T> => {
  let newest: Reading<T> | undefined;
  let dueAt: Instant = 0;
  let failedMs = 0;
  let underway: Promise<Reading<T>> | undefined;

  const take = async (): Promise<Reading<T>> => {
    const begunAt = clock.now();
    const value = await read();
    failedMs = isGood(value) ? 0 : Math.min(Math.max(2 * failedMs, FAILED_MS), FAILED_MAX_MS);
    newest = { value, begunAt };
    dueAt = clock.now() + (failedMs || KEEP_MS);
    return newest;
  };
  const next = async (): Promise<Reading<T>> => {
    underway ??= take().finally(() => {
      underway = undefined;
    });
    return await underway;
  };

  return {
    newest: async () => (newest !== undefined && clock.now() < dueAt ? newest : await next()),
    async since(at) {
      if (underway !== undefined) await underway;
      const isFailing = failedMs > 0 && clock.now() < dueAt;
      return newest !== undefined && (newest.begunAt >= at || isFailing) ? newest : await next();
    },
    expire() {
      dueAt = 0;
    },
  };
};
