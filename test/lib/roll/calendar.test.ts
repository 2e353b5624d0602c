import { expect, test } from 'vitest';
import { calendarAlert, exceptionOf } from '../../../lib/roll/calendar.ts';
import { HOUR, NOON } from '../../builders.ts';

const span = { from: NOON, to: NOON + HOUR, why: 'Christmas' };

test('a span stops nothing from its first moment to just before its last', () => {
  const at = (requestedAt: number) => exceptionOf({ requestedAt, notOn: [span] });
  expect(at(NOON - 1)).toBeUndefined();
  expect(at(NOON)).toEqual({ verdict: 'excepted', because: 'excepted: Christmas' });
  expect(at(NOON + HOUR - 1)).toEqual({ verdict: 'excepted', because: 'excepted: Christmas' });
  expect(at(NOON + HOUR)).toBeUndefined();
});

test('a request without a calendar has no exception', () => {
  expect(exceptionOf({ requestedAt: NOON })).toBeUndefined();
});

test('past its end a calendar has ended, even on a day that it names', () => {
  const ended = { verdict: 'expired', because: 'calendar ended: package again' };
  expect(exceptionOf({ requestedAt: NOON, notOn: [span], calendarEnds: NOON })).toEqual(ended);
  expect(exceptionOf({ requestedAt: NOON, notOn: [span], calendarEnds: NOON + 1 })).toMatchObject({
    verdict: 'excepted',
  });
});

test('operators hear of the end of a calendar in its last 30 days', () => {
  const days = (count: number) =>
    calendarAlert({ requestId: 'evening', requestedAt: NOON, calendarEnds: NOON + count * 24 * HOUR });
  expect(days(31)).toBeUndefined();
  expect(days(30)).toBe('the calendar of evening ends at 2026-12-23T12:00:00.000Z: package again');
  expect(calendarAlert({ requestId: 'evening', requestedAt: NOON })).toBeUndefined();
});
