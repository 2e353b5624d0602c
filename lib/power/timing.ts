const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** How stops are timed: the part of the settings that policy reads. All in milliseconds. */
export interface Timing {
  /** `STOP_WINDOW`: the window of a request that names none. */
  readonly windowMs: number;
  /** `STOP_WINDOW_MAX`: the longest window. */
  readonly windowMaxMs: number;
  /** The queue's visibility timeout (`VISIBILITY_TIMEOUT`, written by the template): the shortest window. */
  readonly windowMinMs: number;
  /** `STOP_PATIENCE`: how long an accepted stop is followed. */
  readonly patienceMs: number;
  /** `STOP_QUARANTINE`: how long an unclear send blocks the next; longer than the longest life of a request. */
  readonly quarantineMs: number;
  /** `LOOK_FIRST`: how long after an accepted stop the first look comes, if no earlier stop of the server shows it. */
  readonly lookFirstMs: number;
  /** `LOOK_AGAIN_MIN`, `LOOK_AGAIN_MAX`: redelivery delays. */
  readonly lookAgainMinMs: number;
  readonly lookAgainMaxMs: number;
}

/** What each setting of the functions is when nobody gave it; the visibility timeout is the template's. */
export const DEFAULT_TIMING: Timing = {
  windowMs: HOUR_MS,
  windowMaxMs: 24 * HOUR_MS,
  windowMinMs: 6 * MINUTE_MS,
  patienceMs: 15 * MINUTE_MS,
  quarantineMs: 2 * MINUTE_MS,
  lookFirstMs: MINUTE_MS,
  lookAgainMinMs: 5 * SECOND_MS,
  lookAgainMaxMs: 5 * MINUTE_MS,
};

/** The part of the timing that a request is judged by. */
export type Windows = Pick<Timing, 'windowMs' | 'windowMaxMs' | 'windowMinMs'>;

const GROWTH = 1.5;

/**
 * Milliseconds until the next look: from LOOK_AGAIN_MIN, growing by half each time, never over
 * LOOK_AGAIN_MAX, with equal jitter (half of it chance, so that a thousand servers do not come back in one
 * second). `atLeastMs` is a floor without jitter.
 */
export const delayMs = (looks: number, timing: Timing, random: () => number, atLeastMs = 0): number => {
  const capMs = Math.min(2 * timing.lookAgainMinMs * GROWTH ** looks, timing.lookAgainMaxMs);
  const jitteredMs = Math.max(capMs / 2 + (random() * capMs) / 2, Math.min(timing.lookAgainMinMs, capMs));
  return Math.ceil(Math.max(jitteredMs, atLeastMs));
};

const SPREAD = 0.1;

/**
 * Milliseconds from an accepted stop to the first look: as long as the server's power-off usually takes (`usualMs`), else LOOK_FIRST,
 * and up to a tenth more by chance. Never over LOOK_AGAIN_MAX.
 */
export const firstLookMs = (usualMs: number | undefined, timing: Timing, random: () => number): number =>
  Math.min((usualMs ?? timing.lookFirstMs) * (1 + random() * SPREAD), timing.lookAgainMaxMs);

/** Milliseconds to the next look at an accepted stop: half as long again as it was followed so far. Never over LOOK_AGAIN_MAX. */
export const nextLookMs = (followedMs: number, timing: Timing): number =>
  Math.min(followedMs * (GROWTH - 1), timing.lookAgainMaxMs);
