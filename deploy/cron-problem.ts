import { cronFieldsProblem } from './cron-dates.ts';
import { CRON_FIELDS, cronFieldProblem, cronFieldValues, DAY_OF_WEEK } from './cron-field.ts';

// What crond takes in place of five fields (crontab(5)).
const NICKNAMES: Readonly<Record<string, string>> = {
  '@hourly': '0 * * * ? *',
  '@daily': '0 0 * * ? *',
  '@midnight': '0 0 * * ? *',
  '@weekly': '0 0 ? * SUN *',
  '@monthly': '0 0 1 * ? *',
  '@yearly': '0 0 1 1 ? *',
  '@annually': '0 0 1 1 ? *',
};

// crond counts Sunday as 0 and as 7, Scheduler as 1: by name both mean the same. AWS's table has no steps for this field.
const weekday = (item: string): string => {
  const [range = '', ...step] = item.split('/');
  const named = [range.replace(/\d+/g, (digit) => DAY_OF_WEEK.words[Number(digit) % 7] ?? digit), ...step].join('/');
  if (step.length === 0 || cronFieldProblem(named, DAY_OF_WEEK) !== undefined) return named;
  return cronFieldValues(named, DAY_OF_WEEK)
    .map((value) => DAY_OF_WEEK.words[value - DAY_OF_WEEK.min])
    .join(',');
};

const weekdays = (text: string): string => text.split(',').map(weekday).join(',');

type Fields = readonly string[];

/** Both kinds of day: `?` for the one that says nothing, a cron for each where both say something. */
const byDay = (minute: string, hour: string, day: string, month: string, weekday: string, year: string) => {
  const byMonth: Fields = [minute, hour, day === '?' ? '*' : day, month, '?', year];
  const byWeek: Fields = [minute, hour, '?', month, weekday, year];
  if (weekday === '*' || weekday === '?') return [byMonth];
  return day === '*' || day === '?' ? [byWeek] : [byMonth, byWeek];
};

const fromFiveFields = ([minute = '', hour = '', day = '', month = '', weekday = '']: Fields): readonly Fields[] => {
  const crons = byDay(minute, hour, day, month, weekdays(weekday), '*');
  // crontab(5): either day is enough, unless one of them has a * (`*/2`); then both must fit, which Scheduler has no form for.
  return crons.length > 1 && `${day}${weekday}`.includes('*') ? [] : crons;
};

// Scheduler and Quartz have no meaning for two days, so nobody can say which was meant.
const fromSixFields = ([minute = '', hour = '', day = '', month = '', weekday = '', year = '']: Fields) => {
  const crons = byDay(minute, hour, day, month, weekday, year);
  return crons.length > 1 ? undefined : crons;
};

const fromRate = (amount: number, unit: string): Fields | undefined => {
  if (unit === 'minute' && amount % 60 === 0) return fromRate(amount / 60, 'hour');
  if (unit === 'minute' && 60 % amount === 0) return [amount === 1 ? '*' : `0/${amount}`, '*', '*', '*', '?', '*'];
  if (unit === 'hour' && amount % 24 === 0) return fromRate(amount / 24, 'day');
  if (unit === 'hour' && 24 % amount === 0) return ['0', amount === 1 ? '*' : `0/${amount}`, '*', '*', '?', '*'];
  return unit === 'day' && amount === 1 ? ['0', '0', '*', '*', '?', '*'] : undefined;
};

/** What was written, and the crons of six fields that say the same: none where Scheduler has no form for it. */
type Reading = readonly [written: string, crons: readonly Fields[] | undefined];

const fromFields = (fields: Fields): Reading | undefined => {
  // Quartz and Spring begin with seconds, and none but Scheduler and Quartz have a year.
  if (fields.length === 7) return ['a cron with seconds', fromSixFields(fields.slice(1))];
  if (fields.length === 6 && fields[3] === '?')
    return ['a cron with seconds', fromFiveFields(fields.slice(1, 5).concat('*'))];
  if (fields.length === 6) return ['', fromSixFields(fields)];
  return fields.length === 5 ? ['a cron of five fields', fromFiveFields(fields)] : undefined;
};

const readingOf = (text: string): Reading | undefined => {
  const [, rate, unit = ''] = /^rate\(\s*(\d+)\s+(minute|hour|day)s?\s*\)$/i.exec(text) ?? [];
  if (rate !== undefined) {
    const fields = fromRate(Number(rate), unit.toLowerCase());
    return ['a rate, which has no time of day', fields === undefined ? [] : [fields]];
  }
  const once = /^at\(\s*(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::\d\d)?\s*\)$/i.exec(text);
  if (once !== null) {
    const [year, month, day, hour, minute] = once.slice(1).map(Number);
    return ['a single time', [[minute, hour, day, month, '?', year].map(String)]];
  }
  const nickname = NICKNAMES[text.toLowerCase()];
  if (nickname !== undefined) return ['a nickname of crond', [nickname.split(' ')]];
  return fromFields(text.split(/\s+/));
};

/** What was probably meant by a cron that Scheduler refuses: the six fields to write, in half a sentence. */
const cronTranslation = (text: string): string | undefined => {
  const [written, crons] = readingOf(text) ?? ['', undefined];
  if (crons === undefined || crons.some((fields) => cronFieldsProblem(fields) !== undefined)) return undefined;
  const said = written === '' ? '' : `this is ${written}: `;
  const [first, second] = crons.map((fields) => fields.join(' '));
  if (first === undefined) return `${said}no six fields say the same`;
  return second === undefined
    ? `${said}write ${first}`
    : `${said}either of its days is enough, so write two crons, as a list: ["${first}", "${second}"]`;
};

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
