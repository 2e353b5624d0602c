import * as v from 'valibot';
import { formatInstant, type Instant } from '../../../lib/instant.ts';
import { parseServerId } from '../../../lib/power/server.ts';
import { readWorkerSettings } from '../../../lib/settings/read-settings.ts';
import { type Packaged, valueAt } from '../../check/packaged.ts';
import { scheduleResources } from '../../schedule-resources.ts';
import { countNights, type Night, type NightCounts } from './night.ts';

/** The counted requests: by a message and by a schedule that name the servers, and by a tag, with events and a message to people. */
export type Counted = Readonly<Record<'message' | 'schedule' | 'selection', NightCounts>>;

const SERVERS = 20;
const OFF_AFTER_MS = 60_000;
const TAG = 'env=night';
const SCHEDULE_ARN = 'arn:aws:scheduler:eu-central-1:111122223333:schedule/lights-out-prod/weekday-nights';

// Only the deployment knows the addresses: anything that is well-formed.
const ADDRESSES = {
  AWS_REGION: 'eu-central-1',
  QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/111122223333/lights-out-prod-stop',
  DEAD_LETTER_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/111122223333/lights-out-prod-dead-letters',
  LEDGER_TABLE: 'lights-out-prod-Ledger',
};

const resourcesSchema = v.object({
  QueueLambdaFunction: v.object({
    Properties: v.object({
      FunctionName: v.string(),
      Environment: v.object({ Variables: v.record(v.string(), v.unknown()) }),
    }),
  }),
});

/** The body that EventBridge Scheduler sends: the schedule's input, with its keywords replaced (its User Guide, "Adding context attributes"). */
const scheduledBody = (serverIds: readonly string[], now: Instant): string => {
  const made = scheduleResources(
    [
      {
        name: 'weekday-nights',
        cron: '0 20 ? * MON-FRI *',
        timezone: 'UTC',
        serverIds: serverIds.flatMap((id) => parseServerId(id) ?? []),
      },
    ],
    '',
    'lights-out-prod',
  );
  return v
    .parse(v.string(), valueAt(made, 'ScheduleweekdayDashnights', 'Properties', 'Target', 'Input'))
    .replace('<aws.scheduler.schedule-arn>', SCHEDULE_ARN)
    .replace('<aws.scheduler.scheduled-time>', formatInstant(now).replace(/\.\d{3}Z$/, 'Z'));
};

const BODIES: Readonly<Record<keyof Counted, Night['body']>> = {
  message: (serverIds) => JSON.stringify({ serverIds }),
  schedule: scheduledBody,
  selection: () => JSON.stringify({ select: { tags: [TAG] } }),
};

/** A request of so many servers with the settings of a packaged template. */
export const nightOf = (packaged: Packaged, kind: keyof Counted, servers: number): Night => {
  const { QueueLambdaFunction: worker } = v.parse(resourcesSchema, packaged.template.Resources);
  const written = Object.entries(worker.Properties.Environment.Variables).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value]] : [],
  );
  const [mapping] = packaged.resources.filter(({ type }) => type === 'AWS::Lambda::EventSourceMapping');
  return {
    settings: readWorkerSettings({ ...Object.fromEntries(written), ...ADDRESSES }),
    batchSize: v.parse(v.number(), mapping?.properties.BatchSize),
    service: worker.Properties.FunctionName,
    servers,
    offAfterMs: OFF_AFTER_MS,
    tag: TAG,
    body: BODIES[kind],
    reports: kind === 'selection',
  };
};

/** Counts the calls of each request, with the settings of a packaged template. The same code and template give the same counts. */
export const count = async (packaged: Packaged): Promise<Counted> => {
  const play = (kind: keyof Counted): Promise<NightCounts> => countNights(nightOf(packaged, kind, SERVERS)).play();
  return { message: await play('message'), schedule: await play('schedule'), selection: await play('selection') };
};
