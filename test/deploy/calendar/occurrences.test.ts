import { expect, test } from 'vitest';
import { daysText, parseDay } from '../../../deploy/calendar/day.ts';
import { icsEvents } from '../../../deploy/calendar/ics-events.ts';
import { occurrencesOf } from '../../../deploy/calendar/occurrences.ts';
import { anIcs } from './an-ics.ts';

const day = (text: string) => parseDay(text) ?? expect.fail(text);
const [TODAY, HORIZON] = [day('2026-11-30'), day('2028-11-30')];

const expand = (text: string) => {
  const events = icsEvents(text);
  if (events.kind === 'problem') return expect.fail(events.problem);
  const { occurrences, isCut } = occurrencesOf(events.value, TODAY, HORIZON);
  return { days: occurrences.map(({ first, last, why }) => `${daysText(first, last)} ${why}`), isCut };
};
const daysOf = (...events: readonly (readonly string[])[]) => expand(anIcs(...events)).days;

const EVE = ['UID:eve', 'SUMMARY:Eve', 'DTSTART;VALUE=DATE:20261224'];
const YEARLY = [...EVE, 'RRULE:FREQ=YEARLY'];

test.each([
  ['without DTEND has one day', EVE, '2026-12-24 Eve'],
  ['with DTEND ends the day before it', [...EVE, 'DTEND;VALUE=DATE:20261227'], '2026-12-24 to 2026-12-26 Eve'],
  ['with DTEND on its first day has that day', [...EVE, 'DTEND;VALUE=DATE:20261224'], '2026-12-24 Eve'],
  ['with a duration of days has as many', [...EVE, 'DURATION:P2D'], '2026-12-24 to 2026-12-25 Eve'],
  ['with a duration of weeks has as many', [...EVE, 'DURATION:P1W'], '2026-12-24 to 2026-12-30 Eve'],
  ['whose date is not marked as one is read', ['SUMMARY:Eve', 'DTSTART:20261224'], '2026-12-24 Eve'],
  [
    'with the zone of its author is of the schedule’s zone',
    ['SUMMARY:Eve', 'DTSTART;TZID=Asia/Tokyo;VALUE=DATE:20261224'],
    '2026-12-24 Eve',
  ],
  [
    'that began before today and goes on is kept',
    ['SUMMARY:Long', 'DTSTART;VALUE=DATE:20261120', 'DTEND;VALUE=DATE:20261201'],
    '2026-11-20 to 2026-11-30 Long',
  ],
  ['without a name is called by its day', ['DTSTART;VALUE=DATE:20261224'], '2026-12-24 event of 2026-12-24'],
  ['of lower-case letters is read', ['summary:Eve', 'dtstart;value=date:20261224'], '2026-12-24 Eve'],
])('an event %s', (_, event, days) => expect(daysOf(event)).toEqual([days]));

test('an event that is over, or is cancelled, is no date', () => {
  expect(daysOf(['SUMMARY:Past', 'DTSTART;VALUE=DATE:20261129'])).toEqual([]);
  expect(daysOf([...EVE, 'STATUS:CANCELLED'])).toEqual([]);
  expect(daysOf([...EVE, 'STATUS:cancelled'], ['SUMMARY:Day', 'DTSTART;VALUE=DATE:20261225'])).toEqual([
    '2026-12-25 Day',
  ]);
  expect(daysOf(['SUMMARY:Call', 'DTSTART:20261224T100000Z', 'STATUS:CANCELLED'])).toEqual([]);
});

test('an endless rule is followed up to the horizon, and the calendar says that it was cut', () => {
  expect(expand(anIcs(YEARLY))).toEqual({ days: ['2026-12-24 Eve', '2027-12-24 Eve'], isCut: true });
  expect(expand(anIcs(EVE))).toMatchObject({ isCut: false });
});

test('a date that is written is kept however far away it is, and does not cut the calendar', () =>
  expect(expand(anIcs(['SUMMARY:Far', 'DTSTART;VALUE=DATE:20350101']))).toEqual({
    days: ['2035-01-01 Far'],
    isCut: false,
  }));

