import type { Instant } from '../lib/instant.ts';
import { cronDates } from './cron-dates.ts';
import { cronFieldValues, HOURS, MINUTES } from './cron-field.ts';
import { instantShown, type OffsetAt } from './zone-clock.ts';

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
        const at = instantShown(Date.UTC(year, month - 1, day, hour, minute), offsetAt);
        if (at !== undefined && at > after) yield at;
      }
    }
  }
}
