import fc from 'fast-check';
import { expect, test } from 'vitest';
import { delayMs, firstLookMs, nextLookMs } from '../../../lib/power/timing.ts';
import { HOUR, MINUTE, TIMING } from '../../builders.ts';

const SHORTEST = () => 0;
const LONGEST = () => 0.999_999;

test('the first look comes after five to ten seconds, later ones up to half as late again', () => {
  expect(delayMs(0, TIMING, SHORTEST)).toBe(5_000);
  expect(delayMs(0, TIMING, LONGEST)).toBe(10_000);
  expect(delayMs(1, TIMING, SHORTEST)).toBe(7_500);
  expect(delayMs(1, TIMING, LONGEST)).toBe(15_000);
});

test('no delay is longer than LOOK_AGAIN_MAX, however many looks there were', () => {
  for (const looks of [9, 50, 1_000, 5_000]) {
    expect(delayMs(looks, TIMING, SHORTEST)).toBe(150_000);
    expect(delayMs(looks, TIMING, LONGEST)).toBe(300_000);
  }
});

test('every delay is a whole number of milliseconds between LOOK_AGAIN_MIN and LOOK_AGAIN_MAX', () => {
  fc.assert(
    fc.property(fc.nat(1_200), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (looks, chance) => {
      const ms = delayMs(looks, TIMING, () => chance);
      expect(Number.isInteger(ms)).toBe(true);
      expect(ms).toBeGreaterThanOrEqual(5_000);
      expect(ms).toBeLessThanOrEqual(300_000);
    }),
  );
});

test('the first look after a stop comes after LOOK_FIRST, or when the server is usually off, and up to a tenth later', () => {
  expect(firstLookMs(undefined, TIMING, SHORTEST)).toBe(60_000);
  expect(firstLookMs(undefined, TIMING, LONGEST)).toBeCloseTo(66_000, 0);
  expect(firstLookMs(20_000, TIMING, SHORTEST)).toBe(20_000);
  expect(firstLookMs(0, TIMING, LONGEST)).toBe(0);
});

test('no look at an accepted stop comes later than LOOK_AGAIN_MAX', () => {
  expect(firstLookMs(10 * MINUTE, TIMING, SHORTEST)).toBe(300_000);
  expect(firstLookMs(undefined, { ...TIMING, lookAgainMaxMs: 1_000 }, LONGEST)).toBe(1_000);
  expect(nextLookMs(HOUR, TIMING)).toBe(300_000);
});

test('looks at an accepted stop are half as long again apart as it was followed', () => {
  expect(nextLookMs(60_000, TIMING)).toBe(30_000);
  expect(nextLookMs(90_000, TIMING)).toBe(45_000);
});

test('a floor of the delay is kept without jitter, and wins over LOOK_AGAIN_MAX', () => {
  expect(delayMs(0, TIMING, LONGEST, 60_000)).toBe(60_000);
  expect(delayMs(0, TIMING, LONGEST, 15 * MINUTE)).toBe(900_000);
  expect(delayMs(0, TIMING, LONGEST, 9_000)).toBe(10_000);
});

test('a LOOK_AGAIN_MAX below twice LOOK_AGAIN_MIN is kept', () => {
  expect(delayMs(3, { ...TIMING, lookAgainMaxMs: 5_000 }, LONGEST)).toBe(5_000);
});

// maxReceiveCount is 1,000: the deliveries must outlast the longest window and the patience after it.
test('a thousand of the shortest delays outlast PT24H and PT15M', () => {
  const sum = Array.from({ length: 999 }, (_, looks) => delayMs(looks, TIMING, SHORTEST)).reduce((a, b) => a + b, 0);
  expect(sum).toBeGreaterThan(24 * HOUR + 15 * MINUTE);
});
