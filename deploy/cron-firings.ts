import type { Instant } from '../lib/instant.ts';
import { cronDates } from './cron-dates.ts';
import { cronFieldValues, HOURS, MINUTES, YEAR } from './cron-field.ts';
import type { Schedule } from './schedule.ts';
import { firstInstantShowing, type OffsetAt, offsetsOf } from './time-zone.ts';

/**
 * When six fields without a problem fire after an instant, in order. EventBridge Scheduler User Guide, "Daylight savings time": a
 * time that a zone's clock skips is skipped, and one that it shows twice fires once.
 */
export function* cronFirings(cron: string, offsetAt: OffsetAt, after: Instant): Generator<Instant> {
  const [minuteText = '', hourText = ''] = cron.split(' ');
  const [minutes, hours] = [cronFieldValues(minuteText, MINUTES), cronFieldValues(hourText, HOURS)];
  const today = new Date(after + offsetAt(after));
  const from = { year: today.getUTCFullYear(), month: today.getUTCMonth() + 1, day: today.getUTCDate() };
  for (const { year, month, day } of cronDates(cron, from)) {
    for (const hour of hours) {
      for (const minute of minutes) {
        const at = firstInstantShowing(Date.UTC(year, month - 1, day, hour, minute), offsetAt);
        if (at !== undefined && at > after) yield at;
      }
    }
  }
}

const DAY_MS = 24 * 60 * 60_000;

const twoDigits = (value: number): string => String(value).padStart(2, '0');

const firingProblem = ({ cron, timezone }: Schedule, now: Instant): string | undefined => {
  const offsetAt = offsetsOf(timezone);
  if (cronFirings(cron, offsetAt, now).next().done !== true) return undefined;
  const tomorrow = now + offsetAt(now) + DAY_MS;
  const last = [...cronDates(cron, { year: YEAR.min, month: 1, day: 1 })].at(-1);
  if (last === undefined || Date.UTC(last.year, last.month - 1, last.day) >= tomorrow) {
    return `never fires: the clock of ${timezone} skips that time on each such date`;
  }
  return `never fires again: its last date was ${last.year}-${twoDigits(last.month)}-${twoDigits(last.day)}`;
};

/** What is wrong with schedules that are well-formed but have no firing to come: one line each, naming the schedule. */
export const firingProblems = (schedules: readonly Schedule[], now: Instant): readonly string[] =>
  schedules.flatMap((schedule) => {
    const problem = firingProblem(schedule, now);
    return problem === undefined ? [] : [`${schedule.name}: cron: ${problem}`];
  });
