import * as v from 'valibot';
import { formatDurationMs } from '../lib/instant.ts';
import * as field from '../lib/message/field.ts';
import { SERVERS_MAX } from '../lib/message/request-body.ts';
import { closed } from '../lib/message/schema.ts';
import { cronProblem } from './cron-problem.ts';
import { interpretedProblem } from './interpreted.ts';
import { zoneProblem } from './zone-problem.ts';

/** How long a schedule's window may be, in milliseconds: what the worker will accept. */
export interface WindowLimits {
  readonly minMs: number;
  readonly maxMs: number;
}

const without = (problem: (text: string) => string | undefined) =>
  v.rawCheck<string>(({ dataset, addIssue }) => {
    const found = dataset.typed ? problem(dataset.value) : undefined;
    if (found !== undefined) addIssue({ message: found });
  });

const textWithout = (problem: (text: string) => string | undefined) =>
  v.pipe(v.string('must be text'), without(problem));

const window = ({ minMs, maxMs }: WindowLimits) =>
  v.pipe(
    field.durationMs,
    v.minValue(minMs, `shorter than the queue's visibility timeout, ${formatDurationMs(minMs)}`),
    v.maxValue(maxMs, `longer than stopWindowMax, ${formatDurationMs(maxMs)}`),
  );

/** One schedule as schedules.yml gives it. A message of 1,000 servers has 40 KB: Scheduler's 256 KiB cannot be reached. */
export const scheduleSchema = (limits: WindowLimits) =>
  closed({
    // Upper case is left out so that names stay different as logical ids of CloudFormation.
    name: v.pipe(
      v.string('must be text'),
      v.regex(/^[a-z0-9-]{1,64}$/, 'must be 1 to 64 lower case letters, digits and hyphens'),
    ),
    cron: textWithout(cronProblem),
    timezone: textWithout(zoneProblem),
    serverIds: v.pipe(
      v.array(field.serverId, 'must be a list of UUIDs'),
      v.minLength(1, 'names no server'),
      v.maxLength(SERVERS_MAX, `names more than ${SERVERS_MAX} servers`),
    ),
    window: v.exactOptional(window(limits)),
    type: v.exactOptional(field.stopType),
    // The two texts that are free: what the others may hold is told by their own forms.
    cloud: v.exactOptional(v.pipe(field.cloud, without(interpretedProblem))),
    dryRun: v.exactOptional(field.dryRun),
    reason: v.exactOptional(v.pipe(field.reason, without(interpretedProblem))),
  });

/** A schedule that holds: `window` in milliseconds, ids in lower case. */
export type Schedule = v.InferOutput<ReturnType<typeof scheduleSchema>>;
