import { expect, test } from 'vitest';
import { parseHttpDates, parseNovaTime, retryAfterMsOf } from '../../../../lib/openstack/http/times.ts';
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
])('a Retry-After of %j asks for at least %s ms', (header, expected) => {
  const seen = { ...answer(429, '', { 'retry-after': header }), dateAt: Date.UTC(2026, 2, 2, 20, 0, 0) };
  expect(retryAfterMsOf(seen, undefined)).toBe(expected);
});

test('a date in Retry-After says nothing when the answer has no Date', () => {
  expect(
    retryAfterMsOf(answer(429, '', { 'retry-after': 'Mon, 02 Mar 2026 20:00:20 GMT' }), undefined),
  ).toBeUndefined();
});

test('a delay in the body replaces a missing Retry-After, and never overrides it', () => {
  expect(retryAfterMsOf(answer(413), '4')).toBe(4_000);
  expect(retryAfterMsOf(answer(413), ' 4 ')).toBe(4_000);
  expect(retryAfterMsOf(answer(413, '', { 'retry-after': '2' }), '4')).toBe(2_000);
});

test('only the HTTP date of RFC 9110 is read, and only as a whole', () => {
  expect(parseHttpDates('Mon, 02 Mar 2026 20:00:20 GMT')).toEqual([1_772_481_620_000]);
  expect(parseHttpDates('mon, 02 mar 2026 20:00:20 gmt')).toEqual([1_772_481_620_000]);
  for (const text of [
    'x Mon, 02 Mar 2026 20:00:20 GMT',
    'Mon, 02 Mar 2026 20:00:20 GMT+0100',
    'Mon, 2 Mar 2026 20:00:20 GMT',
    'Monday, 02-Mar-26 20:00:20 GMT',
    '2026-03-02T20:00:20Z',
    'Mon, 99 Mar 2026 20:00:20 GMT',
    'Mon, 02 Mar 2026 20:00:20 GMT, yesterday',
    '',
  ])
    expect(parseHttpDates(text), text).toEqual([]);
});

test('all dates of a repeated header are read, or none if one is malformed', () => {
  const [first, second] = ['Mon, 02 Mar 2026 20:00:20 GMT', 'Mon, 02 Mar 2026 20:00:21 GMT'];
  expect(parseHttpDates(`${first}, ${second}`)).toEqual([1_772_481_620_000, 1_772_481_621_000]);
  expect(parseHttpDates(`${first},${first}`)).toHaveLength(2);
  expect(parseHttpDates(`${first}, Mon, 99 Mar 2026 20:00:20 GMT`)).toEqual([]);
});

test('a time of Nova is read with its zone, or without one as UTC', () => {
  for (const text of [
    '2026-03-02T20:00:00Z',
    '2026-03-02T20:00:00',
    '2026-03-02T20:00:00.000000',
    '2026-03-02T21:30:00+01:30',
    '2026-03-02T08:00:00-12:00',
  ])
    expect(parseNovaTime(text), text).toBe(1_772_481_600_000);
});

test('a malformed time of Nova is refused', () => {
  for (const text of ['', 'noon', '2026-03-02', '2026-03-02T20:00:00Zx', '2026-03-02T20:00:00+01:00x'])
    expect(parseNovaTime(text), text).toBeUndefined();
});
