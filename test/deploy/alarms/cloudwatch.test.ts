import { expect, test } from 'vitest';
import { watchedAlarm } from './cloudwatch.ts';
import { parseMath } from './metric-math.ts';
import { createSamples } from './samples.ts';

// The examples of the Amazon CloudWatch User Guide, "Configuring how CloudWatch alarms treat missing data", column NOT BREACHING: five
// data points are retrieved; 0 is not breaching, X is, - is missing.
test.each([
  { datapoints: 3, points: '0-X-X', state: 'OK' },
  { datapoints: 3, points: '0----', state: 'OK' },
  { datapoints: 3, points: '-----', state: 'OK' },
  { datapoints: 3, points: '0XX-X', state: 'ALARM' },
  { datapoints: 3, points: '----X', state: 'OK' },
  { datapoints: 2, points: '0-X-X', state: 'ALARM' },
  { datapoints: 2, points: '00X0X', state: 'ALARM' },
  { datapoints: 2, points: '0-X--', state: 'OK' },
  { datapoints: 2, points: '----0', state: 'OK' },
  { datapoints: 2, points: '----X', state: 'OK' },
])('$datapoints out of 3 of $points is $state, as in the guide', ({ datapoints, points, state }) => {
  const samples = createSamples();
  [...points].forEach((point, minute) => {
    if (point !== '-') samples.put(minute, 'N', 'M', {}, point === 'X' ? 1 : 0);
  });
  const alarm = {
    ...{ Namespace: 'N', MetricName: 'M', Dimensions: [], Statistic: 'Sum', Period: 60, Threshold: 1 },
    ...{ AlarmName: 'a', AlarmDescription: 'd', AlarmActions: [], ComparisonOperator: 'GreaterThanOrEqualToThreshold' },
    ...{ EvaluationPeriods: 3, DatapointsToAlarm: datapoints, TreatMissingData: 'notBreaching' },
  };
  const states = watchedAlarm(alarm, samples, true)?.states(5, { late: 0, more: 2, phase: undefined });
  expect(states?.at(-1) ?? false).toBe(state === 'ALARM');
});

// The same guide, "Using metric math": two series, in which - has no value.
const SERIES = { metric1: [30, 20, 0, 0], metric2: [20, undefined, 20, undefined] };
test.each([
  { text: 'metric1 < metric2', values: [0, 0, 1, 0] },
  { text: 'metric1 >= 30', values: [1, 0, 0, 0] },
  { text: 'metric1 + metric2', values: [50, 20, 20, 0] },
  { text: 'FILL(metric2, 7)', values: [20, 7, 20, 7] },
])('$text is $values, as in the guide', ({ text, values }) => {
  const read = parseMath(text);
  const found = values.map((_, at) => read({ metric1: SERIES.metric1[at], metric2: SERIES.metric2[at] }));
  expect(found).toEqual(values);
});

test.each(['MAX(metric1)', 'metric1 -', 'metric1 metric2', 'metric3', '(metric1', 'metric1 / 2'])(
  'the expression %s is refused rather than misread',
  (text) => {
    expect(() => parseMath(text)({ metric1: 1, metric2: 2 })).toThrow(text);
  },
);
