import { type Counter, type Fixer, NAMESPACE } from '../lib/telemetry/powertools.ts';
import { inSub } from './resources.ts';

/** A metric of CloudWatch; namespace and the dimensions' values are texts for `Fn::Sub`. */
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
/** Looks that ended in another one, by who can fix it. */
export const lookAgains = (fixedBy: Fixer): Metric => ourMetric('LookAgain', WORKER, { fixedBy });

/** Counted from lines of both functions' logs by the filters of `log-filters.ts`: one metric a stack, so that one alarm is enough. */
export const alertLines = (): Metric => ({
  namespace: `${NAMESPACE}/${inSub('AWS::StackName')}`,
  name: 'Alert',
  dimensions: {},
});

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
