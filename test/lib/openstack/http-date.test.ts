import { expect, test } from 'vitest';
import { parseHttpDate } from '../../../lib/openstack/http-date.ts';

test('reads the one form of HTTP date that may be sent, whole', () => {
  expect(parseHttpDate('Mon, 02 Mar 2026 20:00:20 GMT')).toBe(1_772_481_620_000);
  for (const text of [
    'x Mon, 02 Mar 2026 20:00:20 GMT',
    'Mon, 02 Mar 2026 20:00:20 GMT+0100',
    'Mon, 2 Mar 2026 20:00:20 GMT',
    'Monday, 02-Mar-26 20:00:20 GMT',
    '2026-03-02T20:00:20Z',
  ])
    expect(parseHttpDate(text), text).toBeUndefined();
});
