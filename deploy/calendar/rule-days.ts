import { DAY_MS, type Day } from './day.ts';
import type { ByDay, Rule } from './rule.ts';

// ical.js is not asked for these days: it makes 1 March of a 29 February that a year does not have, and gives none for some rules
// (test/deploy/calendar/ical-js.test.ts). On a DAILY rule that no day fits it never ends (recur_iterator.js, `next`).

const partsOf = (day: Day) => {
  const date = new Date(day);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth(), date: date.getUTCDate(), weekday: date.getUTCDay() };
};

/** The day, week, month or year that a day is in, counted from 1970. */
const periodOf = ({ freq, weekStart }: Rule, day: Day): number => {
  const { year, month } = partsOf(day);
  if (freq === 'YEARLY') return year;
  if (freq === 'MONTHLY') return year * 12 + month;
  // 1 January 1970 was a Thursday.
  return freq === 'WEEKLY' ? Math.floor((day / DAY_MS + 4 - weekStart) / 7) : day / DAY_MS;
};

const firstDayOf = ({ freq, weekStart }: Rule, period: number): Day => {
  if (freq === 'YEARLY') return Date.UTC(period, 0, 1);
  if (freq === 'MONTHLY') return Date.UTC(Math.floor(period / 12), period % 12, 1);
  return (freq === 'WEEKLY' ? period * 7 - 4 + weekStart : period) * DAY_MS;
};

/** Whether a day is the nth of its kind between two days, counted from the first, or from the last if negative. */
const isNth = ({ nth }: ByDay, day: Day, first: Day, last: Day): boolean =>
  nth === 0 || Math.floor((nth > 0 ? day - first : last - day) / DAY_MS / 7) + 1 === Math.abs(nth);

const fits = (rule: Rule, start: Day, day: Day): boolean => {
  const { freq, byMonth, byMonthDay, byDay } = rule;
  const [own, from] = [partsOf(day), partsOf(start)];
  const lastDate = partsOf(Date.UTC(own.year, own.month + 1, 0)).date;
  const byYear = freq === 'YEARLY';
  const isFree = byMonthDay.length === 0 && byDay.length === 0;
  if (byMonth.length > 0 ? !byMonth.includes(own.month + 1) : byYear && isFree && own.month !== from.month)
    return false;
  if (byMonthDay.length > 0) {
    if (!byMonthDay.includes(own.date) && !byMonthDay.includes(own.date - lastDate - 1)) return false;
  } else if ((byYear || freq === 'MONTHLY') && isFree && own.date !== from.date) return false;
  if (byDay.length === 0) return freq !== 'WEEKLY' || own.weekday === from.weekday;
  const inYear = byYear && byMonth.length === 0;
  const first = Date.UTC(own.year, inYear ? 0 : own.month, 1);
  const last = inYear ? Date.UTC(own.year, 11, 31) : Date.UTC(own.year, own.month, lastDate);
  return byDay.some((one) => one.weekday === own.weekday && isNth(one, day, first, last));
};

const daysIn = (rule: Rule, start: Day, period: number): readonly Day[] => {
  const days: Day[] = [];
  const end = firstDayOf(rule, period + 1);
  for (let day = firstDayOf(rule, period); day < end; day += DAY_MS) if (fits(rule, start, day)) days.push(day);
  const { bySetPos } = rule;
  return bySetPos.length === 0
    ? days
    : days.filter((_, index) => bySetPos.includes(index + 1) || bySetPos.includes(index - days.length));
};

/** The days of a rule from a day on, before another; `isCut`: it goes on after that. */
export interface RuleDays {
  readonly days: readonly Day[];
  readonly isCut: boolean;
}

/** The days on which an event that begins on `start` is repeated. Its own first day is the first of them, and counts. */
export const ruleDays = (rule: Rule, start: Day, from: Day, before: Day): RuleDays => {
  const { count = Number.POSITIVE_INFINITY, until = Number.POSITIVE_INFINITY, interval } = rule;
  const days: Day[] = start >= from && start < before ? [start] : [];
  const origin = periodOf(rule, start);
  // Without a count, nothing before `from` matters.
  const skipped = count < Number.POSITIVE_INFINITY ? 0 : Math.floor((periodOf(rule, from) - origin) / interval);
  let counted = 1;
  for (let period = origin + Math.max(0, skipped) * interval; ; period += interval) {
    const first = firstDayOf(rule, period);
    if (counted >= count || first > until) return { days, isCut: false };
    if (first >= before) return { days, isCut: true };
    for (const day of daysIn(rule, start, period)) {
      if (day <= start) continue;
      if (counted >= count || day > until) return { days, isCut: false };
      if (day >= before) return { days, isCut: true };
      counted += 1;
      if (day >= from) days.push(day);
    }
  }
};
