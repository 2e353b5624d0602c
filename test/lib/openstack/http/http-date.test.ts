import { expect, test } from 'vitest';
import { parseHttpDates } from '../../../../lib/openstack/http/http-date.ts';

test('reads the one form of HTTP date that may be sent, whole', () => {
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

test('reads every date of a header that a proxy repeated, and none where one of them is none', () => {
  const [first, second] = ['Mon, 02 Mar 2026 20:00:20 GMT', 'Mon, 02 Mar 2026 20:00:21 GMT'];
  expect(parseHttpDates(`${first}, ${second}`)).toEqual([1_772_481_620_000, 1_772_481_621_000]);
  expect(parseHttpDates(`${first},${first}`)).toHaveLength(2);
  expect(parseHttpDates(`${first}, Mon, 99 Mar 2026 20:00:20 GMT`)).toEqual([]);
});
