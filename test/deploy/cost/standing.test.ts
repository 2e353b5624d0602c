import { expect, test } from 'vitest';
import { packagedFrom } from '../../../deploy/check/packaged.ts';
import { PRICES } from '../../../deploy/cost/prices.ts';
import { stackParts } from '../../../deploy/cost/stack-parts.ts';
import { standing } from '../../../deploy/cost/standing.ts';
import { inSub } from '../../../deploy/resources.ts';
import { NAMESPACE } from '../../../lib/telemetry/powertools.ts';
import { aCount } from './a-count.ts';

const metric = (name: string) => ({ Id: name, MetricStat: { Metric: { MetricName: name } } });

const stack = (more: object = {}) =>
  stackParts(
    packagedFrom(
      JSON.stringify({
        Resources: {
          QueueLambdaFunction: {
            Type: 'AWS::Lambda::Function',
            Properties: { MemorySize: 512, Environment: { Variables: { CLOUDS_SECRET_ID: 'a' } } },
          },
          QueueLogGroup: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 30 } },
          ...more,
        },
      }),
    ),
  );

const costOf = (parts: ReturnType<typeof stack>, what: string, year = 1): number | undefined =>
  standing(parts, aCount(), year).find((cost) => cost.what === what)?.usd;

test('an alarm on a sum is paid for by each metric, not by its expression', () => {
  const parts = stack({
    Sum: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: { Metrics: [{ Id: 'sum', Expression: 'a + b' }, metric('a'), metric('b')] },
    },
    Plain: { Type: 'AWS::CloudWatch::Alarm', Properties: { MetricName: 'Errors' } },
  });
  expect(parts).toMatchObject({ alarms: 2, alarmMetrics: 3 });
  expect(costOf(parts, 'alarms')).toBeCloseTo(0.3);
});

test('a key that rotates costs its price once more after the first and after the second rotation, and then no more', () => {
  const key = (rotates: boolean) =>
    stack({ Key: { Type: 'AWS::KMS::Key', Properties: { EnableKeyRotation: rotates } } });
  expect([1, 2, 3, 4].map((year) => costOf(key(true), 'key', year))).toEqual([1, 2, 3, 3]);
  expect([1, 2, 3].map((year) => costOf(key(false), 'key', year))).toEqual([1, 1, 1]);
});

test('a stack without a dashboard pays for none, and one with it for each', () => {
  const body = {
    widgets: [
      {
        properties: {
          metrics: [
            ['NS', 'a', { stat: 'p50' }],
            ['NS', 'a', { stat: 'p99' }],
          ],
        },
      },
    ],
  };
  const parts = stack({
    Dashboard: {
      Type: 'AWS::CloudWatch::Dashboard',
      Properties: { DashboardBody: { 'Fn::Sub': JSON.stringify(body) } },
    },
  });
  expect(parts.dashboards).toEqual([1]);
  expect([costOf(stack(), 'dashboard'), costOf(parts, 'dashboard')]).toEqual([0, 3]);
});

test('a queue that a function reads is polled all month, and one whose event source is disabled is not', () => {
  const mapping = (enabled: boolean) =>
    stack({ Mapping: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { Enabled: enabled } } });
  expect(costOf(mapping(true), 'polling of an empty queue')).toBeCloseTo(0.2628);
  expect(costOf(mapping(false), 'polling of an empty queue')).toBe(0);
});

test('the metrics of ours are counted once each, whether an alarm watches them or the dashboard draws them, and those of AWS are not', () => {
  const drawn = stack().ownMetrics;
  const alarm = (namespace: unknown, name: string) => ({
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      Namespace: namespace,
      MetricName: name,
      Dimensions: [{ Name: 'service', Value: { 'Fn::Sub': inSub('W') } }],
    },
  });
  const [ours, again] = [alarm(NAMESPACE, 'OfAnAlarmAlone'), alarm(NAMESPACE, 'OfAnAlarmAlone')];
  expect(stack({ ours, again, aws: alarm('AWS/SQS', 'NumberOfMessagesSent') }).ownMetrics).toBe(drawn + 1);
  expect(stack({ stack: alarm({ 'Fn::Sub': `${NAMESPACE}/${inSub('AWS::StackName')}` }, 'Alert') }).ownMetrics).toBe(
    drawn + 1,
  );
});

test('every price has a source, and none is used before it was read', () => {
  for (const { source, date } of Object.values(PRICES.prices)) {
    expect(source).not.toBe('');
    expect(date).toMatch(/^202[5-6]-/);
  }
});
