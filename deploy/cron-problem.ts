import { CRON_FIELDS, cronFieldProblem } from './cron-field.ts';

/**
 * What is wrong with the six fields inside EventBridge Scheduler's `cron(…)`, naming the field; undefined when nothing is. AWS
 * itself says so only when it deploys. A date that never comes (31 February) is not seen.
 */
export const cronProblem = (cron: string): string | undefined => {
  const texts = cron.split(' ');
  if (texts.length !== CRON_FIELDS.length) {
    return `must be ${CRON_FIELDS.length} fields with one space between them: ${CRON_FIELDS.map((field) => field.name).join(' ')}`;
  }
  for (const [index, field] of CRON_FIELDS.entries()) {
    const problem = cronFieldProblem(texts[index] ?? '', field);
    if (problem !== undefined) return problem;
  }
  const [, , dayOfMonth, , dayOfWeek] = texts;
  if (dayOfMonth !== '?' && dayOfWeek !== '?') {
    return 'day-of-month and day-of-week cannot both be given: one of them must be ?';
  }
  return dayOfMonth === '?' && dayOfWeek === '?' ? 'day-of-month and day-of-week cannot both be ?' : undefined;
};
