import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseDay } from '../../deploy/calendar/day.ts';
import { calendarFields } from '../../deploy/calendar-spans.ts';
import { withCalendars } from '../../deploy/read-calendars.ts';
import type { Schedule } from '../../deploy/schedule.ts';
import { anIcs } from './calendar/an-ics.ts';

// Run by calendar-spans.test.ts in several zones: prints what a calendar of every kind becomes, and the offset of this machine.

const folder = await mkdtemp(join(tmpdir(), 'lights-out-zone-'));
try {
  const text = anIcs(
    ['UID:a', 'SUMMARY:Yearly', 'DTSTART;VALUE=DATE:20201224', 'DTEND;VALUE=DATE:20201227', 'RRULE:FREQ=YEARLY'],
    ['UID:a', 'SUMMARY:Moved', 'RECURRENCE-ID;VALUE=DATE:20261224', 'DTSTART;VALUE=DATE:20261221'],
    ['UID:b', 'SUMMARY:Once', 'DTSTART;TZID=America/New_York;VALUE=DATE:20270101'],
    ['UID:c', 'SUMMARY:Monthly', 'DTSTART;VALUE=DATE:20261031', 'RRULE:FREQ=MONTHLY;UNTIL=20270131T235959Z'],
    ['UID:d', 'SUMMARY:Off', 'DTSTART;VALUE=DATE:20270501', 'STATUS:CANCELLED'],
  );
  await writeFile(join(folder, 'holidays.ics'), text);
  const day = parseDay('2026-12-06') ?? 0;
  const schedule: Schedule = {
    name: 'nights',
    cron: '30 0 ? * * *',
    timezone: 'Europe/Berlin',
    serverIds: [],
    notOn: [
      { kind: 'file', path: 'holidays.ics' },
      { kind: 'days', first: day, last: day, why: 'St Nicholas' },
    ],
  };
  const { schedules } = await withCalendars(folder, [schedule], Date.parse('2026-11-30T12:00:00Z'));
  const fields = schedules.map(({ calendar }) => calendar && calendarFields(calendar))[0];
  process.stdout.write(JSON.stringify({ ...fields, offset: new Date(2026, 0, 1).getTimezoneOffset() }));
} finally {
  await rm(folder, { recursive: true });
}
