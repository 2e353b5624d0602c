import { expect, test } from 'vitest';
import type { StackParts } from '../../../deploy/cost/stack-parts.ts';
import { stopCosts } from '../../../deploy/cost/stops.ts';
import { aCount } from './a-count.ts';

const PARTS: StackParts = {
  ...{
    alarmMetrics: 0,
    alarms: 0,
    ownMetrics: 13,
    hasNoneMatched: false,
    dashboards: [],
    keys: 1,
    rotates: true,
    secrets: 2,
  },
  ...{ eventSources: 1, schedules: 0, recovery: true, masked: true, logDays: 30, traced: false, memoryGb: 0.5 },
};

const costs = (parts: Partial<StackParts> = {}) =>
  Object.fromEntries(stopCosts({ ...PARTS, ...parts }, aCount(), 1_000_000).map(({ what, usd }) => [what, usd]));

test('a million stops cost what a million counted ones would, at the list price', () => {
  const found = costs();
  // 5 million steps of half a second with half a GB.
  expect(found['Lambda time']).toBeCloseTo(5e6 * 0.5 * 0.5 * 0.0000133334);
  expect(found['Lambda calls']).toBeCloseTo(4 * 0.2);
  expect(found.DynamoDB).toBeCloseTo(20 * 0.625 + 10 * 0.125);
  expect(found.SQS).toBeCloseTo(10 * 0.4);
  // 6 KB of ours and four calls with 1 KB of Lambda's own.
  expect(found.logs).toBeCloseTo(10 * (0.5 + 0.12 + 0.03));
});

test('traces and masking are paid for only by a stack that has them', () => {
  expect(costs()).not.toHaveProperty('traces');
  expect(costs({ traced: true }).traces).toBeCloseTo(4 * 5);
  expect(costs({ masked: false }).logs).toBeCloseTo(10 * (0.5 + 0.03));
});
