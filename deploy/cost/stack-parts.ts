import * as v from 'valibot';
import { ofType, type Packaged, type PackagedResource, valueAt } from '../check/packaged.ts';
import { ownMetrics, watchedBy } from './own-metrics.ts';

/** The parts of a packaged template that cost something. */
export interface StackParts {
  /** Metrics of all alarms; each metric of a sum counts. */
  readonly alarmMetrics: number;
  readonly alarms: number;
  /** Our own metrics that can get a value. */
  readonly ownMetrics: number;
  /** Whether the alarm on a selection that matched no server is among them. */
  readonly hasNoneMatched: boolean;
  /** Of each dashboard the metrics that it draws. */
  readonly dashboards: readonly number[];
  readonly keys: number;
  /** Whether the keys rotate each year. */
  readonly rotates: boolean;
  /** Secrets that the functions read; they are not in the template. */
  readonly secrets: number;
  readonly eventSources: number;
  readonly schedules: number;
  /** Whether the table has point-in-time recovery. */
  readonly recovery: boolean;
  readonly masked: boolean;
  readonly logDays: number;
  readonly traced: boolean;
  /** Of the worker, in GB. */
  readonly memoryGb: number;
}

const widgets = v.object({
  widgets: v.array(v.object({ properties: v.object({ metrics: v.optional(v.array(v.array(v.unknown())), []) }) })),
});

// A line is namespace, name, dimensions and options: the options do not make another metric.
const drawnBy = ({ properties }: PackagedResource): number => {
  const body = v.parse(v.string(), valueAt(properties.DashboardBody, 'Fn::Sub') ?? properties.DashboardBody);
  const lines = v.parse(widgets, JSON.parse(body)).widgets.flatMap((one) => one.properties.metrics);
  return new Set(lines.map((line) => line.filter((part) => typeof part === 'string').join('\n'))).size;
};

const secretsOf = (functions: readonly PackagedResource[]): number => {
  const variables = functions.flatMap(({ properties }) =>
    Object.entries(v.parse(v.record(v.string(), v.unknown()), valueAt(properties, 'Environment', 'Variables'))),
  );
  return new Set(variables.flatMap(([name, value]) => (name.endsWith('_SECRET_ID') ? JSON.stringify(value) : []))).size;
};

const MB_A_GB = 1024;

/** Reads the parts of a packaged template. Throws on a template without the worker's function. */
export const stackParts = (packaged: Packaged): StackParts => {
  const of = (type: string): readonly PackagedResource[] => ofType(packaged, type);
  const [functions, alarms, keys, groups] = [
    of('AWS::Lambda::Function'),
    of('AWS::CloudWatch::Alarm'),
    of('AWS::KMS::Key'),
    of('AWS::Logs::LogGroup'),
  ];
  const worker = functions.find(({ id }) => id === 'QueueLambdaFunction');
  return {
    alarmMetrics: alarms.flatMap(watchedBy).length,
    alarms: alarms.length,
    ownMetrics: ownMetrics(alarms).size,
    hasNoneMatched: alarms.some(({ id }) => id === 'NoneMatchedAlarm'),
    dashboards: of('AWS::CloudWatch::Dashboard').map(drawnBy),
    keys: keys.length,
    rotates: keys.some(({ properties }) => properties.EnableKeyRotation === true),
    secrets: secretsOf(functions),
    eventSources: of('AWS::Lambda::EventSourceMapping').filter(({ properties }) => properties.Enabled !== false).length,
    schedules: of('AWS::Scheduler::Schedule').length,
    recovery: of('AWS::DynamoDB::Table').some(
      ({ properties }) =>
        valueAt(properties, 'PointInTimeRecoverySpecification', 'PointInTimeRecoveryEnabled') === true,
    ),
    masked: groups.some(({ properties }) => properties.DataProtectionPolicy !== undefined),
    logDays: Math.max(...groups.map(({ properties }) => v.parse(v.number(), properties.RetentionInDays))),
    traced: functions.some(({ properties }) => valueAt(properties, 'TracingConfig', 'Mode') === 'Active'),
    memoryGb: v.parse(v.number(), worker?.properties.MemorySize) / MB_A_GB,
  };
};
