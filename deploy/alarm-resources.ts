import type { Metric } from './metrics.ts';
import { inSub, type Resources, type TemplateValue } from './resources.ts';

/** Rings when the sum, or the highest value, of its metrics in a period is at least `threshold`. */
export interface Alarm {
  /** Logical id, and the end of the alarm's name. */
  readonly id: string;
  readonly metrics: readonly Metric[];
  readonly statistic: 'Sum' | 'Maximum';
  readonly threshold: number;
  readonly periodSeconds: number;
  /** What it means, and what to do first. docs/operations.md has the rest under the same name. */
  readonly description: string;
}

const MINUTE = 60;

/** Rings when the sum of the metrics within so many minutes reaches the threshold. */
export const sum = (
  id: string,
  metrics: readonly Metric[],
  threshold: number,
  minutes: number,
  description: string,
): Alarm => ({ id, metrics, statistic: 'Sum', threshold, periodSeconds: minutes * MINUTE, description });

/** Rings when the highest value of a metric within a minute reaches the threshold. */
export const highest = (id: string, metric: Metric, threshold: number, description: string): Alarm => ({
  id,
  metrics: [metric],
  statistic: 'Maximum',
  threshold,
  periodSeconds: MINUTE,
  description,
});

const metricOf = ({ namespace, name, dimensions }: Metric): Readonly<Record<string, TemplateValue>> => ({
  Namespace: namespace,
  MetricName: name,
  Dimensions: Object.entries(dimensions).map(([key, value]) => ({
    Name: key,
    Value: value.includes('${') ? { 'Fn::Sub': value } : value,
  })),
});

// An alarm watches one metric, or the sum of up to nine of them (PutMetricAlarm: ten with the expression).
const watchedMetrics = ({ metrics, statistic, periodSeconds }: Alarm): Readonly<Record<string, TemplateValue>> => {
  const [only, ...others] = metrics;
  if (only !== undefined && others.length === 0) {
    return { ...metricOf(only), Statistic: statistic, Period: periodSeconds };
  }
  const parts = metrics.map((metric, index) => ({
    Id: `m${index}`,
    MetricStat: { Metric: metricOf(metric), Stat: statistic, Period: periodSeconds },
    ReturnData: false,
  }));
  // A counter without a value would leave the whole sum without one.
  const expression = parts.map(({ Id }) => `FILL(${Id}, 0)`).join(' + ');
  return { Metrics: [{ Id: 'sum', Label: 'sum', Expression: expression, ReturnData: true }, ...parts] };
};

/** An alarm for CloudFormation. Missing data is no trouble: a counter is written only when there is something to count. */
const alarmResource = (alarm: Alarm, topicArn: TemplateValue) => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    AlarmName: { 'Fn::Sub': `${inSub('AWS::StackName')}-${alarm.id}` },
    AlarmDescription: alarm.description,
    ...watchedMetrics(alarm),
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    Threshold: alarm.threshold,
    EvaluationPeriods: 1,
    TreatMissingData: 'notBreaching',
    AlarmActions: [topicArn],
  },
});

/** The alarms; all of them notify the same topic. */
export const alarmResources = (alarms: readonly Alarm[], topicArn: TemplateValue): Resources =>
  Object.fromEntries(alarms.map((alarm) => [`${alarm.id}Alarm`, alarmResource(alarm, topicArn)]));
