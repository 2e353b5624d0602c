import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withCalendars } from '../../deploy/read-calendars.ts';
import type { Schedule } from '../../deploy/schedule.ts';
import { anIcs } from './calendar/an-ics.ts';

const NOW = Date.parse('2026-11-30T12:00:00Z');
const DAY_MS = 86_400_000;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lights-out-calendars-'));
});
afterEach(() => rm(folder, { recursive: true }));

const nights: Schedule = { name: 'nights', cron: '0 20 ? * * *', timezone: 'Europe/Berlin', serverIds: [] };
const write = (text: string | Uint8Array, name = 'days.ics') => writeFile(join(folder, name), text);
const read = (schedule: Partial<Schedule> = {}) =>
  withCalendars(folder, [{ ...nights, notOn: [{ kind: 'file', path: 'days.ics' }], ...schedule } as Schedule], NOW);
const problemOf = async (schedule: Partial<Schedule> = {}) => (await read(schedule)).problems;
const whysOf = async () => (await read()).schedules[0]?.calendar?.spans.map(({ why }) => why);

const EVE = ['SUMMARY:Heiligabend für alle', 'DTSTART;VALUE=DATE:20261224'];

test('a schedule without exceptions has no calendar', async () => {
  expect(await withCalendars(folder, [nights], NOW)).toEqual({ schedules: [nights], problems: [] });
});

test.each([
  ['UTF-8', (text: string) => text],
  ['UTF-8 with a byte order mark', (text: string) => `\uFEFF${text}`],
  ['UTF-16 with a byte order mark', (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le')],
  ['plain line ends', (text: string) => text.replaceAll('\r\n', '\n')],
])('a calendar in %s is read', async (_, encode) => {
  await write(encode(anIcs(EVE)));
  expect(await whysOf()).toEqual(['Heiligabend für alle']);
});

test('a calendar may be in a folder beside the schedules, and serve several of them in their own zones', async () => {
  await mkdir(join(folder, 'calendars'));
  await write(anIcs(EVE), 'calendars/days.ics');
  const notOn = [{ kind: 'file', path: 'calendars/days.ics' }] as const;
  const schedules: readonly Schedule[] = [
    { ...nights, notOn: [...notOn] },
    { ...nights, timezone: 'Asia/Tokyo', notOn: [...notOn] },
  ];
  const { schedules: read, problems } = await withCalendars(folder, schedules, NOW);
  expect(problems).toEqual([]);
  const [berlin, tokyo] = read.map(({ calendar }) => calendar?.spans[0]?.from ?? 0);
  expect([berlin, tokyo]).toEqual([Date.UTC(2026, 11, 23, 23), Date.UTC(2026, 11, 23, 15)]);
});

test('an endless rule ends the calendar at the beginning of the day two years from today, in the schedule’s zone', async () => {
  await write(anIcs([...EVE, 'RRULE:FREQ=YEARLY']));
  expect((await read()).schedules[0]?.calendar?.endsAt).toBe(Date.UTC(2028, 10, 29, 23));
  await write(anIcs([...EVE, 'RRULE:FREQ=YEARLY;COUNT=2']));
  expect((await read()).schedules[0]?.calendar).not.toHaveProperty('endsAt');
});

test.each([
  [
    'a timed event',
    anIcs(['SUMMARY:Call', 'DTSTART:20261224T100000Z']),
    '"Call" has a time (DTSTART 2026-12-24T10:00:00Z); only whole days can be excepted',
  ],
  ['no events', anIcs(), 'has no events'],
  ['no calendar', 'no calendar', 'cannot be read: invalid line (no token ";" or ":") "no calendar"'],
  ['half a calendar', anIcs(EVE).slice(0, -30), 'cannot be read: invalid ical body. component began but did not end'],
  [
    'a name that the framework would replace',
    anIcs([`SUMMARY:\${env:X}`, 'DTSTART;VALUE=DATE:20261224']),
    'the name of an event must not contain "${"',
  ],
])('a calendar with %s is refused with schedule, entry and file', async (_, text, problem) => {
  await write(text);
  expect(await problemOf()).toEqual([expect.stringContaining(`nights: notOn[0]: days.ics: ${problem}`)]);
});

test('a calendar that is not there, or is a folder, is refused', async () => {
  expect(await problemOf()).toEqual(['nights: notOn[0]: days.ics: cannot be read (ENOENT)']);
  await mkdir(join(folder, 'days.ics'));
  expect(await problemOf()).toEqual(['nights: notOn[0]: days.ics: cannot be read (EISDIR)']);
});

test('a calendar of more than 5 MB is refused, and one of 5 MB is read', async () => {
  const text = anIcs(EVE);
  const filled = (bytes: number) =>
    text.replace('VERSION:2.0', `X-FILL:${'x'.repeat(bytes - Buffer.byteLength(text) + 4)}`);
  await write(filled(5_000_000));
  expect(await problemOf()).toEqual([]);
  await write(filled(5_000_001));
  expect(await problemOf()).toEqual(['nights: notOn[0]: days.ics: has 5000001 bytes, more than 5000000']);
});

const rdates = (count: number) =>
  `RDATE;VALUE=DATE:${Array.from({ length: count }, (_, n) =>
    new Date(Date.UTC(2026, 11, 25) + n * 2 * DAY_MS).toISOString().slice(0, 10).replaceAll('-', ''),
  ).join()}`;

test('1,000 dates are read, and 1,001 are refused, in a file and over several entries', async () => {
  await write(anIcs([...EVE, rdates(999)]));
  expect(await problemOf()).toEqual([]);
  const one = { kind: 'days', first: Date.UTC(2027, 0, 1), last: Date.UTC(2027, 0, 1), why: 'one' } as const;
  expect(await problemOf({ notOn: [{ kind: 'file', path: 'days.ics' }, one] })).toEqual([
    'nights: notOn[1]: more than 1000 dates',
  ]);
  await write(anIcs([...EVE, rdates(1000)]));
  expect(await problemOf()).toEqual(['nights: notOn[0]: days.ics: more than 1000 dates']);
});

test('each schedule with a bad calendar is named', async () => {
  const notOn = [{ kind: 'file' as const, path: 'gone.ics' }];
  const { problems } = await withCalendars(
    folder,
    [
      { ...nights, notOn },
      { ...nights, name: 'weekends', notOn },
    ],
    NOW,
  );
  expect(problems.map((problem) => problem.split(':')[0])).toEqual(['nights', 'weekends']);
});
