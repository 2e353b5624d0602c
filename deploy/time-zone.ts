import tzdata from 'tzdata' with { type: 'json' };
import type { Instant } from '../lib/instant.ts';

const DAY_MS = 24 * 60 * 60_000;

/** How far a zone's clock is ahead of UTC at an instant, in milliseconds. */
export type OffsetAt = (at: Instant) => number;

/** The offsets of a zone that exists. */
export const offsetsOf = (timezone: string): OffsetAt => {
  const format = new Intl.DateTimeFormat('en', { timeZone: timezone, timeZoneName: 'longOffset' });
  return (at) => {
    // `GMT`, `GMT+05:45` or, of times long past, `GMT-00:44:30`.
    const shown = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const [, sign, hours = 0, minutes = 0, seconds = 0] = /^GMT(?:([+-])(\d+):(\d+)(?::(\d+))?)?$/.exec(shown) ?? [];
    return (sign === '-' ? -1 : 1) * ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
  };
};

/**
 * The instant at which a zone's clock shows a time of day (given as if it were UTC's); undefined when it skips that time. Of a time
 * that it shows twice, the first.
 */
export const firstInstantShowing = (shown: number, offsetAt: OffsetAt): Instant | undefined =>
  [offsetAt(shown - DAY_MS), offsetAt(shown + DAY_MS)]
    .map((offset) => shown - offset)
    .filter((at) => at + offsetAt(at) === shown)
    .sort((a, b) => a - b)[0];

/**
 * The first moment of a day in a zone, the day given as its midnight in UTC. Of a midnight that the clock shows twice it is the
 * first; of one that it skips, the moment of the change.
 */
export const startOfDay = (midnight: number, offsetAt: OffsetAt): Instant =>
  firstInstantShowing(midnight, offsetAt) ?? midnight - offsetAt(midnight - DAY_MS);

// Not Intl's own list: ICU has names beside IANA's (BST is Dhaka's to it), takes any case, and lists no old names.
const NAMES: ReadonlySet<string> = new Set(Object.keys(tzdata.zones));

const isKnownToIntl = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false; // ECMA-402: what it throws for a zone that does not exist.
    throw error;
  }
};

/** What is wrong with the name of a time zone, or undefined. Offsets are refused: they know no summer time. */
export const zoneProblem = (name: string): string | undefined => {
  if (/^[+-]\d/.test(name)) return `"${name}" is an offset; name a time zone, such as Europe/Berlin`;
  // A zone that Intl has not could not be shown; `Factory` is the only one.
  if (NAMES.has(name) && isKnownToIntl(name)) return undefined;
  const spelt = [...NAMES].find((one) => one.toLowerCase() === name.toLowerCase());
  if (spelt !== undefined && spelt !== name) return `"${name}" is spelt ${spelt}`;
  return isKnownToIntl(name)
    ? `"${name}" is not a name of the IANA time zone database; name a place, such as Europe/London`
    : `"${name}" is not a time zone`;
};
