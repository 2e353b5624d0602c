import * as v from 'valibot';
import { formatDurationMs } from '../lib/instant.ts';
import { closed, field } from '../lib/message/schema.ts';
import { atMostSchema, selectSchema } from '../lib/message/select-body.ts';
import type { Calendar } from './calendar-spans.ts';
import { cronProblem } from './cron-problem.ts';
import { notOnField } from './not-on.ts';
import { interpretedProblem } from './resources.ts';
import { type ServerLists, serversField } from './server-lists.ts';
import { zoneProblem } from './time-zone.ts';

/** How long a schedule's window may be, in milliseconds: what the worker will accept. */
export interface WindowLimits {
  readonly minMs: number;
  readonly maxMs: number;
}

/** What a schedule may be called: CreateSchedule, in lower case. */
export const NAME = /^[a-z0-9-]{1,64}$/;

const refusedBy = (problem: (text: string) => string | undefined) =>
  v.rawCheck<string>(({ dataset, addIssue }) => {
    const found = dataset.typed ? problem(dataset.value) : undefined;
    if (found !== undefined) addIssue({ message: found });
  });

const textRefusedBy = (problem: (text: string) => string | undefined) =>
  v.pipe(v.string('must be text'), refusedBy(problem));

const window = ({ minMs, maxMs }: WindowLimits) =>
  v.pipe(
    field.durationMs,
    v.minValue(minMs, `shorter than the queue's visibility timeout, ${formatDurationMs(minMs)}`),
    v.maxValue(maxMs, `longer than stopWindowMax, ${formatDurationMs(maxMs)}`),
  );

const cron = textRefusedBy(cronProblem);
const crons = v.lazy((input) =>
  Array.isArray(input)
    ? v.pipe(
        v.array(cron),
        v.minLength(1, 'names no time'),
        v.check((texts) => new Set(texts).size === texts.length, 'names the same time twice'),
      )
    : cron,
);

/** The first text of a selector that would not arrive as written: its field and why. */
const interpretedIn = (value: unknown, name = ''): string | undefined => {
  if (typeof value === 'string') {
    const problem = interpretedProblem(value);
    return problem && `${name}: ${problem}`;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value)
    .map(([key, one]) =>
      interpretedIn(one, Array.isArray(value) ? `${name}[${key}]` : `${name}.${key}`.replace(/^\./, '')),
    )
    .find((problem) => problem !== undefined);
};

const select = v.pipe(
  selectSchema,
  v.rawCheck(({ dataset, addIssue }) => {
    const found = dataset.typed ? interpretedIn(dataset.value) : undefined;
    if (found !== undefined) addIssue({ message: found });
  }),
);

const hasSelect = (input: unknown): boolean =>
  typeof input === 'object' && input !== null && Object.hasOwn(input, 'select');

/** One schedule as schedules.yml gives it: `serverIds` or `select`, never both. */
export const scheduleSchema = (limits: WindowLimits, lists: ServerLists) => {
  const rest = {
    // Upper case is left out so that names stay different as logical ids of CloudFormation.
    name: v.pipe(v.string('must be text'), v.regex(NAME, 'must be 1 to 64 lower case letters, digits and hyphens')),
    cron: crons,
    timezone: textRefusedBy(zoneProblem),
    notOn: v.exactOptional(notOnField),
    window: v.exactOptional(window(limits)),
    type: v.exactOptional(field.stopType),
    // Free texts; the others are limited by their own forms.
    cloud: v.exactOptional(v.pipe(field.cloud, refusedBy(interpretedProblem))),
    dryRun: v.exactOptional(field.dryRun),
    enabled: v.exactOptional(v.boolean('must be true or false')),
    reason: v.exactOptional(v.pipe(field.reason, refusedBy(interpretedProblem))),
  };
  const byIds = closed({
    ...rest,
    serverIds: serversField(lists),
    select: v.exactOptional(v.never()),
    atMost: v.exactOptional(v.never('only together with select')),
  });
  const bySelect = closed({
    ...rest,
    serverIds: v.exactOptional(v.never('not together with select')),
    select,
    atMost: v.exactOptional(atMostSchema),
  });
  return v.lazy((input): typeof byIds | typeof bySelect => (hasSelect(input) ? bySelect : byIds));
};

/** One entry of the file that holds: `window` in milliseconds, ids in lower case. */
export type ScheduleEntry = v.InferOutput<ReturnType<typeof scheduleSchema>>;

type WithoutCron<T> = T extends unknown ? Omit<T, 'cron'> : never;

/** A schedule of Scheduler's: one entry with one time. `calendar` is what `notOn` means from the day of packaging on. */
export type Schedule = WithoutCron<ScheduleEntry> & { readonly cron: string; readonly calendar?: Calendar };

/** The schedules of an entry: several times are schedules of their own, `name-1`, `name-2` and so on. */
export const schedulesOf = ({ cron: times, ...entry }: ScheduleEntry): readonly Schedule[] =>
  typeof times === 'string'
    ? [{ ...entry, cron: times }]
    : times.map((one, index) => ({ ...entry, name: `${entry.name}-${index + 1}`, cron: one }));
