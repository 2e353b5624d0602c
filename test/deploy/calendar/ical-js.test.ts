import ICAL from 'ical.js';
import { expect, test } from 'vitest';

// What ical.js 2.2.1 makes of rules: why the project expands them itself (deploy/calendar/rule-days.ts). A newer version that no
// longer does one of these fails here.

const daysOf = (start: string, rule: string, count: number): readonly string[] => {
  const days = ICAL.Recur.fromString(rule).iterator(ICAL.Time.fromDateString(start));
  return Array.from({ length: count }, () => days.next()?.toString()).filter((day) => day !== undefined);
};

test('ical.js makes 1 March of a yearly 29 February in a year that has none', () =>
  expect(daysOf('2024-02-29', 'FREQ=YEARLY', 2)).toEqual(['2024-02-29', '2025-03-01']));

test('ical.js makes 1 July of a 31 June', () =>
  expect(daysOf('2026-05-31', 'FREQ=YEARLY;BYMONTH=5,6', 2)).toEqual(['2026-05-31', '2026-07-01']));

test('ical.js knows no day of a week by its number in the year', () =>
  expect(daysOf('2026-01-05', 'FREQ=YEARLY;BYWEEKNO=2', 2)).toEqual([]));

test('ical.js follows a day of the month in one month only where RFC 5545 means each month of the year', () =>
  expect(daysOf('2026-01-31', 'FREQ=YEARLY;BYMONTHDAY=31', 2)).toEqual(['2026-01-31', '2027-01-31']));

test('ical.js takes a day that no month has, and a date without VALUE=DATE for one with an empty time', () => {
  const event = (line: string) =>
    ICAL.parse(`BEGIN:VCALENDAR\nBEGIN:VEVENT\n${line}\nEND:VEVENT\nEND:VCALENDAR`)[2][0][1][0];
  expect(event('DTSTART;VALUE=DATE:20260231')).toEqual(['dtstart', {}, 'date', '2026-02-31']);
  expect(event('DTSTART:20261224')).toEqual(['dtstart', {}, 'date-time', '2026-12-24T::']);
});
