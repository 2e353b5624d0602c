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
export const CRON_FIELDS: readonly CronField[] = [
  { name: 'minutes', min: 0, max: 59, words: [] },
  { name: 'hours', min: 0, max: 23, words: [] },
  { name: 'day-of-month', min: 1, max: 31, words: [], special: [/^\?$/, /^L$/, /^(?<value>\d+)W$/] },
  { name: 'month', min: 1, max: 12, words: MONTHS },
  {
    name: 'day-of-week',
    min: 1,
    max: 7,
    words: DAYS,
    special: [/^\?$/, /^L$/, /^(?<value>\w+)L$/, /^(?<value>\w+)#[1-5]$/],
  },
  { name: 'year', min: 1970, max: 2199, words: [] },
];

/** The number that a text stands for in a field, by digits or by name; undefined when there is none in its range. */
const numberOf = (text: string, field: CronField): number | undefined => {
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
  if (problem !== undefined || to === undefined) return problem;
  // Read by no document as a range over the end of the week or the year.
  return Number(numberOf(from, field)) > Number(numberOf(to, field)) ? `"${range}" runs backwards` : undefined;
};

const itemProblem = (item: string, field: CronField, alone: boolean): string | undefined => {
  const special = specialProblem(item, field);
  if (special !== 'no such form') return special ?? (alone ? undefined : `"${item}" must stand alone`);
  const [range = '', step, ...rest] = item.split('/');
  if (rest.length > 0) return `"${item}" has two steps`;
  if (step !== undefined && !(/^\d{1,2}$/.test(step) && Number(step) > 0)) return `"${item}" has no usable step`;
  if (range === '*' && !alone) return `"${item}" must stand alone`;
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
