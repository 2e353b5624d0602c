import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { DAY_MS, parseDay } from '../../deploy/calendar/day.ts';
import { calendarFields, dayAt, horizonOf, spanAt, spansOf } from '../../deploy/calendar-spans.ts';
import { offsetsOf } from '../../deploy/time-zone.ts';

const day = (text: string) => parseDay(text) ?? expect.fail(text);
const NOW = Date.parse('2026-01-01T00:00:00Z');
const spansIn = (zone: string, days: readonly (readonly [first: string, last: string, why: string])[], now = NOW) =>
  calendarFields({
    spans: spansOf(
      days.map(([first, last, why]) => ({ first: day(first), last: day(last), why })),
      offsetsOf(zone),
      now,
    ),
  }).notOn;
const dayIn = (zone: string, text: string, now = NOW) => {
  const [span] = spansIn(zone, [[text, text, 'a day']], now) ?? [];
  return span && `${span.from} ${span.to}`;
};

test.each([
  ['UTC', '2026-12-24', '2026-12-24T00:00:00Z 2026-12-25T00:00:00Z', 'has its midnights in UTC'],
  ['Europe/Berlin', '2026-12-24', '2026-12-23T23:00:00Z 2026-12-24T23:00:00Z', 'is ahead of UTC'],
  ['America/Los_Angeles', '2026-12-24', '2026-12-24T08:00:00Z 2026-12-25T08:00:00Z', 'is behind UTC'],
  ['Pacific/Kiritimati', '2026-12-24', '2026-12-23T10:00:00Z 2026-12-24T10:00:00Z', 'is 14 hours ahead'],
  ['Asia/Kathmandu', '2026-12-24', '2026-12-23T18:15:00Z 2026-12-24T18:15:00Z', 'has quarters of an hour'],
  ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00Z 2026-03-29T22:00:00Z', 'has 23 hours that day'],
  ['Europe/Berlin', '2026-10-25', '2026-10-24T22:00:00Z 2026-10-25T23:00:00Z', 'has 25 hours that day'],
  [
    'Asia/Beirut',
    '2026-03-29',
    '2026-03-28T22:00:00Z 2026-03-29T21:00:00Z',
    'skips the midnight at which the day begins',
  ],
  [
    'Asia/Beirut',
    '2026-03-28',
    '2026-03-27T22:00:00Z 2026-03-28T22:00:00Z',
    'skips the midnight at which the day ends',
  ],
  [
    'America/Havana',
    '2026-11-01',
    '2026-11-01T04:00:00Z 2026-11-02T05:00:00Z',
    'shows the midnight at which the day begins twice',
  ],
  [
    'America/Havana',
    '2026-10-31',
    '2026-10-31T04:00:00Z 2026-11-01T04:00:00Z',
    'shows the midnight at which the day ends twice',
  ],
  [
    'Africa/Cairo',
    '2026-10-29',
    '2026-10-28T21:00:00Z 2026-10-29T22:00:00Z',
    'goes back at midnight into the same day',
  ],
])('in %s, %s is %s: it %s', (zone, text, span) => expect(dayIn(zone, text)).toBe(span));

test('a day that a zone skips as a whole is no span', () =>
  expect(dayIn('Pacific/Apia', '2011-12-30', Date.parse('2011-01-01T00:00:00Z'))).toBeUndefined());

test('the last day of a span is part of it', () =>
  expect(spansIn('UTC', [['2026-12-24', '2027-01-01', 'closed']])).toEqual([
    { from: '2026-12-24T00:00:00Z', to: '2027-01-02T00:00:00Z', why: 'closed' },
  ]));

test('what is over is left out, and what still goes on is not', () => {
  const now = Date.parse('2026-12-25T00:00:00Z');
  expect(dayIn('UTC', '2026-12-24', now)).toBeUndefined();
  expect(dayIn('UTC', '2026-12-24', now - 1)).toBe('2026-12-24T00:00:00Z 2026-12-25T00:00:00Z');
});

test('days of one reason that overlap or follow each other become one span, and days of different reasons keep theirs', () =>
  expect(
    spansIn('UTC', [
      ['2026-12-26', '2026-12-26', 'closed'],
      ['2026-12-24', '2026-12-25', 'closed'],
      ['2026-12-25', '2026-12-25', 'Christmas'],
      ['2026-12-24', '2026-12-24', 'closed'],
      ['2026-12-28', '2026-12-28', 'closed'],
    ])?.map(({ from, to, why }) => `${from.slice(0, 10)} ${to.slice(0, 10)} ${why}`),
  ).toEqual(['2026-12-24 2026-12-27 closed', '2026-12-25 2026-12-26 Christmas', '2026-12-28 2026-12-29 closed']));

test('an instant is in a span from its first moment to just before its last', () => {
  const spans = [{ from: 1000, to: 2000, why: 'x' }];
  expect([999, 1000, 1999, 2000].map((at) => spanAt({ spans }, at)?.why)).toEqual([undefined, 'x', 'x', undefined]);
});

test('the horizon is two years after today, and that of 29 February is 1 March', () => {
  expect(horizonOf(day('2026-11-30'))).toBe(day('2028-11-30'));
  expect(horizonOf(day('2028-02-29'))).toBe(day('2030-03-01'));
});

test('today is the day that the zone’s clock shows', () => {
  const at = Date.parse('2026-11-30T11:00:00Z');
  const today = (zone: string) => (dayAt(at, offsetsOf(zone)) - day('2026-11-30')) / DAY_MS;
  expect([today('UTC'), today('Pacific/Kiritimati'), today('Pacific/Pago_Pago')]).toEqual([0, 1, 0]);
  expect(dayAt(Date.parse('2026-11-30T10:59:59Z'), offsetsOf('Pacific/Pago_Pago'))).toBe(day('2026-11-29'));
});

test('a calendar is expanded to the same spans whatever zone the machine is in', () => {
  const script = fileURLToPath(new URL('expand-calendar.ts', import.meta.url));
  const [utc, ...others] = ['UTC', 'Asia/Tokyo', 'America/Los_Angeles'].map((TZ) => {
    const { stdout, stderr, status } = spawnSync(process.execPath, [script], {
      env: { ...process.env, TZ },
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, '']);
    const { offset, ...expanded } = JSON.parse(stdout);
    return { offset, expanded };
  });
  // The zones took effect: in January, Tokyo is nine hours ahead and Los Angeles eight behind.
  expect([utc?.offset, ...others.map(({ offset }) => offset)]).toEqual([0, -540, 480]);
  expect(utc?.expanded.notOn).toHaveLength(6);
  for (const { expanded } of others) expect(expanded).toEqual(utc?.expanded);
});
