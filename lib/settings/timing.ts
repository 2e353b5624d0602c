import type { Timing } from '../settings.ts';
import type { EnvironmentReader } from './environment.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

// SQS takes no longer visibility timeout: ChangeMessageVisibility, 0 to 43,200 seconds.
const LONGEST_VISIBILITY_SECONDS = 43_200;
// SQS keeps a message 14 days at most, and the queue's retention has to be well over the longest window.
const LONGEST_WINDOW_MS = 7 * 24 * HOUR_MS;
// A default window leaves room for a lost delivery, a crashed one and a good one.
const VISIBILITIES_A_WINDOW = 3;
// How long the stop's POST may take before it is given up on (DESIGN 5).
const POST_TIMEOUT_MS = 10 * SECOND_MS;
// Looks further apart would miss a window of the default length.
const LONGEST_LOOK_AGAIN_MS = HOUR_MS;

const checkRelations = (timing: Timing, { problem }: EnvironmentReader): void => {
  const { windowMs, windowMaxMs, windowMinMs, quarantineMs, lookAgainMinMs, lookAgainMaxMs } = timing;
  if (windowMs < VISIBILITIES_A_WINDOW * windowMinMs) problem('STOP_WINDOW', 'shorter than 3 × VISIBILITY_TIMEOUT');
  if (windowMs > windowMaxMs) problem('STOP_WINDOW', 'longer than STOP_WINDOW_MAX');
  if (windowMaxMs > LONGEST_WINDOW_MS) problem('STOP_WINDOW_MAX', 'longer than P7D');
  if (quarantineMs <= POST_TIMEOUT_MS) problem('STOP_QUARANTINE', 'not longer than the PT10S that a stop may take');
  if (lookAgainMinMs > lookAgainMaxMs) problem('LOOK_AGAIN_MIN', 'longer than LOOK_AGAIN_MAX');
  if (lookAgainMaxMs > LONGEST_LOOK_AGAIN_MS) problem('LOOK_AGAIN_MAX', 'longer than PT1H');
};

/** Reads the durations and checks how they fit together. */
export const readTiming = (reader: EnvironmentReader): Timing => {
  const timing: Timing = {
    windowMs: reader.durationMs('STOP_WINDOW', HOUR_MS),
    windowMaxMs: reader.durationMs('STOP_WINDOW_MAX', 24 * HOUR_MS),
    windowMinMs: reader.integer('VISIBILITY_TIMEOUT', 1, LONGEST_VISIBILITY_SECONDS) * SECOND_MS,
    patienceMs: reader.durationMs('STOP_PATIENCE', 15 * MINUTE_MS),
    quarantineMs: reader.durationMs('STOP_QUARANTINE', 2 * MINUTE_MS),
    lookAgainMinMs: reader.durationMs('LOOK_AGAIN_MIN', 5 * SECOND_MS),
    lookAgainMaxMs: reader.durationMs('LOOK_AGAIN_MAX', 5 * MINUTE_MS),
  };
  checkRelations(timing, reader);
  return timing;
};
