import { type Instant, parseInstant } from '../../instant.ts';
import type { HttpAnswer } from './http.ts';

/**
 * Reads a time of Nova or Keystone: RFC 3339, or their form without a zone, which is UTC. Undefined if
 * malformed.
 */
export const parseNovaTime = (text: string): Instant | undefined =>
  parseInstant(/(?:Z|[+-]\d{2}:\d{2})$/.test(text) ? text : `${text}Z`);

const LEAST_MS = 1_000;
const MOST_MS = 15 * 60_000;

/**
 * The milliseconds that `Retry-After` asks for, clamped to 1 s … 15 min: whole seconds or an HTTP date
 * (counted from the answer's own `Date`, so our clock does not matter), in the header or, as Nova repeats
 * it, in the body. The longest of several; undefined if malformed.
 */
export const retryAfterMsOf = (answer: HttpAnswer, inBody: string | undefined): number | undefined => {
  const text = (answer.headers['retry-after'] ?? inBody ?? '').trim();
  const asked = /^-?\d{1,15}(?:\s*,\s*-?\d{1,15})*$/.test(text)
    ? text.split(',').map((seconds) => Number(seconds) * 1000)
    : untilDatesMs(text, answer);
  return asked.length === 0 ? undefined : Math.min(Math.max(...asked, LEAST_MS), MOST_MS);
};

const untilDatesMs = (text: string, { dateAt }: HttpAnswer): readonly number[] =>
  dateAt === undefined ? [] : parseHttpDates(text).map((at) => at - dateAt);

// RFC 9110 section 5.6.7, IMF-fixdate: the only form a server may send today.
const IMF_FIXDATE = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \\d{2} [A-Z]{3} \\d{4} \\d{2}:\\d{2}:\\d{2} GMT';
const ALL = new RegExp(`^${IMF_FIXDATE}(?:\\s*,\\s*${IMF_FIXDATE})*$`, 'i');
const EACH = new RegExp(IMF_FIXDATE, 'gi');

/**
 * Reads the HTTP dates of a header (`Date`, `Retry-After`), in whole seconds; none if there is anything else
 * in it. There are several where a proxy added its own, since Node joins them with commas.
 */
export const parseHttpDates = (text: string): readonly Instant[] => {
  if (last.text !== text) last = { text, dates: datesOf(text) };
  return last.dates;
};

// Answers of the same second have the same date.
let last: { readonly text: string; readonly dates: readonly Instant[] } = { text: '', dates: [] };

const datesOf = (text: string): readonly Instant[] => {
  if (!ALL.test(text)) return [];
  const dates = (text.match(EACH) ?? []).map((date) => Date.parse(date));
  return dates.some(Number.isNaN) ? [] : dates;
};
