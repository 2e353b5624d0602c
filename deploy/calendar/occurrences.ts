import { SPANS_MAX } from '../../lib/message/request-body.ts';
import { DAY_MS, type Day, type Occurrence } from './day.ts';
import type { CalendarEvent } from './event.ts';
import type { IcsEvents } from './ics-events.ts';
import { ruleDays } from './rule-days.ts';

/** What happens in a calendar from a day on; `isCut`: a rule goes on after the last day that was looked at. */
export interface Occurrences {
  readonly occurrences: readonly Occurrence[];
  readonly isCut: boolean;
}

const ofEvent = (
  { name, isMoved, uid, start, length, rules, alsoOn, notOn }: CalendarEvent,
  replaced: IcsEvents['replaced'],
  today: Day,
  horizon: Day,
): Occurrences => {
  // One that began before today may still be going on.
  const from = today - (length - 1) * DAY_MS;
  const byRules = rules.map((rule) => ruleDays(rule, start, from, horizon));
  const instead = isMoved ? undefined : replaced.get(uid);
  const days = new Set([start, ...byRules.flatMap((one) => one.days), ...alsoOn]);
  const occurrences = [...days]
    .filter((day) => day >= from && !notOn.includes(day) && instead?.has(day) !== true)
    .map((first) => ({ first, last: first + (length - 1) * DAY_MS, why: name }));
  return { occurrences, isCut: byRules.some((one) => one.isCut) };
};

/**
 * What happens in a calendar today or later. Rules are followed up to the horizon, which is not included; days that are written are
 * taken however far away they are. Ends early once there are more than `SPANS_MAX`.
 */
export const occurrencesOf = ({ events, replaced }: IcsEvents, today: Day, horizon: Day): Occurrences => {
  const occurrences: Occurrence[] = [];
  let isCut = false;
  for (const event of events) {
    const found = ofEvent(event, replaced, today, horizon);
    occurrences.push(...found.occurrences);
    isCut ||= found.isCut;
    if (occurrences.length > SPANS_MAX) break;
  }
  return { occurrences, isCut };
};
