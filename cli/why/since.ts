import { type Instant, parseDurationMs, parseInstant } from '../../lib/instant.ts';
import { quoted } from '../../lib/message/json.ts';
import { KEEP_MS } from '../../lib/power/entry.ts';

const DAY_MS = 24 * 60 * 60_000;

/** The days from a moment to another, newest first: `2026-11-30`, UTC. */
export const daysSince = (sinceAt: Instant, now: Instant): readonly string[] => {
  const days: string[] = [];
  for (let at = now - (now % DAY_MS); at > sinceAt - DAY_MS; at -= DAY_MS)
    days.push(new Date(at).toISOString().slice(0, 10));
  return days;
};

/** Reads `--since`: a duration back from now, an instant, or a date, which begins at 00:00 UTC. */
export const readSince = (
  text: string,
  now: Instant,
): { readonly kind: 'since'; readonly sinceAt: Instant } | { readonly kind: 'problem'; readonly problem: string } => {
  const durationMs = parseDurationMs(text);
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const sinceAt = durationMs === undefined ? parseInstant(isDate ? `${text}T00:00:00Z` : text) : now - durationMs;
  const problem = (because: string) => ({ kind: 'problem', problem: `--since: ${quoted(text)} ${because}` }) as const;
  if (sinceAt === undefined)
    return problem('is neither a duration (2d) nor an instant (2026-12-01T06:00:00Z) nor a date (2026-12-01)');
  if (sinceAt >= now) return problem('is not in the past');
  return now - sinceAt > KEEP_MS
    ? problem(`is more than ${KEEP_MS / DAY_MS} days ago, and nothing is kept longer`)
    : { kind: 'since', sinceAt };
};
