import type { Timing } from '../timing.ts';

const GROWTH = 1.5;

/**
 * Milliseconds until the next look: from LOOK_AGAIN_MIN, growing by half each time, never over LOOK_AGAIN_MAX, with equal
 * jitter (half of it chance, so that a thousand servers do not come back in one second). `atLeastMs` is a floor without jitter.
 */
export const delayMs = (looks: number, timing: Timing, random: () => number, atLeastMs = 0): number => {
  const capMs = Math.min(2 * timing.lookAgainMinMs * GROWTH ** looks, timing.lookAgainMaxMs);
  const jitteredMs = Math.max(capMs / 2 + (random() * capMs) / 2, Math.min(timing.lookAgainMinMs, capMs));
  return Math.ceil(Math.max(jitteredMs, atLeastMs));
};
