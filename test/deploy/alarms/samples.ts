import * as v from 'valibot';

// What CloudFormation puts in the place of each reference.
const NAMES: Readonly<Record<string, string>> = {
  'AWS::StackName': 'lights-out-prod',
  'StopQueue.QueueName': 'lights-out-prod-stop',
  'DeadLetterQueue.QueueName': 'lights-out-prod-dead-letters',
  QueueLambdaFunction: 'lights-out-prod-queue',
  WebhookLambdaFunction: 'lights-out-prod-webhook',
  QueueLogGroup: '/aws/lambda/lights-out-prod-queue',
  WebhookLogGroup: '/aws/lambda/lights-out-prod-webhook',
  Ledger: 'lights-out-prod-Ledger-1',
  HttpApi: 'a1b2c3',
  ScheduleGroup: 'lights-out-prod',
};

const sub = v.strictObject({ 'Fn::Sub': v.string() });

/** A text of the template as it is deployed. Throws on a reference that is not known. */
export const deployed = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : v.parse(sub, value)['Fn::Sub'].replaceAll(/\$\{([^}]+)\}/g, (_, name: string) => {
        const found = NAMES[name];
        if (found === undefined) throw new Error(`${name}: no such name`);
        return found;
      });

interface MetricId {
  readonly Namespace: unknown;
  readonly MetricName: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: unknown }[];
}

/** A metric as it is deployed: namespace, name and dimensions in one text. */
export const keyOf = ({ Namespace, MetricName, Dimensions }: MetricId): string =>
  JSON.stringify([
    deployed(Namespace),
    MetricName,
    Dimensions.map(({ Name, Value }) => [Name, deployed(Value)]).sort(),
  ]);

type Minutes = ReadonlyMap<number, { readonly sum: number; readonly highest: number }>;

/** What CloudWatch has of each metric, minute by minute. A metric is its dimensions too: nothing is added up over them. */
export interface Samples {
  put(
    minute: number,
    namespace: string,
    name: string,
    dimensions: Readonly<Record<string, string>>,
    value?: number,
  ): void;
  of(metric: MetricId): Minutes;
  /** Every metric that has a value. */
  keys(): readonly string[];
}

export const createSamples = (): Samples => {
  const metrics = new Map<string, Map<number, { sum: number; highest: number }>>();
  return {
    put: (minute, namespace, name, dimensions, value = 1) => {
      const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
      const key = keyOf({ Namespace: namespace, MetricName: name, Dimensions });
      const minutes = metrics.get(key) ?? new Map();
      const { sum = 0, highest = value } = minutes.get(minute) ?? {};
      metrics.set(key, minutes.set(minute, { sum: sum + value, highest: Math.max(highest, value) }));
    },
    of: (metric) => metrics.get(keyOf(metric)) ?? new Map(),
    keys: () => [...metrics.keys()],
  };
};
