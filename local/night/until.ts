import { setTimeout as pause } from 'node:timers/promises';

const EVERY_MS = 100;

/** Waits until it is so, looking ten times a second; false when the time is over first. */
export const until = async (
  isSo: () => boolean | Promise<boolean>,
  mostMs: number,
  signal: AbortSignal,
): Promise<boolean> => {
  const endAt = performance.now() + mostMs;
  while (!signal.aborted) {
    if (await isSo()) return true;
    if (performance.now() >= endAt) return false;
    await pause(EVERY_MS);
  }
  return false;
};
