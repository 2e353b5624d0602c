import { expect, test } from 'vitest';
import { systemClock } from '../../lib/clock.ts';

test('the system clock gives the time, random numbers and fresh ids', async () => {
  const before = systemClock.now();
  await systemClock.sleep(5);
  expect(systemClock.now()).toBeGreaterThan(before);
  expect(before).toBeGreaterThan(1_700_000_000_000);
  expect(systemClock.random()).toBeLessThan(1);
  expect(systemClock.freshId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
  expect(systemClock.freshId()).not.toBe(systemClock.freshId());
});
