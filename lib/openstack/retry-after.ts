import type { HttpAnswer } from './http.ts';
import { parseHttpDate } from './http-date.ts';

const LEAST_MS = 1_000;
const MOST_MS = 15 * 60_000;

/**
 * What `Retry-After` asks for, in milliseconds, clamped to 1 s … 15 min: whole seconds or an HTTP date (counted from the
 * answer's own `Date`, so our clock does not matter), in the header or, as Nova repeats it, in the body. Garbage is none.
 */
export const retryAfterMsOf = (answer: HttpAnswer, inBody: string | undefined): number | undefined => {
  const text = (answer.headers['retry-after'] ?? inBody ?? '').trim();
  const ms = /^-?\d{1,15}$/.test(text) ? Number(text) * 1000 : untilDateMs(text, answer);
  return ms === undefined ? undefined : Math.min(Math.max(ms, LEAST_MS), MOST_MS);
};

const untilDateMs = (text: string, answer: HttpAnswer): number | undefined => {
  const at = parseHttpDate(text);
  return at === undefined || answer.dateAt === undefined ? undefined : at - answer.dateAt;
};
