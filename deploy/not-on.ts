import * as v from 'valibot';
import { closed, field } from '../lib/message/schema.ts';
import { type Day, type Occurrence, parseDay } from './calendar/day.ts';
import { interpretedProblem } from './resources.ts';

/** One entry of `notOn` in schedules.yml: days that are written, or a calendar file. */
export type NotOn =
  | ({ readonly kind: 'days' } & Occurrence)
  /** The path from the folder of schedules.yml. */
  | { readonly kind: 'file'; readonly path: string };

const IS = 'must be a date (2026-12-24), a span (2026-12-24 to 2027-01-01) or the name of an .ics file';

/** The first and the last day that a text means, or the problem. */
const daysIn = (text: string): { readonly first: Day; readonly last: Day } | string => {
  const [, from, to = from] = /^(\d{4}-\d\d-\d\d)(?: to (\d{4}-\d\d-\d\d))?$/.exec(text) ?? [];
  if (from === undefined || to === undefined) return IS;
  const [first, last] = [parseDay(from), parseDay(to)];
  if (first === undefined) return `${from} is no date`;
  if (last === undefined) return `${to} is no date`;
  return last < first ? 'ends before it begins' : { first, last };
};

const days = v.pipe(
  v.string(IS),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const found = daysIn(dataset.value);
    if (typeof found !== 'string') return found;
    addIssue({ message: found });
    return NEVER;
  }),
);

const why = v.pipe(
  field.reason,
  v.nonEmpty('is empty'),
  v.rawCheck(({ dataset, addIssue }) => {
    const found = dataset.typed ? interpretedProblem(dataset.value) : undefined;
    if (found !== undefined) addIssue({ message: found });
  }),
);

const withWhy = v.pipe(
  closed({ days, why }),
  v.transform(({ days: written, why: reason }): NotOn => ({ kind: 'days', ...written, why: reason })),
);
const alone = v.lazy((input) =>
  v.pipe(
    days,
    v.transform((written): NotOn => ({ kind: 'days', ...written, why: String(input) })),
  ),
);
const file = v.pipe(
  v.string(),
  v.transform((path): NotOn => ({ kind: 'file', path })),
);

const entry = v.lazy((input): v.GenericSchema<unknown, NotOn> => {
  if (typeof input === 'string' && /\.ics$/i.test(input)) return file;
  return typeof input === 'object' && input !== null ? withWhy : alone;
});

/** `notOn` of a schedule in schedules.yml. */
export const notOnField = v.pipe(v.array(entry, 'must be a list'), v.minLength(1, 'names no date'));
