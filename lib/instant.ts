/** A moment: milliseconds since the epoch, UTC. Every field whose name ends in `At`, and `notAfter`, is one. */
export type Instant = number;

// RFC 3339 section 5.6, without the leap second (no cloud or queue we speak to sends one).
const RFC_3339 =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

// An offset may lead out of the four digits that RFC 3339 has for a year; such an instant could not be
// written again.
const FIRST_INSTANT = Date.parse('0000-01-01T00:00:00.000Z');
/** The last instant that RFC 3339 can write. */
export const LAST_INSTANT = Date.parse('9999-12-31T23:59:59.999Z');

// `Date.parse` takes the 30th of February for a day in March. Every month has 28 days.
const isDay = (date: string): boolean => {
  const day = Number(date.slice(8));
  return day <= 28 || new Date(`${date}T00:00:00Z`).getUTCDate() === day;
};

/**
 * Reads an RFC 3339 instant (a zone is required, days that do not exist are refused); undefined when it is
 * none, or not in the years 0 to 9999 of UTC. Every instant that is read can be written.
 */
export const parseInstant = (text: string): Instant | undefined => {
  if (!RFC_3339.test(text) || !isDay(text.slice(0, 10))) return undefined;
  const at = Date.parse(text);
  return at >= FIRST_INSTANT && at <= LAST_INSTANT ? at : undefined;
};

/** Writes an instant as RFC 3339 in UTC with milliseconds. */
export const formatInstant = (at: Instant): string => new Date(at).toISOString();

const ISO_8601_DURATION = /^P(?:(\d{1,6})D)?(?:T(?=\d)(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?)?$/;

// As people type them: `30m`, `2h`, `1h30m`. Lower case only, since in ISO 8601 an `M` may also be a month.
const TYPED_DURATION = /^(?=\d)(?:(\d{1,6})d)?(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,6})s)?$/;

/** Examples of durations, for the message about one that cannot be read. */
export const DURATION_EXAMPLES = '30m, 2h, 1h30m or PT1H30M';

/**
 * Reads a duration of whole days, hours, minutes and seconds, in ISO 8601 or as people type it, in
 * milliseconds. Months, weeks, years, fractions and signs are refused (undefined), since their length or
 * meaning is not fixed; zero is left to the caller.
 */
export const parseDurationMs = (text: string): number | undefined => {
  const match = ISO_8601_DURATION.exec(text) ?? TYPED_DURATION.exec(text);
  if (match === null || text === 'P') return undefined;
  const [days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
  ];
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
};

/** Writes milliseconds as an ISO 8601 duration of hours, minutes and whole seconds, for messages to people. */
export const formatDurationMs = (ms: number): string => {
  const seconds = Math.round(ms / 1000);
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return `PT${h > 0 ? `${h}H` : ''}${m > 0 ? `${m}M` : ''}${s > 0 || seconds === 0 ? `${s}S` : ''}`;
};

/** The same as people write it: `45 s`, `3 min 5 s`, `2 h 10 min`; no more than two units. */
export const durationInWords = (ms: number): string => {
  const seconds = Math.round(ms / 1000);
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  if (h > 0) return m > 0 ? `${h} h ${m} min` : `${h} h`;
  if (m > 0) return s > 0 ? `${m} min ${s} s` : `${m} min`;
  return `${s} s`;
};
