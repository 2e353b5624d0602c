import { cronDates } from './cron-dates.ts';
import { CRON_FIELDS, cronFieldProblem, YEAR } from './cron-field.ts';

const daysProblem = (dayOfMonth: string, dayOfWeek: string): string | undefined => {
  if (dayOfMonth !== '?' && dayOfWeek !== '?') {
    return 'day-of-month and day-of-week cannot both be given: one of them must be ?';
  }
  return dayOfMonth === '?' && dayOfWeek === '?' ? 'day-of-month and day-of-week cannot both be ?' : undefined;
};

const comes = (cron: string): boolean => cronDates(cron, { year: YEAR.min, month: 1, day: 1 }).next().done !== true;

/** What is wrong with six fields, naming the field; undefined when nothing is and the date comes in some year. */
export const cronFieldsProblem = (texts: readonly string[]): string | undefined => {
  for (const [index, field] of CRON_FIELDS.entries()) {
    const problem = cronFieldProblem(texts[index] ?? '', field);
    if (problem !== undefined) return problem;
  }
  const [, , dayOfMonth = '', , dayOfWeek = ''] = texts;
  const problem = daysProblem(dayOfMonth, dayOfWeek);
  return problem ?? (comes(texts.join(' ')) ? undefined : 'never fires: no year that it names has such a date');
};
