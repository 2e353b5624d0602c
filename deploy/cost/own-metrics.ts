import { NAMESPACE } from '../../lib/telemetry/powertools.ts';
import { listOf, type PackagedResource, valueAt } from '../check/packaged.ts';
import { GRAPHS } from '../graphs.ts';

/** The metrics of CloudWatch that an alarm watches, as its resource has them: one, or each part of a sum. */
export const watchedBy = ({ properties }: Pick<PackagedResource, 'properties'>): readonly unknown[] =>
  properties.Metrics === undefined
    ? [properties]
    : listOf(properties.Metrics).flatMap((part) => valueAt(part, 'MetricStat', 'Metric') ?? []);

const textOf = (value: unknown): string => String(valueAt(value, 'Fn::Sub') ?? value);

const nameOf = (namespace: string, name: string, dimensions: readonly (readonly [string, string])[]): string =>
  JSON.stringify([namespace, name, dimensions.toSorted(([a], [b]) => (a < b ? -1 : 1))]);

/**
 * Every metric that our code can give a value, each of which is paid for in an hour with a value: those of ours that an alarm watches
 * or that the dashboard draws (test/deploy/metrics.test.ts: there is no other).
 */
export const ownMetrics = (alarms: readonly PackagedResource[]): ReadonlySet<string> => {
  const watched = alarms.flatMap(watchedBy).map((metric) => {
    const dimensions = listOf(valueAt(metric, 'Dimensions')).map(
      (one) => [textOf(valueAt(one, 'Name')), textOf(valueAt(one, 'Value'))] as const,
    );
    return nameOf(textOf(valueAt(metric, 'Namespace')), textOf(valueAt(metric, 'MetricName')), dimensions);
  });
  const drawn = GRAPHS.flatMap(({ lines }) =>
    lines.map(({ metric: { namespace, name, dimensions } }) => nameOf(namespace, name, Object.entries(dimensions))),
  );
  return new Set([...watched, ...drawn].filter((name) => name.startsWith(`["${NAMESPACE}`)));
};
