import { expect, test } from 'vitest';
import { completeEvent, reportId } from '../../../lib/roll/complete-event.ts';
import type { Failed } from '../../../lib/roll/tally.ts';
import { aRoll, NOON, serverNo } from '../../builders.ts';

const FAILED: Failed = {
  serverId: serverNo(1),
  name: 'db-1',
  outcome: 'dead-lettered',
  reason: 'stuck',
  because: 'still\npowering off',
};

test('the event says what was asked and what became of it', () => {
  const counted = {
    servers: 2,
    outcomes: { stopped: 1, 'dead-lettered': 1 },
    failures: [FAILED],
    open: [],
    timeToOffMs: { p50: 45_000, max: 45_000 },
  };
  expect(completeEvent(aRoll(), counted, NOON)).toEqual({
    type: 'Request Complete',
    at: NOON,
    detail: {
      id: 'request#otc#queue#evening#select',
      requestId: 'evening',
      source: 'queue',
      cloud: 'otc',
      dryRun: false,
      part: 'select',
      requestedAt: '2026-11-23T12:00:00.000Z',
      notAfter: '2026-11-23T13:00:00.000Z',
      verdict: 'chosen',
      because: '2 of 9',
      counts: { listed: 9, matched: 2, leftOut: { tags: 6, 'except.metadata': 1 } },
      servers: 2,
      outcomes: { stopped: 1, 'dead-lettered': 1 },
      failures: [{ ...FAILED, because: 'still powering off' }],
      open: [],
      leftOut: { failures: 0, open: 0 },
      timeToOffMs: { p50: 45_000, max: 45_000 },
    },
  });
});

test('different rolls have different ids', () => {
  const ids = [
    {},
    { dryRun: true },
    { cloud: 'a#b' },
    { part: 'ids-ab' },
    { requestId: 'x' },
    { source: 'webhook' },
  ] as const;
  expect(new Set(ids.map((changes) => reportId(aRoll(changes)))).size).toBe(ids.length);
});

test('lists of a thousand servers stay within the 256 KB of an event, and say how many are left out', () => {
  const failures = Array.from({ length: 1000 }, () => ({ ...FAILED, name: 'ö'.repeat(64), because: 'ü'.repeat(400) }));
  const { detail } = completeEvent(aRoll(), { servers: 2000, outcomes: {}, failures, open: failures }, NOON);
  expect(Buffer.byteLength(JSON.stringify(detail))).toBeLessThan(250 * 1024);
  expect(detail).toMatchObject({ leftOut: { failures: expect.any(Number) } });
  expect(JSON.stringify(detail.leftOut)).not.toContain(':0');
});