test('EXDATE takes days out of a rule, and RDATE adds days, with or without a rule', () => {
  expect(daysOf([...YEARLY, 'EXDATE;VALUE=DATE:20261224,20281224'])).toEqual(['2027-12-24 Eve']);
  expect(daysOf([...YEARLY, 'EXDATE;VALUE=DATE:20261224', 'EXDATE;VALUE=DATE:20271224'])).toEqual([]);
  expect(daysOf([...EVE, 'RDATE;VALUE=DATE:20261231,20270106'])).toEqual([
    '2026-12-24 Eve',
    '2026-12-31 Eve',
    '2027-01-06 Eve',
  ]);
});

test('a repetition that was moved is on its new day only, whichever of the two comes first in the file', () => {
  const moved = ['UID:eve', 'SUMMARY:Moved', 'RECURRENCE-ID;VALUE=DATE:20271224', 'DTSTART;VALUE=DATE:20271223'];
  expect(daysOf(YEARLY, moved)).toEqual(['2026-12-24 Eve', '2027-12-23 Moved']);
  expect(daysOf(moved, YEARLY)).toEqual(['2027-12-23 Moved', '2026-12-24 Eve']);
});

test('a repetition is moved out of the two years, and into them', () => {
  const out = ['UID:eve', 'SUMMARY:Out', 'RECURRENCE-ID;VALUE=DATE:20271224', 'DTSTART;VALUE=DATE:20290102'];
  expect(daysOf(YEARLY, out)).toEqual(['2026-12-24 Eve', '2029-01-02 Out']);
  const past = ['UID:eve', 'SUMMARY:Past', 'RECURRENCE-ID;VALUE=DATE:20261224', 'DTSTART;VALUE=DATE:20261101'];
  expect(daysOf(YEARLY, past)).toEqual(['2027-12-24 Eve']);
  const into = ['UID:eve', 'SUMMARY:In', 'RECURRENCE-ID;VALUE=DATE:20281224', 'DTSTART;VALUE=DATE:20281101'];
  expect(daysOf(YEARLY, into)).toEqual(['2026-12-24 Eve', '2027-12-24 Eve', '2028-11-01 In']);
  const fromPast = ['UID:old', 'SUMMARY:Late', 'RECURRENCE-ID;VALUE=DATE:20250101', 'DTSTART;VALUE=DATE:20261202'];
  expect(daysOf(['UID:old', 'DTSTART;VALUE=DATE:20240101', 'RRULE:FREQ=YEARLY;COUNT=2'], fromPast)).toEqual([
    '2026-12-02 Late',
  ]);
});

test('a repetition that was cancelled is no date, and the others stay', () =>
  expect(
    daysOf(YEARLY, ['UID:eve', 'RECURRENCE-ID;VALUE=DATE:20261224', 'DTSTART;VALUE=DATE:20261224', 'STATUS:CANCELLED']),
  ).toEqual(['2027-12-24 Eve']));

test('what was moved in one event leaves another one alone', () =>
  expect(
    daysOf(EVE, ['UID:other', 'SUMMARY:Other', 'RECURRENCE-ID;VALUE=DATE:20261224', 'DTSTART;VALUE=DATE:20261228']),
  ).toEqual(['2026-12-24 Eve', '2026-12-28 Other']));

test('folded lines, escaped letters and plain line ends are read, and a name becomes one line', () => {
  const folded = anIcs(['SUMMARY:Frohe\r\n  Weih\r\n\tnachten\\, alle\\nzusammen', 'DTSTART;VALUE=DA\r\n TE:20261224']);
  expect(expand(folded).days).toEqual(['2026-12-24 Frohe Weihnachten, alle zusammen']);
  expect(expand(folded.replaceAll('\r\n', '\n')).days).toEqual(expand(folded).days);
});

test('the events of several calendars in one file are read, and what is no event is passed over', () => {
  const zone =
    'BEGIN:VCALENDAR\r\nBEGIN:VTIMEZONE\r\nTZID:X\r\nEND:VTIMEZONE\r\nBEGIN:VTODO\r\nDUE:20261201T100000Z\r\nEND:VTODO\r\nEND:VCALENDAR\r\n';
  expect(expand(`${zone}${anIcs(EVE)}${anIcs(EVE)}`).days).toEqual(['2026-12-24 Eve', '2026-12-24 Eve']);
});

