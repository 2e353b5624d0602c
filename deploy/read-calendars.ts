import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Instant } from '../lib/instant.ts';
import { SPANS_MAX } from '../lib/message/request-body.ts';
import type { Parsed } from '../lib/message/schema.ts';
import { fileText } from '../lib/text.ts';
import type { Occurrence } from './calendar/day.ts';
import { type IcsEvents, icsEvents } from './calendar/ics-events.ts';
import { occurrencesOf } from './calendar/occurrences.ts';
import { type Calendar, dayAt, horizonOf, spansOf } from './calendar-spans.ts';
import { interpretedProblem } from './resources.ts';
import type { Schedule } from './schedule.ts';
import { offsetsOf, startOfDay } from './time-zone.ts';

const BYTES_MAX = 5_000_000;

const readIcs = async (path: string): Promise<Parsed<IcsEvents>> => {
  try {
    const { size } = await stat(path);
    if (size > BYTES_MAX) return { kind: 'problem', problem: `has ${size} bytes, more than ${BYTES_MAX}` };
    return icsEvents(fileText(await readFile(path)));
  } catch (error) {
    if (error instanceof Error && 'code' in error)
      return { kind: 'problem', problem: `cannot be read (${error.code})` };
    throw error;
  }
};

type ReadFile = (path: string) => Promise<Parsed<IcsEvents>>;

/** The calendar of one schedule, or one line: its entry of `notOn`, with the file if it is one, and what is wrong. */
const calendarOf = async (schedule: Schedule, read: ReadFile, now: Instant): Promise<Parsed<Calendar>> => {
  const offsetAt = offsetsOf(schedule.timezone);
  const today = dayAt(now, offsetAt);
  const horizon = horizonOf(today);
  const occurrences: Occurrence[] = [];
  let isCut = false;
  for (const [index, entry] of (schedule.notOn ?? []).entries()) {
    const problem = (text: string) =>
      ({ kind: 'problem', problem: `${schedule.name}: notOn[${index}]: ${text}` }) as const;
    if (entry.kind === 'days') {
      occurrences.push(entry);
    } else {
      const events = await read(entry.path);
      if (events.kind === 'problem') return problem(`${entry.path}: ${events.problem}`);
      const found = occurrencesOf(events.value, today, horizon);
      isCut ||= found.isCut;
      const interpreted = found.occurrences.map(({ why }) => interpretedProblem(why)).find((one) => one !== undefined);
      if (interpreted !== undefined) return problem(`${entry.path}: the name of an event ${interpreted}`);
      occurrences.push(...found.occurrences);
    }
    if (occurrences.length > SPANS_MAX)
      return problem(`${entry.kind === 'file' ? `${entry.path}: ` : ''}more than ${SPANS_MAX} dates`);
  }
  const spans = spansOf(occurrences, offsetAt, now);
  return { kind: 'parsed', value: { spans, ...(isCut ? { endsAt: startOfDay(horizon, offsetAt) } : {}) } };
};

/**
 * The schedules with their calendars, expanded in each one's zone from now on, or one line for each that cannot be. The files are
 * looked for in the folder.
 */
export const withCalendars = async (
  folder: string,
  schedules: readonly Schedule[],
  now: Instant,
): Promise<{ readonly schedules: readonly Schedule[]; readonly problems: readonly string[] }> => {
  const files = new Map<string, Promise<Parsed<IcsEvents>>>();
  const read: ReadFile = (path) => {
    const known = files.get(path) ?? readIcs(join(folder, path));
    files.set(path, known);
    return known;
  };
  const problems: string[] = [];
  const complete: Schedule[] = [];
  for (const schedule of schedules) {
    if (schedule.notOn === undefined) {
      complete.push(schedule);
      continue;
    }
    const calendar = await calendarOf(schedule, read, now);
    if (calendar.kind === 'parsed') complete.push({ ...schedule, calendar: calendar.value });
    else problems.push(calendar.problem);
  }
  return { schedules: complete, problems };
};
