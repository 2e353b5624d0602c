import * as v from 'valibot';
import { formatDurationMs } from '../lib/instant.ts';
import { closed, field } from '../lib/message/schema.ts';
import { cronProblem } from './cron-problem.ts';
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

/** One schedule as schedules.yml gives it. A message of 1,000 servers has 40 KB: Scheduler's 256 KiB cannot be reached. */
export const scheduleSchema = (limits: WindowLimits, lists: ServerLists) =>
  closed({
    // Upper case is left out so that names stay different as logical ids of CloudFormation.
    name: v.pipe(v.string('must be text'), v.regex(NAME, 'must be 1 to 64 lower case letters, digits and hyphens')),
    cron: crons,
    timezone: textRefusedBy(zoneProblem),
    serverIds: serversField(lists),
    window: v.exactOptional(window(limits)),
    type: v.exactOptional(field.stopType),
    // Only these two texts are free: the others are limited by their own forms.
    cloud: v.exactOptional(v.pipe(field.cloud, refusedBy(interpretedProblem))),
    dryRun: v.exactOptional(field.dryRun),
    enabled: v.exactOptional(v.boolean('must be true or false')),
    reason: v.exactOptional(v.pipe(field.reason, refusedBy(interpretedProblem))),
  });

/** One entry of the file that holds: `window` in milliseconds, ids in lower case. */
export type ScheduleEntry = v.InferOutput<ReturnType<typeof scheduleSchema>>;

/** A schedule of Scheduler's: one entry with one time. */
export type Schedule = Omit<ScheduleEntry, 'cron'> & { readonly cron: string };

/** The schedules of an entry: several times are schedules of their own, `name-1`, `name-2` and so on. */
export const schedulesOf = ({ cron: times, ...entry }: ScheduleEntry): readonly Schedule[] =>
  typeof times === 'string'
    ? [{ ...entry, cron: times }]
    : times.map((one, index) => ({ ...entry, name: `${entry.name}-${index + 1}`, cron: one }));