test.each([
  ['of an instant', ['SUMMARY:Call', 'DTSTART:20261224T100000Z'], '"Call" has a time (DTSTART 2026-12-24T10:00:00Z)'],
  [
    'in a zone',
    ['SUMMARY:Call', 'DTSTART;TZID=Europe/Berlin:20261224T000000'],
    '"Call" has a time (DTSTART 2026-12-24T00:00:00)',
  ],
  ['that is past', ['SUMMARY:Call', 'DTSTART:20200101T100000Z'], '"Call" has a time'],
  ['with a time at its end', [...EVE, 'DTEND:20261224T100000Z'], '"Eve" has a time (DTEND'],
  ['with hours as its duration', [...EVE, 'DURATION:PT8H'], '"Eve" has a DURATION of PT8H'],
  ['with a time in RDATE', [...EVE, 'RDATE:20261224T100000Z'], '"Eve" has a time (RDATE'],
  ['with a period in RDATE', [...EVE, 'RDATE;VALUE=PERIOD:20261224T100000Z/PT1H'], '"Eve" has a time (RDATE'],
  ['with a time in EXDATE', [...YEARLY, 'EXDATE:20261224T000000Z'], '"Eve" has a time (EXDATE'],
  ['moved from a time', [...EVE, 'RECURRENCE-ID:20261224T000000Z'], '"Eve" has a time (RECURRENCE-ID'],
  [
    'moved with all that follow',
    [...EVE, 'RECURRENCE-ID;RANGE=THISANDFUTURE;VALUE=DATE:20261224'],
    '"Eve" moves all that follow',
  ],
  [
    'moved without a UID',
    ['SUMMARY:Eve', 'DTSTART;VALUE=DATE:20261224', 'RECURRENCE-ID;VALUE=DATE:20261224'],
    '"Eve" has a RECURRENCE-ID and no UID',
  ],
  ['on a day that there is not', ['SUMMARY:Eve', 'DTSTART;VALUE=DATE:20260231'], '"Eve" has a DTSTART that is no date'],
  ['without a day', ['SUMMARY:Eve', 'DTSTART;VALUE=DATE:'], '"Eve" has a DTSTART that is no date'],
  ['of the year 9999', ['SUMMARY:Eve', 'DTSTART;VALUE=DATE:99991231'], '"Eve" has a DTSTART that is no date'],
  ['of the year 50', ['SUMMARY:Eve', 'DTSTART;VALUE=DATE:00500101'], '"Eve" has a DTSTART that is no date'],
  ['of more days than a calendar has', [...EVE, 'DURATION:P99999999D'], '"Eve" has a DURATION of P99999999D'],
  ['of no days', [...EVE, 'DURATION:P0D'], '"Eve" has a DURATION of P0D'],
  ['without a start', ['SUMMARY:Eve'], '"Eve" has no DTSTART'],
  ['that ends before it begins', [...EVE, 'DTEND;VALUE=DATE:20261223'], '"Eve" ends before it begins'],
  ['with a rule of hours', [...EVE, 'RRULE:FREQ=HOURLY'], '"Eve" has an RRULE that is not read: freq: FREQ must be'],
  ['with an EXRULE', [...EVE, 'EXRULE:FREQ=YEARLY'], '"Eve" has an EXRULE'],
])('an event %s is refused by its name', (_, event, problem) =>
  expect(icsEvents(anIcs(event))).toEqual({ kind: 'problem', problem: expect.stringContaining(problem) }),
);

test.each([
  ['that is empty', '', 'has no events'],
  ['without events', anIcs(), 'has no events'],
  ['that is a page of the web', '<!doctype html>\n<html>', 'cannot be read: invalid line'],
  [
    'that ends too early',
    'BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20261224\n',
    'cannot be read: invalid ical body',
  ],
  ['with a rule that is none', anIcs([...EVE, 'RRULE:FREQ=SOMETIMES']), 'cannot be read: invalid frequency'],
  ['of another kind', 'hello:world', 'cannot be read: no iCalendar file'],
])('a file %s is refused in one line', (_, text, problem) =>
  expect(icsEvents(text)).toEqual({ kind: 'problem', problem: expect.stringContaining(problem) }),
);

test('a long name is cut', () =>
  expect(daysOf([`SUMMARY:${'x'.repeat(200)}`, 'DTSTART;VALUE=DATE:20261224'])[0]).toHaveLength(
    '2026-12-24 '.length + 80,
  ));
