import { expect, test } from 'vitest';
import { cronFirings } from '../../deploy/cron-firings.ts';
import { offsetsOf } from '../../deploy/time-zone.ts';

const firings = (cron: string, timezone: string, after: string, count = 3): readonly string[] =>
  [...cronFirings(cron, offsetsOf(timezone), Date.parse(after)).take(count)].map((at) =>
    new Date(at).toISOString().slice(0, 16),
  );

// 30 November 2026 is a Monday.
const NOW = '2026-11-30T12:00:00Z';

test.each([
  ['0 20 ? * MON-FRI *', 'Europe/Berlin', ['2026-11-30T19:00', '2026-12-01T19:00', '2026-12-02T19:00']],
  ['0 20 ? * SAT-SUN *', 'UTC', ['2026-12-05T20:00', '2026-12-06T20:00', '2026-12-12T20:00']],
  ['0 20 ? * FRI-MON *', 'UTC', ['2026-11-30T20:00', '2026-12-04T20:00', '2026-12-05T20:00']],
  ['0 22-1/3 ? * WED *', 'UTC', ['2026-12-02T01:00', '2026-12-02T22:00', '2026-12-09T01:00']],
  ['0 12 ? * 2 *', 'UTC', ['2026-12-07T12:00', '2026-12-14T12:00', '2026-12-21T12:00']],
  ['30 21 L * ? *', 'UTC', ['2026-11-30T21:30', '2026-12-31T21:30', '2027-01-31T21:30']],
  ['0 18 ? * L *', 'UTC', ['2026-12-05T18:00', '2026-12-12T18:00', '2026-12-19T18:00']],
  ['0 18 ? * 6L *', 'UTC', ['2026-12-25T18:00', '2027-01-29T18:00', '2027-02-26T18:00']],
  ['0 18 ? * TUE#5 *', 'UTC', ['2026-12-29T18:00', '2027-03-30T18:00', '2027-06-29T18:00']],
  ['0 18 1W 5-8 ? *', 'UTC', ['2027-05-03T18:00', '2027-06-01T18:00', '2027-07-01T18:00']],
  ['0 18 31W 1,10 ? 2027', 'UTC', ['2027-01-29T18:00', '2027-10-29T18:00']],
  ['0 18 29 FEB ? *', 'UTC', ['2028-02-29T18:00', '2032-02-29T18:00', '2036-02-29T18:00']],
  ['5/20 9,17 ? JAN MON 2028', 'UTC', ['2028-01-03T09:05', '2028-01-03T09:25', '2028-01-03T09:45']],
  ['0 9 ? 1/6 MON#1 2199', 'UTC', ['2199-01-07T09:00', '2199-07-01T09:00']],
  ['0 20 ? * MON 2025', 'UTC', []],
])('the cron %s in %s fires when Scheduler would fire it', (cron, timezone, expected) => {
  expect(firings(cron, timezone, NOW)).toEqual(expected);
});

test('a time that the clock skips in spring is skipped', () => {
  const expected = ['2027-03-27T01:30', '2027-03-29T00:30'];
  expect(firings('30 2 * * ? *', 'Europe/Berlin', '2027-03-26T12:00:00Z', 2)).toEqual(expected);
});

test('a time that the clock shows twice in autumn fires once, the first time', () => {
  const expected = ['2027-10-30T00:30', '2027-10-31T00:30', '2027-11-01T01:30'];
  expect(firings('30 2 * * ? *', 'Europe/Berlin', '2027-10-29T12:00:00Z')).toEqual(expected);
});

test('a cron does not fire on a day that its zone leaves out', () => {
  const expected = ['2011-12-29T22:00', '2011-12-30T22:00'];
  expect(firings('0 12 * * ? 2011', 'Pacific/Apia', '2011-12-29T00:00:00Z', 2)).toEqual(expected);
});

test.each([
  ['America/St_Johns', '2026-11-30T23:30'],
  ['Asia/Kathmandu', '2026-11-30T14:15'],
  ['Pacific/Kiritimati', '2026-12-01T06:00'],
  ['Etc/GMT+12', '2026-12-01T08:00'],
])('a cron counts the days by the calendar of %s', (timezone, expected) => {
  expect(firings('0 20 * * ? *', timezone, NOW, 1)).toEqual([expected]);
});

test('a cron at a time that its zone always skips never fires', () => {
  expect(firings('30 2 ? 3 1L *', 'Europe/Berlin', NOW)).toEqual([]);
});
