import type { Metric } from './metrics.ts';
import { inSub, type Resources, type TemplateValue } from './resources.ts';

type Statistic = 'Sum' | 'Maximum';

/** Rings when `datapoints` of the last `periods` values are at least `threshold`. */
export interface Alarm {
  /** Logical id, and the end of the alarm's name. */
  readonly id: string;
  /** By the name that the expression has for it: at most nine (PutMetricAlarm: ten with the expression). */
  readonly metrics: Readonly<Record<string, { readonly metric: Metric; readonly statistic: Statistic }>>;
  /** Metric math over the names; absent when the alarm watches its only metric. */
  readonly expression?: string;
  readonly threshold: number;
  readonly periodSeconds: number;
  readonly periods: number;
  readonly datapoints: number;
  /** What it means, and what to do first. docs/alarms.md has the rest under the same name. */
  readonly description: string;
}

export const MINUTE = 60;

/** How many events in how much time: the least that rings. */
interface Least {
  readonly threshold: number;
  readonly minutes: number;
}

const ofSum = (id: string, metric: Metric, { threshold, minutes }: Least, description: string) => ({
  ...{ id, threshold, description, periodSeconds: minutes * MINUTE },
  metrics: { counted: { metric, statistic: 'Sum' as const } },
});

/** For events that each want a look: rings when there are enough in one period, and is quiet soon, so that the next one rings too. */
export const event = (id: string, metric: Metric, least: Least, description: string): Alarm => ({
  ...ofSum(id, metric, least, description),
  periods: 1,
  datapoints: 1,
});

/** For what shows now and then, or late: rings when there is enough in one period, and stays until three periods in a row are quiet. */
export const condition = (id: string, metric: Metric, least: Least, description: string): Alarm => ({
  ...ofSum(id, metric, least, description),
  periods: 3,
  datapoints: 1,
});

/** Rings when the highest value of a metric within a minute is at least one; a value may come two minutes late. */
export const notEmpty = (id: string, metric: Metric, description: string): Alarm => ({
  ...{ id, description, threshold: 1, periodSeconds: MINUTE, periods: 3, datapoints: 1 },
  metrics: { highest: { metric, statistic: 'Maximum' } },
});

const metricOf = ({ namespace, name, dimensions }: Metric): Readonly<Record<string, TemplateValue>> => ({
  Namespace: substituted(namespace),
  MetricName: name,
  Dimensions: Object.entries(dimensions).map(([key, value]) => ({ Name: key, Value: substituted(value) })),
});

/** A text of a metric as the template has it. */
export const substituted = (text: string): TemplateValue => (text.includes('${') ? { 'Fn::Sub': text } : text);

const watched = ({ metrics, expression, periodSeconds }: Alarm): Readonly<Record<string, TemplateValue>> => {
  const parts = Object.entries(metrics);
  const [only] = parts;
  if (expression === undefined && only !== undefined) {
    const [, { metric, statistic }] = only;
    return { ...metricOf(metric), Statistic: statistic, Period: periodSeconds };
  }
  return {
    Metrics: [
      { Id: 'value', Label: 'value', Expression: expression, ReturnData: true },
      ...parts.map(([name, { metric, statistic }]) => ({
        Id: name,
        MetricStat: { Metric: metricOf(metric), Stat: statistic, Period: periodSeconds },
        ReturnData: false,
      })),
    ],
  };
};

/** An alarm for CloudFormation. Missing data is no trouble: a counter is written only when there is something to count. */
const alarmResource = (alarm: Alarm, topicArn: TemplateValue) => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    AlarmName: { 'Fn::Sub': `${inSub('AWS::StackName')}-${alarm.id}` },
    AlarmDescription: alarm.description,
    ...watched(alarm),
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    Threshold: alarm.threshold,
    EvaluationPeriods: alarm.periods,
    DatapointsToAlarm: alarm.datapoints,
    TreatMissingData: 'notBreaching',
    AlarmActions: [topicArn],
  },
});

/** The alarms; all of them notify the same topic. */
export const alarmResources = (alarms: readonly Alarm[], topicArn: TemplateValue): Resources =>
  Object.fromEntries(alarms.map((alarm) => [`${alarm.id}Alarm`, alarmResource(alarm, topicArn)]));
