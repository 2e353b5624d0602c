import { type Instant, parseDurationMs, parseInstant } from '../../lib/instant.ts';
import { quoted } from '../../lib/message/json.ts';
import { KEEP_MS } from '../../lib/power/entry.ts';

const DAY_MS = 24 * 60 * 60_000;

/** The oldest moment of which anything is kept: 45 days. */
export const oldestKept = (now: Instant): Instant => now - KEEP_MS;

const readInstant = (text: string, now: Instant): Instant | undefined => {
  const durationMs = parseDurationMs(text);
  if (durationMs !== undefined) return now - durationMs;
  return parseInstant(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text);
};

/** Reads the start of a time up to now: a duration back from now, an instant, or a date, which begins at 00:00 UTC. */
export const readSince = (
  text: string,
  now: Instant,
): { readonly kind: 'since'; readonly sinceAt: Instant } | { readonly kind: 'problem'; readonly problem: string } => {
  const problem = (because: string) => ({ kind: 'problem', problem: `--since: ${quoted(text)} ${because}` }) as const;
  const sinceAt = readInstant(text, now);
  if (sinceAt === undefined)
    return problem('is neither a duration (12h, 2d) nor an instant (2026-11-30T20:00:00Z) nor a date (2026-11-30)');
  if (sinceAt >= now) return problem('is not in the past');
  return sinceAt < oldestKept(now)
    ? problem(`is more than ${KEEP_MS / DAY_MS} days ago, and nothing is kept longer`)
    : { kind: 'since', sinceAt };
};
