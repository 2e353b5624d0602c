import { expect, test } from 'vitest';
import { parseNovaTime } from '../../../../lib/openstack/answer/times.ts';

test('reads a time with its zone, or without one as UTC', () => {
  for (const text of [
    '2026-03-02T20:00:00Z',
    '2026-03-02T20:00:00',
    '2026-03-02T20:00:00.000000',
    '2026-03-02T21:30:00+01:30',
    '2026-03-02T08:00:00-12:00',
  ])
    expect(parseNovaTime(text), text).toBe(1_772_481_600_000);
});

test('refuses what is no time', () => {
  for (const text of ['', 'noon', '2026-03-02', '2026-03-02T20:00:00Zx', '2026-03-02T20:00:00+01:00x'])
    expect(parseNovaTime(text), text).toBeUndefined();
});
