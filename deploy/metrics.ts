import { TROUBLES } from '../lib/power/fault.ts';
import { type DeadLetterReason, REASONS } from '../lib/power/outcome.ts';
import { VERDICTS, type Verdict } from '../lib/power/roll.ts';
import { type Counter, NAMESPACE, RESULTS } from '../lib/telemetry/powertools.ts';
import { inSub } from './resources.ts';

/** A metric of CloudWatch; the dimensions' values are texts for `Fn::Sub`. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** The functions, by logical id. */
export const WORKER = 'QueueLambdaFunction';
export const WEBHOOK = 'WebhookLambdaFunction';
type Service = typeof WORKER | typeof WEBHOOK;

// The telemetry's dimension `service` is the function's own name.
const ourMetric = (name: string, service: Service, more: Readonly<Record<string, string>> = {}): Metric => ({
  namespace: NAMESPACE,
  name,
  dimensions: { service: inSub(service), ...more },
});

export const counter = (name: Counter, service: Service = WORKER): Metric => ourMetric(name, service);
export const timeToOff = (): Metric => ourMetric('TimeToOff', WORKER);
export const deadLetterCounters = (reasons: readonly DeadLetterReason[] = REASONS): readonly Metric[] =>
  reasons.map((reason) => ourMetric('StopDeadLettered', WORKER, { reason }));
export const lookAgainCounters = (who?: 'credentials' | 'configuration' | 'cloud'): readonly Metric[] =>
  Object.entries({ ...TROUBLES, none: { fixedBy: 'nobody' } })
    .filter(([, { fixedBy }]) => who === undefined || fixedBy === who)
    .map(([trouble]) => ourMetric('LookAgain', WORKER, { trouble }));
export const requestEnds = (
  ends: readonly Exclude<Verdict, 'chosen'>[] = VERDICTS.filter((verdict) => verdict !== 'chosen'),
): readonly Metric[] => ends.map((end) => ourMetric('RequestEnded', WORKER, { end }));
export const refusedCalls = (status: number): Metric =>
  ourMetric('WebhookRefused', WEBHOOK, { status: String(status) });

/** Requests whose servers have ended, by what became of them. */
export const requestResults = (): readonly Metric[] =>
  RESULTS.map((result) => ourMetric('RequestComplete', WORKER, { result }));

/** Counted from log lines by the filters of `log-filters.ts`. */
export const alertLines = (service: Service): Metric => ourMetric('Alert', service);
export const webhookConflicts = (): Metric => ourMetric('Conflict', WEBHOOK);

const awsMetric = (namespace: string, name: string, dimensions: Readonly<Record<string, string>>): Metric => ({
  namespace: `AWS/${namespace}`,
  name,
  dimensions,
});

export const ofQueue = (name: string, queue: 'StopQueue' | 'DeadLetterQueue'): Metric =>
  awsMetric('SQS', name, { QueueName: inSub(`${queue}.QueueName`) });
export const ofFunction = (name: string, id: Service): Metric => awsMetric('Lambda', name, { FunctionName: inSub(id) });
export const ofTable = (name: string): Metric => awsMetric('DynamoDB', name, { TableName: inSub('Ledger') });
export const ofApi = (name: string): Metric => awsMetric('ApiGateway', name, { ApiId: inSub('HttpApi') });
export const ofSchedules = (name: string): Metric =>
  awsMetric('Scheduler', name, { ScheduleGroup: inSub('ScheduleGroup') });
export const ofLogs = (name: string, group: 'QueueLogGroup' | 'WebhookLogGroup'): Metric =>
  awsMetric('Logs', name, { LogGroupName: inSub(group) });
