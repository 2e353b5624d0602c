import { expect, test } from 'vitest';
import { alarmResources } from '../../../deploy/alarm-resources.ts';
import { alarms } from '../../../deploy/alarms.ts';
import { LOG_FILTERS, logFilterResources } from '../../../deploy/log-filters.ts';
import { NONE_MATCHED } from '../../../deploy/none-matched-alarm.ts';
import { DEFAULT_TIMING } from '../../../lib/power/timing.ts';
import { read, tableBelow } from '../../docs/documents.ts';

// Written out, and not compared with deploy/alarms.ts: a value that is changed there has to be changed here too.

const ALARMS = [...alarms(DEFAULT_TIMING), NONE_MATCHED];
const TOPIC = { Ref: 'AlarmTopic' };

const metric = (Namespace: unknown, MetricName: string, ...dimension: readonly string[]) => ({
  Namespace,
  MetricName,
  Dimensions: dimension.length === 0 ? [] : [{ Name: dimension[0], Value: { 'Fn::Sub': dimension[1] } }],
});
const queue = (name: string, id: string) => metric('AWS/SQS', name, 'QueueName', `\${${id}.QueueName}`);
const worker = (name: string) => metric('AWS/Lambda', name, 'FunctionName', `\${QueueLambdaFunction}`);
const api = (name: string) => metric('AWS/ApiGateway', name, 'ApiId', `\${HttpApi}`);
const schedules = (name: string) => metric('AWS/Scheduler', name, 'ScheduleGroup', `\${ScheduleGroup}`);
const ours = (name: string) => metric('LightsOut', name, 'service', `\${QueueLambdaFunction}`);
const lookAgain = (fixedBy: string) => ({
  ...ours('LookAgain'),
  Dimensions: [...ours('LookAgain').Dimensions, { Name: 'fixedBy', Value: fixedBy }],
});
const alert = metric({ 'Fn::Sub': `LightsOut/\${AWS::StackName}` }, 'Alert');

const sum = (of: object, Period: number, Threshold: number) => ({ ...of, Statistic: 'Sum', Period, Threshold });
const outOf = (DatapointsToAlarm: number, EvaluationPeriods: number) => ({ DatapointsToAlarm, EvaluationPeriods });
const expression = (
  Expression: string,
  Period: number,
  parts: Readonly<Record<string, readonly [object, string]>>,
) => ({
  Metrics: [
    { Id: 'value', Label: 'value', Expression, ReturnData: true },
    ...Object.entries(parts).map(([Id, [Metric, Stat]]) => ({
      Id,
      MetricStat: { Metric, Stat, Period },
      ReturnData: false,
    })),
  ],
  Threshold: 1,
});

const EXPECTED: Readonly<Record<string, object>> = {
  DeadLetters: {
    ...queue('ApproximateNumberOfMessagesVisible', 'DeadLetterQueue'),
    ...{ Statistic: 'Maximum', Period: 60, Threshold: 1 },
    ...outOf(1, 3),
  },
  StopDeadLettered: { ...sum(ours('StopDeadLettered'), 300, 1), ...outOf(1, 1) },
  MachineInDoubt: { ...sum(ours('MachineInDoubt'), 60, 1), ...outOf(1, 3) },
  WaitsForOperator: { ...sum(lookAgain('operator'), 300, 1), ...outOf(1, 3) },
  CloudUnreachable: { ...sum(lookAgain('cloud'), 300, 1), ...outOf(3, 4) },
  WorkerIdle: {
    ...expression('FILL(visible, 0) + FILL(hidden, 0) > 1000000 * FILL(calls, 0)', 300, {
      visible: [queue('ApproximateNumberOfMessagesVisible', 'StopQueue'), 'Maximum'],
      hidden: [queue('ApproximateNumberOfMessagesNotVisible', 'StopQueue'), 'Maximum'],
      calls: [worker('Invocations'), 'Sum'],
    }),
    ...outOf(4, 4),
  },
  WorkerErrors: { ...sum(worker('Errors'), 300, 1), ...outOf(1, 3) },
  WorkerThrottles: { ...sum(worker('Throttles'), 300, 5), ...outOf(1, 3) },
  WorkerLoop: { ...sum(worker('RecursiveInvocationsDropped'), 300, 1), ...outOf(1, 3) },
  Alert: { ...sum(alert, 300, 1), ...outOf(1, 3) },
  WebhookFailed: { ...sum(api('5xx'), 300, 1), ...outOf(1, 3) },
  WebhookRefused: { ...sum(api('4xx'), 300, 10), ...outOf(1, 3) },
  SchedulesDropped: {
    ...expression('FILL(buried, 0) + FILL(lost, 0)', 300, {
      buried: [schedules('InvocationsSentToDeadLetterCount'), 'Sum'],
      lost: [schedules('InvocationsFailedToBeSentToDeadLetterCount'), 'Sum'],
    }),
    ...outOf(1, 1),
  },
  NoneMatched: { ...sum(ours('NoneMatched'), 300, 1), ...outOf(1, 1) },
};

