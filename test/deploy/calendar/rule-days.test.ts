import fc from 'fast-check';
import ICAL from 'ical.js';
import { describe, expect, test } from 'vitest';
import { dayText, parseDay } from '../../../deploy/calendar/day.ts';
import { readRule } from '../../../deploy/calendar/rule.ts';
import { ruleDays } from '../../../deploy/calendar/rule-days.ts';

const day = (text: string) => parseDay(text) ?? expect.fail(text);
const recurOf = (rule: string): unknown =>
  ICAL.parse(`BEGIN:VCALENDAR\nBEGIN:VEVENT\nRRULE:${rule}\nEND:VEVENT\nEND:VCALENDAR`)[2][0][1][0][3];
const expand = (start: string, rule: string, from: string, before: string) => {
  const read = readRule(recurOf(rule));
  if (read.kind === 'problem') return expect.fail(read.problem);
  const { days, isCut } = ruleDays(read.value, day(start), day(from), day(before));
  return { days: days.map(dayText), isCut };
};

// RFC 5545, 3.8.5.3, its examples as whole days, and the days that years and months do not have.
test.each([
  ['2024-02-29', 'FREQ=YEARLY', '2024-01-01', '2033-01-01', '2024-02-29 2028-02-29 2032-02-29'],
  ['2024-02-29', 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29', '2025-01-01', '2029-01-01', '2028-02-29'],
  ['2026-02-28', 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1', '2026-01-01', '2029-01-01', '2026-02-28 2027-02-28 2028-02-29'],
  ['2026-01-30', 'FREQ=MONTHLY', '2026-01-01', '2026-05-01', '2026-01-30 2026-03-30 2026-04-30'],
  ['2026-01-31', 'FREQ=MONTHLY', '2026-01-01', '2026-08-01', '2026-01-31 2026-03-31 2026-05-31 2026-07-31'],
  [
    '2026-01-31',
    'FREQ=MONTHLY;BYMONTHDAY=-1',
    '2026-01-01',
    '2026-05-01',
    '2026-01-31 2026-02-28 2026-03-31 2026-04-30',
  ],
  ['2026-01-31', 'FREQ=YEARLY;BYMONTHDAY=31', '2026-01-01', '2026-06-01', '2026-01-31 2026-03-31 2026-05-31'],
  ['2026-05-31', 'FREQ=YEARLY;BYMONTH=5,6', '2026-01-01', '2027-12-01', '2026-05-31 2027-05-31'],
  ['2026-11-26', 'FREQ=YEARLY;BYMONTH=11;BYDAY=4TH', '2026-01-01', '2028-12-01', '2026-11-26 2027-11-25 2028-11-23'],
  ['2026-05-25', 'FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO', '2026-01-01', '2028-12-01', '2026-05-25 2027-05-31 2028-05-29'],
  ['2026-05-18', 'FREQ=YEARLY;BYDAY=20MO', '2026-01-01', '2028-12-01', '2026-05-18 2027-05-17 2028-05-15'],
  ['2026-12-31', 'FREQ=YEARLY;BYDAY=-1TH', '2026-01-01', '2028-01-01', '2026-12-31 2027-12-30'],
  // Repentance day: the Wednesday before 23 November.
  [
    '2026-11-18',
    'FREQ=YEARLY;BYMONTH=11;BYDAY=WE;BYMONTHDAY=16,17,18,19,20,21,22',
    '2026-01-01',
    '2028-01-01',
    '2026-11-18 2027-11-17',
  ],
  ['2026-01-13', 'FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13', '2026-02-01', '2027-01-01', '2026-02-13 2026-03-13 2026-11-13'],
  [
    '2026-01-30',
    'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1',
    '2026-01-01',
    '2026-04-01',
    '2026-01-30 2026-02-27 2026-03-31',
  ],
  ['2026-12-07', 'FREQ=WEEKLY', '2026-12-01', '2026-12-20', '2026-12-07 2026-12-14'],
  [
    '1997-08-05',
    'FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO',
    '1997-08-01',
    '1998-01-01',
    '1997-08-05 1997-08-10 1997-08-19 1997-08-24',
  ],
  [
    '1997-08-05',
    'FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU',
    '1997-08-01',
    '1998-01-01',
    '1997-08-05 1997-08-17 1997-08-19 1997-08-31',
  ],
  ['2026-12-01', 'FREQ=DAILY;INTERVAL=10', '2026-12-01', '2027-01-01', '2026-12-01 2026-12-11 2026-12-21 2026-12-31'],
  ['2026-12-01', 'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31', '2026-12-02', '2028-12-01', ''],
])('from %s on, %s is, from %s and before %s, %s', (start, rule, from, before, days) =>
  expect(expand(start, rule, from, before).days.join(' ')).toBe(days),
);

describe('the end of a rule', () => {
  test('a count is of days that there are, and the first day of the event is one of them', () => {
    expect(expand('2024-02-29', 'FREQ=YEARLY;COUNT=2', '2024-01-01', '2040-01-01')).toEqual({
      days: ['2024-02-29', '2028-02-29'],
      isCut: false,
    });
    expect(expand('2026-12-03', 'FREQ=WEEKLY;COUNT=2;BYDAY=MO', '2026-12-01', '2027-12-01')).toEqual({
      days: ['2026-12-03', '2026-12-07'],
      isCut: false,
    });
  });

  test('a count goes on counting before the days that are asked for', () =>
    expect(expand('2020-12-24', 'FREQ=YEARLY;COUNT=8', '2026-12-01', '2029-01-01')).toEqual({
      days: ['2026-12-24', '2027-12-24'],
      isCut: false,
    }));

  test.each(['20271224', '20271224T000000Z', '20271224T235959Z', '20271224T120000'])(
    'UNTIL=%s includes 24 December and nothing after it: its date counts as it is written',
    (until) =>
      expect(expand('2026-12-24', `FREQ=DAILY;INTERVAL=365;UNTIL=${until}`, '2026-12-01', '2030-01-01')).toEqual({
        days: ['2026-12-24', '2027-12-24'],
        isCut: false,
      }),
  );

  test.each([
    ['FREQ=YEARLY', true],
    ['FREQ=YEARLY;UNTIL=20990101', true],
    ['FREQ=YEARLY;COUNT=50', true],
    ['FREQ=YEARLY;COUNT=2', false],
    ['FREQ=YEARLY;UNTIL=20271224', false],
  ])('whether %s goes on after the days that are asked for is %s', (rule, isCut) =>
    expect(expand('2026-12-24', rule, '2026-12-01', '2028-12-01').isCut).toBe(isCut),
  );
});

test.each([
  ['FREQ=HOURLY', 'freq: FREQ must be DAILY, WEEKLY, MONTHLY or YEARLY'],
  ['INTERVAL=2', 'freq: FREQ is missing'],
  ['FREQ=YEARLY;BYWEEKNO=2', 'byweekno: only FREQ,'],
  ['FREQ=YEARLY;BYYEARDAY=100', 'byyearday: only FREQ,'],
  ['FREQ=DAILY;BYHOUR=9', 'byhour: only FREQ,'],
  ['FREQ=DAILY;COLOUR=9', 'colour: only FREQ,'],
  ['FREQ=YEARLY;UNTIL=2030', 'until: UNTIL is no date'],
  ['FREQ=YEARLY;UNTIL=20300231', 'until: UNTIL is no date'],
  ['FREQ=WEEKLY;BYDAY=2MO', 'BYDAY has a number'],
])('the rule %s is refused with what is wrong', (rule, problem) =>
  expect(readRule(recurOf(rule))).toEqual({ kind: 'problem', problem: expect.stringContaining(problem) }),
);

test('the days of a rule are those of ical.js wherever that makes no day of one that is none', () => {
  const days = fc.integer({ min: 1, max: 28 });
  const weekday = fc.constantFrom('MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU');
  const rules = fc.oneof(
    fc.constantFrom('FREQ=DAILY', 'FREQ=WEEKLY', 'FREQ=MONTHLY', 'FREQ=YEARLY'),
    weekday.map((one) => `FREQ=WEEKLY;BYDAY=${one}`),
    days.map((one) => `FREQ=MONTHLY;BYMONTHDAY=${one}`),
    fc.integer({ min: 1, max: 31 }).map((one) => `FREQ=MONTHLY;BYMONTHDAY=-${one}`),
    fc
      .tuple(fc.constantFrom('1', '2', '4', '-1', '-2'), weekday)
      .map(([nth, one]) => `FREQ=MONTHLY;BYDAY=${nth}${one}`),
    fc
      .tuple(fc.integer({ min: 1, max: 12 }), fc.constantFrom('1', '3', '-1'), weekday)
      .map(([month, nth, one]) => `FREQ=YEARLY;BYMONTH=${month};BYDAY=${nth}${one}`),
    fc
      .tuple(fc.integer({ min: 1, max: 12 }), days)
      .map(([month, one]) => `FREQ=YEARLY;BYMONTH=${month};BYMONTHDAY=${one}`),
  );
  const starts = fc.tuple(fc.integer({ min: 2020, max: 2026 }), fc.integer({ min: 1, max: 12 }), days);
  fc.assert(
    fc.property(starts, rules, fc.integer({ min: 1, max: 3 }), ([year, month, date], form, interval) => {
      const start = `${year}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`;
      const rule = `${form};INTERVAL=${interval}`;
      const iterator = ICAL.Recur.fromString(rule).iterator(ICAL.Time.fromDateString(start));
      const theirs: string[] = [];
      for (
        let next = iterator.next()?.toString();
        next !== undefined && next < '2029-01-01';
        next = iterator.next()?.toString()
      )
        theirs.push(next);
      expect(expand(start, rule, start, '2029-01-01').days).toEqual([...new Set([start, ...theirs])]);
    }),
    { numRuns: 300 },
  );
});
