import type { Alarm } from './alarms.ts';
import type { Metric } from './metrics.ts';
import { inSub, type Resources, type TemplateValue } from './resources.ts';

const metricOf = ({ namespace, name, dimensions }: Metric): Readonly<Record<string, TemplateValue>> => ({
  Namespace: namespace,
  MetricName: name,
  Dimensions: Object.entries(dimensions).map(([key, value]) => ({
    Name: key,
    Value: value.includes('${') ? { 'Fn::Sub': value } : value,
  })),
});

// An alarm watches one metric, or the sum of up to nine of them (PutMetricAlarm: ten with the expression).
const watched = ({ metrics, statistic, periodSeconds }: Alarm): Readonly<Record<string, TemplateValue>> => {
  const [only, ...others] = metrics;
  if (only !== undefined && others.length === 0) {
    return { ...metricOf(only), Statistic: statistic, Period: periodSeconds };
  }
  const parts = metrics.map((metric, index) => ({
    Id: `m${index}`,
    MetricStat: { Metric: metricOf(metric), Stat: statistic, Period: periodSeconds },
    ReturnData: false,
  }));
  // A counter that has nothing to count has no value, and no value added to anything is none.
  const expression = parts.map(({ Id }) => `FILL(${Id}, 0)`).join(' + ');
  return { Metrics: [{ Id: 'sum', Label: 'sum', Expression: expression, ReturnData: true }, ...parts] };
};

/** An alarm as CloudFormation takes it. No data is no trouble: counters are written when there is something to count. */
const alarmResource = (alarm: Alarm, topicArn: TemplateValue) => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    AlarmName: { 'Fn::Sub': `${inSub('AWS::StackName')}-${alarm.id}` },
    AlarmDescription: alarm.description,
    ...watched(alarm),
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    Threshold: alarm.threshold,
    EvaluationPeriods: 1,
    TreatMissingData: 'notBreaching',
    AlarmActions: [topicArn],
  },
});

/** The alarms, each telling one topic. */
export const alarmResources = (alarms: readonly Alarm[], topicArn: TemplateValue): Resources =>
  Object.fromEntries(alarms.map((alarm) => [`${alarm.id}Alarm`, alarmResource(alarm, topicArn)]));
