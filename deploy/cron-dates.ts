import {
  CRON_FIELDS,
  type CronField,
  cronFieldProblem,
  cronFieldValues,
  DAY_OF_MONTH,
  DAY_OF_WEEK,
  MONTH,
  numberOf,
  YEAR,
} from './cron-field.ts';

/** A date of the calendar, in no zone: month and day count from 1. */
export interface CronDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const SUNDAY = 1;
const SATURDAY = 7;

const daysIn = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

// As the field counts: 1 is Sunday.
const weekdayOf = (year: number, month: number, day: number): number =>
  new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;

/** `15W`: the day from Monday to Friday that is nearest to the 15th and in the same month; none in a month without that day. */
const nearestWeekday = (wanted: number, year: number, month: number, last: number): number | undefined => {
  if (wanted > last) return undefined;
  const weekday = weekdayOf(year, month, wanted);
  if (weekday === SATURDAY) return wanted === 1 ? 3 : wanted - 1;
  if (weekday === SUNDAY) return wanted === last ? wanted - 2 : wanted + 1;
  return wanted;
};

/** Whether a day of a month is meant; `?` is for the other of the two fields to say. */
type DayTest = (year: number, month: number, day: number) => boolean;

const dayOfMonth = (text: string, field: CronField): DayTest => {
  if (text === 'L') return (year, month, day) => day === daysIn(year, month);
  const wanted = /^(\d+)W$/.exec(text)?.[1];
  if (wanted !== undefined) {
    return (year, month, day) => day === nearestWeekday(Number(wanted), year, month, daysIn(year, month));
  }
  const values = cronFieldValues(text, field);
  return (_year, _month, day) => values.includes(day);
};

const dayOfWeek = (text: string, field: CronField): DayTest => {
  // Quartz, whose dialect this is: L alone is the last day of a week, and a week ends on Saturday.
  if (text === 'L') return (...date) => weekdayOf(...date) === SATURDAY;
  const [, last, nth, which] = /^(?:(\w+)L|(\w+)#(\d))$/.exec(text) ?? [];
  if (last !== undefined) {
    const weekday = numberOf(last, field);
    return (year, month, day) => weekdayOf(year, month, day) === weekday && day + 7 > daysIn(year, month);
  }
  if (nth !== undefined) {
    const weekday = numberOf(nth, field);
    return (year, month, day) => weekdayOf(year, month, day) === weekday && Math.ceil(day / 7) === Number(which);
  }
  const values = cronFieldValues(text, field);
  return (...date) => values.includes(weekdayOf(...date));
};

/** The dates that six fields without a problem mean, in order, from the first that is not before `from` on. */
export function* cronDates(cron: string, from: CronDate): Generator<CronDate> {
  const [, , inMonth = '', months = '', inWeek = '', years = ''] = cron.toUpperCase().split(' ');
  const meant = inMonth === '?' ? dayOfWeek(inWeek, DAY_OF_WEEK) : dayOfMonth(inMonth, DAY_OF_MONTH);
  for (const year of cronFieldValues(years, YEAR).filter((one) => one >= from.year)) {
    for (const month of cronFieldValues(months, MONTH)) {
      for (let day = 1; day <= daysIn(year, month); day += 1) {
        const early = year === from.year && (month < from.month || (month === from.month && day < from.day));
        if (!early && meant(year, month, day)) yield { year, month, day };
      }
    }
  }
}

const daysProblem = (dayOfMonth: string, dayOfWeek: string): string | undefined => {
  if (dayOfMonth !== '?' && dayOfWeek !== '?') {
    return 'day-of-month and day-of-week cannot both be given: one of them must be ?';
  }
  return dayOfMonth === '?' && dayOfWeek === '?' ? 'day-of-month and day-of-week cannot both be ?' : undefined;
};

const everFires = (cron: string): boolean => cronDates(cron, { year: YEAR.min, month: 1, day: 1 }).next().done !== true;

/** What is wrong with six fields, naming the field; undefined when nothing is and the date comes in some year. */
export const cronFieldsProblem = (texts: readonly string[]): string | undefined => {
  for (const [index, field] of CRON_FIELDS.entries()) {
    const problem = cronFieldProblem(texts[index] ?? '', field);
    if (problem !== undefined) return problem;
  }
  const [, , dayOfMonth = '', , dayOfWeek = ''] = texts;
  const problem = daysProblem(dayOfMonth, dayOfWeek);
  return problem ?? (everFires(texts.join(' ')) ? undefined : 'never fires: no year that it names has such a date');
};
