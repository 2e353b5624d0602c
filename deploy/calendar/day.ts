import { formatInstant, parseInstant } from '../../lib/instant.ts';

/** A day of a calendar, in no zone: the milliseconds of its midnight as if it were UTC's. */
export type Day = number;

export const DAY_MS = 24 * 60 * 60_000;

/** Reads `2026-12-24`; undefined for anything else, for a day that the year does not have, and outside of 1900 to 2999. */
export const parseDay = (text: string): Day | undefined =>
  // `Date.UTC` takes the years 0 to 99 for 1900 to 1999, and a message can say no instant after 9999.
  /^(?:19|2\d)\d\d-\d\d-\d\d$/.test(text) ? parseInstant(`${text}T00:00:00Z`) : undefined;

/** Writes a day as `2026-12-24`. */
export const dayText = (day: Day): string => formatInstant(day).slice(0, 'yyyy-mm-dd'.length);

/** Days one after the other, by the words of people: `2026-12-24`, or `2026-12-24 to 2026-12-26` with the last one included. */
export const daysText = (first: Day, last: Day): string =>
  first === last ? dayText(first) : `${dayText(first)} to ${dayText(last)}`;

/** Days one after the other that belong together. */
export interface Occurrence {
  readonly first: Day;
  /** Included. */
  readonly last: Day;
  readonly why: string;
}
