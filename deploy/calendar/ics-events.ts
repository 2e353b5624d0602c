import ICAL from 'ical.js';
import type { Parsed } from '../../lib/message/schema.ts';
import { oneLine } from '../../lib/text.ts';
import type { Day } from './day.ts';
import { type CalendarEvent, readEvent, readReplaced, textOf } from './event.ts';

/** What an .ics file has: its events but the cancelled ones, and the repetitions that were moved or cancelled, by UID. */
export interface IcsEvents {
  readonly events: readonly CalendarEvent[];
  readonly replaced: ReadonlyMap<string, ReadonlySet<Day>>;
}

const NAME_MAX = 80;

const componentsOf = (text: string): Parsed<readonly ICAL.Component[]> => {
  try {
    const parsed: unknown[] = ICAL.parse(text);
    // A file may have several calendars, one after the other.
    const calendars = typeof parsed[0] === 'string' ? [parsed] : parsed;
    return { kind: 'parsed', value: calendars.map((calendar) => new ICAL.Component([calendar].flat())) };
  } catch (error) {
    // A line outside of a component is a TypeError of ical.js, with words that are of no use.
    const because =
      error instanceof Error && !(error instanceof TypeError) ? oneLine(error.message) : 'no iCalendar file';
    return { kind: 'problem', problem: `cannot be read: ${because}` };
  }
};

const nameOf = (event: ICAL.Component): string => {
  const name = oneLine(textOf(event, 'SUMMARY'));
  if (name === '') return `event of ${oneLine(textOf(event, 'DTSTART')) || 'no day'}`;
  return name.length <= NAME_MAX ? name : `${name.slice(0, NAME_MAX - 1).trimEnd()}…`;
};

/** Reads the events of an .ics file; a problem names the event. */
export const icsEvents = (text: string): Parsed<IcsEvents> => {
  const components = componentsOf(text);
  if (components.kind === 'problem') return components;
  const all = components.value.flatMap((calendar) => calendar.getAllSubcomponents('vevent'));
  if (all.length === 0) return { kind: 'problem', problem: 'has no events' };
  const events: CalendarEvent[] = [];
  const replaced = new Map<string, Set<Day>>();
  for (const component of all) {
    const name = nameOf(component);
    const instead = readReplaced(component);
    if (instead.kind === 'problem') return { kind: 'problem', problem: `"${name}" ${instead.problem}` };
    for (const day of instead.value) {
      const uid = textOf(component, 'UID');
      replaced.set(uid, (replaced.get(uid) ?? new Set()).add(day));
    }
    if (textOf(component, 'STATUS').toUpperCase() === 'CANCELLED') continue;
    const event = readEvent(component, name);
    if (event.kind === 'problem') return { kind: 'problem', problem: `"${name}" ${event.problem}` };
    events.push(event.value);
  }
  return { kind: 'parsed', value: { events, replaced } };
};
