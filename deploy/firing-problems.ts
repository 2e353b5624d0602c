import type { Instant } from '../lib/instant.ts';
import { cronDates } from './cron-dates.ts';
import { YEAR } from './cron-field.ts';
import { cronFirings } from './cron-firings.ts';
import type { Schedule } from './schedule.ts';
import { offsetsOf } from './zone-clock.ts';

const DAY_MS = 24 * 60 * 60_000;

const padded = (value: number): string => String(value).padStart(2, '0');

const firingProblem = ({ cron, timezone }: Schedule, now: Instant): string | undefined => {
  const offsetAt = offsetsOf(timezone);
  if (cronFirings(cron, offsetAt, now).next().done !== true) return undefined;
  const tomorrow = now + offsetAt(now) + DAY_MS;
  const last = [...cronDates(cron, { year: YEAR.min, month: 1, day: 1 })].at(-1);
  if (last === undefined || Date.UTC(last.year, last.month - 1, last.day) >= tomorrow) {
    return `never fires: the clock of ${timezone} skips that time on each such date`;
  }
  return `never fires again: its last date was ${last.year}-${padded(last.month)}-${padded(last.day)}`;
};

/** What is wrong with schedules that are well-formed but have no firing to come: one line each, naming the schedule. */
export const firingProblems = (schedules: readonly Schedule[], now: Instant): readonly string[] =>
  schedules.flatMap((schedule) => {
    const problem = firingProblem(schedule, now);
    return problem === undefined ? [] : [`${schedule.name}: cron: ${problem}`];
  });
