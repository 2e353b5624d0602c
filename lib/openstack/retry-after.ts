import type { HttpAnswer } from './http.ts';
import { parseHttpDates } from './http-date.ts';

const LEAST_MS = 1_000;
const MOST_MS = 15 * 60_000;

/**
 * What `Retry-After` asks for, in milliseconds, clamped to 1 s … 15 min: whole seconds or an HTTP date (counted from the
 * answer's own `Date`, so our clock does not matter), in the header or, as Nova repeats it, in the body. The longest of several;
 * garbage is none.
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
