/** One field of an AWS cron expression: its name, its range, and the words and forms that it alone takes. */
export interface CronField {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** Names for numbers, the first for `min`. */
  readonly words: readonly string[];
  /** Forms beside numbers, ranges, lists and steps; the groups are numbers of this field, but for `nth`. */
  readonly special?: readonly RegExp[];
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

// EventBridge Scheduler User Guide, "Schedule types": cron-based schedules, the table of fields.
export const MINUTES: CronField = { name: 'minutes', min: 0, max: 59, words: [] };
export const HOURS: CronField = { name: 'hours', min: 0, max: 23, words: [] };
export const DAY_OF_MONTH: CronField = {
  name: 'day-of-month',
  min: 1,
  max: 31,
  words: [],
  special: [/^\?$/, /^L$/, /^(?<value>\d+)W$/],
};
export const MONTH: CronField = { name: 'month', min: 1, max: 12, words: MONTHS };
export const DAY_OF_WEEK: CronField = {
  name: 'day-of-week',
  min: 1,
  max: 7,
  words: DAYS,
  special: [/^\?$/, /^L$/, /^(?<value>\w+)L$/, /^(?<value>\w+)#[1-5]$/],
};
export const YEAR: CronField = { name: 'year', min: 1970, max: 2199, words: [] };

/** The six fields in their order. */
export const CRON_FIELDS: readonly CronField[] = [MINUTES, HOURS, DAY_OF_MONTH, MONTH, DAY_OF_WEEK, YEAR];

/** The number that a text means in a field, by digits or by name; undefined when there is none in its range. */
export const numberOf = (text: string, field: CronField): number | undefined => {
  const word = field.words.indexOf(text.toUpperCase());
  if (word >= 0) return field.min + word;
  if (!/^\d{1,4}$/.test(text)) return undefined;
  const value = Number(text);
  return value >= field.min && value <= field.max ? value : undefined;
};

const inRange = (text: string, field: CronField): string | undefined =>
  numberOf(text, field) === undefined
    ? `"${text}" is not ${field.words.length > 0 ? `a name or a number` : 'a number'} from ${field.min} to ${field.max}`
    : undefined;

const specialProblem = (item: string, field: CronField): string | undefined | 'no such form' => {
  for (const form of field.special ?? []) {
    const match = form.exec(item.toUpperCase());
    if (match === null) continue;
    const value = match.groups?.value;
    return value === undefined ? undefined : inRange(value, field);
  }
  return 'no such form';
};

const rangeProblem = (range: string, field: CronField): string | undefined => {
  if (range === '*') return undefined;
  const [from = '', to, ...rest] = range.split('-');
  if (rest.length > 0) return `"${range}" is not a range`;
  const problem = inRange(from, field) ?? (to === undefined ? undefined : inRange(to, field));
  if (problem !== undefined || to === undefined || field.name !== 'year') return problem;
  // Weeks, days and months begin again after their end, years do not.
  return Number(numberOf(from, field)) > Number(numberOf(to, field)) ? `"${range}" runs backwards` : undefined;
};

const itemProblem = (item: string, field: CronField, alone: boolean): string | undefined => {
  const special = specialProblem(item, field);
  if (special !== 'no such form')
    return special ?? (alone ? undefined : `"${item}" cannot be combined with other values`);
  const [range = '', step, ...rest] = item.split('/');
  if (rest.length > 0) return `"${item}" has two steps`;
  if (step !== undefined && !(/^\d{1,2}$/.test(step) && Number(step) > 0)) return `"${item}" has no usable step`;
  if (range === '*' && !alone) return `"${item}" cannot be combined with other values`;
  return rangeProblem(range, field);
};

/** What is wrong with one field's text, or undefined. */
export const cronFieldProblem = (text: string, field: CronField): string | undefined => {
  const items = text.split(',');
  for (const item of items) {
    const problem = itemProblem(item, field, items.length === 1);
    if (problem !== undefined) return `${field.name}: ${problem}`;
  }
  return undefined;
};

// EventBridge User Guide, "Cron expressions": `0/30 20-2 ? * MON-FRI *` runs from 20:00 to 02:00, so a range may pass the end.
const itemValues = (item: string, field: CronField): readonly number[] => {
  const [range = '', step] = item.split('/');
  const [from = '', to] = range.split('-');
  const first = range === '*' ? field.min : Number(numberOf(from, field));
  const last = to === undefined ? undefined : Number(numberOf(to, field));
  const end = last ?? (range === '*' || step !== undefined ? field.max : first);
  const size = field.max - field.min + 1;
  const length = (end < first ? end + size : end) - first;
  return Array.from(
    { length: Math.floor(length / Number(step ?? 1)) + 1 },
    (_, index) => field.min + ((first - field.min + index * Number(step ?? 1)) % size),
  );
};

/** The numbers that a field without a problem and without one of its special forms means, in ascending order. */
export const cronFieldValues = (text: string, field: CronField): readonly number[] =>
  [...new Set(text.split(',').flatMap((item) => itemValues(item, field)))].sort((a, b) => a - b);
