import * as v from 'valibot';
import { type Parsed, parseBy } from '../../lib/message/schema.ts';
import { type Day, parseDay } from './day.ts';

const WEEKDAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];

/** A weekday (0: Sunday); `nth` of its month or year, from the end if negative, 0: each. */
export interface ByDay {
  readonly nth: number;
  readonly weekday: number;
}

/** RFC 5545, 3.3.10, as far as it means whole days. An empty list: not given. */
export interface Rule {
  readonly freq: 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY';
  readonly interval: number;
  readonly count?: number;
  readonly until?: Day;
  /** Months from 1. */
  readonly byMonth: readonly number[];
  /** Days from 1; from the end if negative. */
  readonly byMonthDay: readonly number[];
  readonly byDay: readonly ByDay[];
  readonly bySetPos: readonly number[];
  /** 0: Sunday. */
  readonly weekStart: number;
}

const numbers = v.optional(
  v.pipe(
    v.union([v.number(), v.array(v.number())]),
    v.transform((given) => [given].flat()),
  ),
  [],
);

const byDay = v.optional(
  v.pipe(
    v.union([v.string(), v.array(v.string())]),
    v.transform((given) =>
      [given]
        .flat()
        .map((text) => ({ nth: Number.parseInt(text, 10) || 0, weekday: WEEKDAYS.indexOf(text.slice(-2)) })),
    ),
  ),
  [],
);

// Many programs write `UNTIL` with a time beside a date: what counts is the date as it is written.
const until = v.pipe(
  v.string(),
  v.transform((text) => parseDay(text.slice(0, 'yyyy-mm-dd'.length))),
  v.number('UNTIL is no date'),
);

const NOT_READ = 'only FREQ, INTERVAL, COUNT, UNTIL, BYMONTH, BYMONTHDAY, BYDAY, BYSETPOS and WKST are read';

// The object into which ical.js turns the text; it has checked the values, but for FREQ, which may be missing.
const schema = v.pipe(
  v.strictObject(
    {
      freq: v.picklist(['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'], 'FREQ must be DAILY, WEEKLY, MONTHLY or YEARLY'),
      interval: v.optional(v.number(), 1),
      count: v.exactOptional(v.number()),
      until: v.exactOptional(until),
      bymonth: numbers,
      bymonthday: numbers,
      byday: byDay,
      bysetpos: numbers,
      wkst: v.optional(v.number(), 2),
    },
    (issue) => (issue.expected === 'never' ? NOT_READ : 'FREQ is missing'),
  ),
  v.check(
    ({ freq, byday }) => freq === 'MONTHLY' || freq === 'YEARLY' || byday.every(({ nth }) => nth === 0),
    'BYDAY has a number, which only months and years can count',
  ),
  v.transform(
    ({ bymonth, bymonthday, byday, bysetpos, wkst, ...rest }): Rule => ({
      ...rest,
      byMonth: bymonth,
      byMonthDay: bymonthday,
      byDay: byday,
      bySetPos: bysetpos,
      weekStart: wkst - 1,
    }),
  ),
);

/** Reads the recurrence of an event as ical.js hands it on (jCal, RFC 7265, 3.6.10). */
export const readRule = (recur: unknown): Parsed<Rule> => parseBy(schema, recur);
