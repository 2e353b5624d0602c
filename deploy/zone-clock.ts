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
export const instantShown = (shown: number, offsetAt: OffsetAt): Instant | undefined =>
  [offsetAt(shown - DAY_MS), offsetAt(shown + DAY_MS)]
    .map((offset) => shown - offset)
    .filter((at) => at + offsetAt(at) === shown)
    .sort((a, b) => a - b)[0];