test.each(ALARMS)('$id has the metric, statistic, threshold and periods that are written here', (alarm) => {
  expect(alarmResources([alarm], TOPIC)).toEqual({
    [`${alarm.id}Alarm`]: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        AlarmName: { 'Fn::Sub': `\${AWS::StackName}-${alarm.id}` },
        AlarmDescription: expect.stringMatching(/^[A-Z].*[^.]\. First .*[^.]\.$/),
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        TreatMissingData: 'notBreaching',
        AlarmActions: [TOPIC],
        ...EXPECTED[alarm.id],
      },
    },
  });
});

// PutMetricAlarm: a period is a multiple of a minute, and all periods of an alarm are a day at most.
test.each([1, 300, 301, 1_800, 43_200, 86_400])(
  'with waits of %d s CloudWatch takes the periods of every alarm',
  (seconds) => {
    for (const { periodSeconds, periods } of alarms({ lookAgainMaxMs: seconds * 1000, quarantineMs: seconds * 1000 })) {
      expect(periodSeconds % 60).toBe(0);
      expect(periodSeconds).toBeGreaterThan(0);
      expect(periodSeconds * periods).toBeLessThanOrEqual(86_400);
    }
  },
);

test('there are these alarms and no others, on seventeen metrics', () => {
  expect(ALARMS.map(({ id }) => id)).toEqual(Object.keys(EXPECTED));
  expect(ALARMS.flatMap(({ metrics }) => Object.keys(metrics))).toHaveLength(17);
});

test('alert lines of both functions and conflict lines of the webhook are counted, each once, as one metric', () => {
  const filter = (LogGroup: string, message: string) => ({
    Type: 'AWS::Logs::MetricFilter',
    Properties: {
      LogGroupName: { Ref: LogGroup },
      FilterPattern: `{ $.message = "${message}" }`,
      MetricTransformations: [
        { MetricNamespace: { 'Fn::Sub': `LightsOut/\${AWS::StackName}` }, MetricName: 'Alert', MetricValue: '1' },
      ],
    },
  });
  expect(logFilterResources(LOG_FILTERS)).toEqual({
    WorkerAlertFilter: filter('QueueLogGroup', 'alert'),
    WebhookAlertFilter: filter('WebhookLogGroup', 'alert'),
    WebhookConflictFilter: filter('WebhookLogGroup', 'conflict'),
  });
});

test('every alarm has its row in docs/alarms.md, with the first three things to do', async () => {
  const rows = tableBelow(await read('docs/alarms.md'), 'What each alarm means');
  expect(rows.map(([first = '']) => /^`(\w+)`/.exec(first)?.[1])).toEqual(ALARMS.map(({ id }) => id));
  for (const row of rows) expect(row.every((cell) => cell !== '') && row.length === 5).toBe(true);
});

test('every description fits CloudWatch', () => {
  for (const { description } of ALARMS) expect(description.length).toBeLessThan(1024);
});
