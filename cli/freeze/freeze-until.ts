import { type Instant, parseDurationMs } from '../../lib/instant.ts';
import { quoted } from '../../lib/message/json.ts';
import { endOf } from '../../lib/power/guard/marks.ts';

/** A freeze ends by itself: a longer one is forgotten before it ends. */
const LONGEST_DAYS = 90;
const DAY_MS = 24 * 60 * 60_000;

/** Reads the end of a freeze: an instant, a date (to its end everywhere on earth, as in a mark), or a duration from now. */
export const readUntil = (
  text: string,
  now: Instant,
): { readonly kind: 'until'; readonly untilAt: Instant } | { readonly kind: 'problem'; readonly problem: string } => {
  const durationMs = parseDurationMs(text);
  const untilAt = durationMs === undefined ? endOf(text) : now + durationMs;
  const problem = problemOf(text, untilAt, now);
  return problem === undefined && untilAt !== undefined
    ? { kind: 'until', untilAt }
    : { kind: 'problem', problem: `--until: ${problem}` };
};

const problemOf = (text: string, untilAt: Instant | undefined, now: Instant): string | undefined => {
  if (untilAt === undefined)
    return `${quoted(text)} is neither an instant (2026-12-01T06:00:00Z) nor a date (2026-12-01) nor a duration (12h)`;
  if (untilAt <= now) return `${quoted(text)} is not in the future`;
  return untilAt - now > LONGEST_DAYS * DAY_MS ? `${quoted(text)} is more than ${LONGEST_DAYS} days ahead` : undefined;
};

/** A length of time as people say it, in minutes: `1 d 9 h 30 min`. */
export const howLong = (ms: number): string => {
  const minutes = Math.max(Math.round(ms / 60_000), 1);
  const parts = [
    [Math.floor(minutes / 1440), 'd'],
    [Math.floor(minutes / 60) % 24, 'h'],
    [minutes % 60, 'min'],
  ] as const;
  return parts.flatMap(([count, unit]) => (count === 0 ? [] : [`${count} ${unit}`])).join(' ');
};
