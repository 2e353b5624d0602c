import type ICAL from 'ical.js';
import type { Parsed } from '../../lib/message/schema.ts';
import { DAY_MS, type Day, parseDay } from './day.ts';
import { type Rule, readRule } from './rule.ts';

/** An event of whole days. */
export interface CalendarEvent {
  readonly name: string;
  readonly uid: string;
  /** It is one repetition of another event, which was moved. */
  readonly isMoved: boolean;
  readonly start: Day;
  /** How many days it has. */
  readonly length: number;
  readonly rules: readonly Rule[];
  /** RDATE and EXDATE. */
  readonly alsoOn: readonly Day[];
  readonly notOn: readonly Day[];
}

const problem = (text: string): { readonly kind: 'problem'; readonly problem: string } => ({
  kind: 'problem',
  problem: text,
});

/** The values of all properties of a name, each with its property's type, as jCal has them. */
const valuesOf = (event: ICAL.Component, name: string): readonly (readonly [type: string, value: unknown])[] =>
  event.getAllProperties(name.toLowerCase()).flatMap((property) => {
    const [, , type, ...values]: readonly unknown[] = property.toJSON();
    return values.map((value): [string, unknown] => [String(type), value]);
  });

/** The first value of a property as text, empty when there is none. */
export const textOf = (event: ICAL.Component, name: string): string => {
  const [first] = valuesOf(event, name);
  return first === undefined ? '' : String(first[1]);
};

const daysOf = (event: ICAL.Component, name: string): Parsed<readonly Day[]> => {
  const days: Day[] = [];
  for (const [type, value] of valuesOf(event, name)) {
    const text = String(value);
    // `DTSTART:20261224` without VALUE=DATE is such a text: no time was written.
    const date = text.replace(/T::$/, '');
    if (type !== 'date' && date === text)
      return problem(`has a time (${name} ${text}); only whole days can be excepted`);
    const day = parseDay(date);
    if (day === undefined) return problem(`has a ${name} that is no date`);
    days.push(day);
  }
  return { kind: 'parsed', value: days };
};

const lengthOf = (event: ICAL.Component, start: Day): Parsed<number> => {
  const ends = daysOf(event, 'DTEND');
  if (ends.kind === 'problem') return ends;
  const [end] = ends.value;
  const duration = textOf(event, 'DURATION');
  if (end === undefined && duration !== '') {
    const [, count, unit] = /^\+?P(\d{1,4})([DW])$/.exec(duration) ?? [];
    if (count === undefined || Number(count) === 0)
      return problem(`has a DURATION of ${duration}; only whole days can be excepted`);
    return { kind: 'parsed', value: Number(count) * (unit === 'W' ? 7 : 1) };
  }
  // RFC 5545, 3.6.1: DTEND is not included. Some programs write the same day, and mean that day.
  if (end === undefined || end === start) return { kind: 'parsed', value: 1 };
  return end > start ? { kind: 'parsed', value: (end - start) / DAY_MS } : problem('ends before it begins');
};

/** RECURRENCE-ID: the day of a repeated event with the same UID in whose place this one is, or none. */
export const readReplaced = (event: ICAL.Component): Parsed<readonly Day[]> => {
  const days = daysOf(event, 'RECURRENCE-ID');
  if (days.kind === 'problem' || days.value.length === 0) return days;
  if (textOf(event, 'UID') === '') return problem('has a RECURRENCE-ID and no UID');
  const isForAll = event.getFirstProperty('recurrence-id')?.getParameter('range') !== undefined;
  return isForAll ? problem('moves all that follow (RANGE); give those an event of their own') : days;
};

/** Reads an event, a component of ical.js that is not cancelled; `name` is what people know it by. */
export const readEvent = (event: ICAL.Component, name: string): Parsed<CalendarEvent> => {
  const [starts, alsoOn, notOn] = [daysOf(event, 'DTSTART'), daysOf(event, 'RDATE'), daysOf(event, 'EXDATE')];
  if (starts.kind === 'problem') return starts;
  if (alsoOn.kind === 'problem') return alsoOn;
  if (notOn.kind === 'problem') return notOn;
  const [start] = starts.value;
  if (start === undefined) return problem('has no DTSTART');
  const length = lengthOf(event, start);
  if (length.kind === 'problem') return length;
  if (event.hasProperty('exrule')) return problem('has an EXRULE, which is not read; write EXDATE');
  const rules: Rule[] = [];
  for (const [, recur] of valuesOf(event, 'RRULE')) {
    const rule = readRule(recur);
    if (rule.kind === 'problem') return problem(`has an RRULE that is not read: ${rule.problem}`);
    rules.push(rule.value);
  }
  const rest = { start, length: length.value, rules, alsoOn: alsoOn.value, notOn: notOn.value };
  const isMoved = event.hasProperty('recurrence-id');
  return { kind: 'parsed', value: { name, uid: textOf(event, 'UID'), isMoved, ...rest } };
};
