import { expect, test } from 'vitest';
import { retryAfterMsOf } from '../../../../lib/openstack/answer/times.ts';
import { answer } from '../a-client.ts';

test.each<[string, number | undefined]>([
  ['30', 30_000],
  ['0', 1_000],
  ['-5', 1_000],
  ['86400', 900_000],
  ['999999999999999', 900_000],
  ['soon', undefined],
  ['1.5', undefined],
  ['', undefined],
  ['9'.repeat(40), undefined],
  ['Mon, 02 Mar 2026 20:00:20 GMT', 20_000],
  ['Mon, 02 Mar 2026 20:00:20 GMT, Mon, 02 Mar 2026 20:00:40 GMT', 40_000],
  ['30, 30', 30_000],
  ['5,30', 30_000],
  ['5, soon', undefined],
  ['Mon, 02 Mar 2026 19:00:00 GMT', 1_000],
  ['Mon, 99 Mar 2026 19:00:00 GMT', undefined],
])('Retry-After %j is a floor of %s ms', (header, expected) => {
  const seen = { ...answer(429, '', { 'retry-after': header }), dateAt: Date.UTC(2026, 2, 2, 20, 0, 0) };
  expect(retryAfterMsOf(seen, undefined)).toBe(expected);
});

test('a date says nothing when the answer has no date of its own', () => {
  expect(
    retryAfterMsOf(answer(429, '', { 'retry-after': 'Mon, 02 Mar 2026 20:00:20 GMT' }), undefined),
  ).toBeUndefined();
});

test('the body stands in for the header, and never overrides it', () => {
  expect(retryAfterMsOf(answer(413), '4')).toBe(4_000);
  expect(retryAfterMsOf(answer(413), ' 4 ')).toBe(4_000);
  expect(retryAfterMsOf(answer(413, '', { 'retry-after': '2' }), '4')).toBe(2_000);
});
