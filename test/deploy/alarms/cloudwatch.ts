import * as v from 'valibot';
import { parseMath, type Value } from './metric-math.ts';
import type { Samples } from './samples.ts';

const metric = {
  Namespace: v.unknown(),
  MetricName: v.string(),
  Dimensions: v.array(v.strictObject({ Name: v.string(), Value: v.unknown() })),
};
const common = {
  AlarmName: v.unknown(),
  AlarmDescription: v.string(),
  ComparisonOperator: v.literal('GreaterThanOrEqualToThreshold'),
  Threshold: v.number(),
  EvaluationPeriods: v.number(),
  DatapointsToAlarm: v.number(),
  TreatMissingData: v.literal('notBreaching'),
  AlarmActions: v.array(v.unknown()),
};
const statistic = v.picklist(['Sum', 'Maximum']);
// Strict: a property that is not understood here may change when the alarm rings.
const alarmSchema = v.union([
  v.strictObject({ ...common, ...metric, Statistic: statistic, Period: v.number() }),
  v.strictObject({
    ...common,
    Metrics: v.tupleWithRest(
      [v.strictObject({ Id: v.string(), Label: v.string(), Expression: v.string(), ReturnData: v.literal(true) })],
      v.strictObject({
        Id: v.string(),
        MetricStat: v.strictObject({ Metric: v.strictObject(metric), Stat: statistic, Period: v.number() }),
        ReturnData: v.literal(false),
      }),
    ),
  }),
]);

/** What the documents leave open, and what a night may bring: the alarms must do the same in every case. */
export interface Case {
  /** Minutes until a value can be read. */
  readonly late: number;
  /** Data points that are retrieved beyond the alarm's own periods. */
  readonly more: number;
  /** Where the periods begin, in minutes before the failure; undefined: they end at each evaluation. */
  readonly phase: number | undefined;
}

/** Whether an alarm is in ALARM at the end of each minute. */
type States = readonly boolean[];

/** An alarm of the template over what was published. */
export interface WatchedAlarm {
  /** Its state, evaluated once a minute from the first one on. */
  states(minutes: number, given: Case): States;
}

const seriesOf = (alarm: v.InferOutput<typeof alarmSchema>, samples: Samples) =>
  ('Metrics' in alarm
    ? alarm.Metrics.slice(1).flatMap((part) => ('MetricStat' in part ? [{ id: part.Id, ...part.MetricStat }] : []))
    : [{ id: 'only', Metric: alarm, Stat: alarm.Statistic, Period: alarm.Period }]
  ).map(({ id, Metric, Stat, Period }) => ({ id, Stat, minutes: Period / 60, values: samples.of(Metric) }));

/**
 * Reads an alarm of the template; undefined when nothing ever wrote one of its metrics. `fills`: whether `FILL` also fills a series
 * without any value, which the guide leaves open. Throws on what it does not understand.
 */
export const watchedAlarm = (properties: unknown, samples: Samples, fills: boolean): WatchedAlarm | undefined => {
  const alarm = v.parse(alarmSchema, properties);
  const series = seriesOf(alarm, samples);
  const period = series[0]?.minutes ?? 0;
  if (series.every(({ values }) => values.size === 0)) return undefined;
  const empty = new Set(series.flatMap(({ id, values }) => (values.size === 0 ? [id] : [])));
  const expression = 'Metrics' in alarm ? alarm.Metrics[0].Expression : 'only';
  const read = parseMath(
    expression.replaceAll(/FILL\((\w+), 0\)/g, (filled, id: string) => (fills || !empty.has(id) ? filled : id)),
  );
  const known = new Map<number, Value>();

  const computed = (from: number, until: number): Value =>
    read(
      Object.fromEntries(
        series.map(({ id, Stat, values }) => {
          let result: Value;
          for (let minute = from; minute <= until; minute += 1) {
            const found = values.get(minute);
            if (found !== undefined)
              result = Stat === 'Sum' ? (result ?? 0) + found.sum : Math.max(result ?? found.highest, found.highest);
          }
          return [id, result];
        }),
      ),
    );
  const point = (from: number, until: number): Value => {
    const key = from * 1024 + until;
    if (!known.has(key)) known.set(key, computed(from, until));
    return known.get(key);
  };
  const { EvaluationPeriods: needed, DatapointsToAlarm: enough, Threshold: least } = alarm;
  const isAlarm = (now: number, { late, more, phase }: Case): boolean => {
    const end = phase === undefined ? now + 1 : Math.floor((now + 1 + phase) / period) * period - phase;
    let [found, breaching] = [0, 0];
    // The newest that exist; what is missing beyond them is not breaching ("Configuring how CloudWatch alarms treat missing data").
    for (let back = 1; back <= needed + more && found < needed; back += 1) {
      const from = end - back * period;
      const value = point(from, Math.min(from + period - 1, now - late));
      if (value === undefined) continue;
      found += 1;
      if (value >= least) breaching += 1;
    }
    return breaching >= enough;
  };
  return { states: (minutes, given) => Array.from({ length: minutes }, (_, now) => isAlarm(now, given)) };
};
