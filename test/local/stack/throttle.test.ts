import { expect, test } from 'vitest';
import { createThrottle } from '../../../local/stack/throttle.ts';
import { handClock } from '../../cloud/hand-clock.ts';

const LIMITS = { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 };
const taken = (takes: () => boolean, calls: number): number =>
  Array.from({ length: calls }, takes).filter(Boolean).length;

test('the throttle takes its burst at once and refuses the next call', () => {
  const takes = createThrottle(LIMITS, handClock());
  expect(taken(takes, 150)).toBe(100);
});

test('an empty throttle takes as many calls as its rate has filled in meanwhile', () => {
  const clock = handClock();
  const takes = createThrottle(LIMITS, clock);
  taken(takes, 100);
  clock.advance(500);
  expect(taken(takes, 100)).toBe(25);
  clock.advance(10);
  expect(taken(takes, 1)).toBe(0);
  clock.advance(10);
  expect(taken(takes, 2)).toBe(1);
});

test('a throttle that nobody used for an hour takes no more than its burst at once', () => {
  const clock = handClock();
  const takes = createThrottle(LIMITS, clock);
  clock.advance(3_600_000);
  expect(taken(takes, 150)).toBe(100);
});

test('a clock that is set back fills no throttle and empties none', () => {
  const clock = handClock();
  let back = 0;
  const takes = createThrottle(LIMITS, { now: () => clock.now() - back });
  expect(taken(takes, 60)).toBe(60);
  back = 60_000;
  expect(taken(takes, 60)).toBe(40);
});
