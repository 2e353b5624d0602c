import { CRON_FIELDS } from './cron-field.ts';
import { cronFieldsProblem } from './cron-fields.ts';
import { cronTranslation } from './cron-translation.ts';

// CreateSchedule: a ScheduleExpression has up to 256 characters, `cron(` and `)` among them.
const LONGEST = 256 - 'cron()'.length;

const COUNT = CRON_FIELDS.length;
const NAMES = CRON_FIELDS.map((field) => field.name).join(' ');

/**
 * What is wrong with the six fields inside EventBridge Scheduler's `cron(…)`, naming the field and, where it can be known, what was
 * meant; undefined when nothing is. AWS itself says so only when it deploys.
 */
export const cronProblem = (cron: string): string | undefined => {
  const inner = /^cron\((.*)\)$/i.exec(cron.trim())?.[1];
  if (inner !== undefined) {
    return `must be ${COUNT} fields without cron(…) around them: ${cronProblem(inner.trim()) ?? `write ${inner.trim()}`}`;
  }
  const texts = cron.split(' ');
  const meant = cronTranslation(cron.trim());
  if (texts.length !== COUNT) {
    return `must be ${COUNT} fields ${meant === undefined ? `with one space between them: ${NAMES}` : `(${NAMES}): ${meant}`}`;
  }
  const problem = cronFieldsProblem(texts);
  if (problem !== undefined) return meant === undefined ? problem : `${problem}; ${meant}`;
  return cron.length > LONGEST ? `longer than ${LONGEST} characters` : undefined;
};
