import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { alarmResources } from '../../deploy/alarm-resources.ts';
import { ALARMS } from '../../deploy/alarms.ts';
import { GRAPHS } from '../../deploy/dashboard.ts';
import { LOG_FILTERS, logFilterResources } from '../../deploy/log-filters.ts';
import {
  deadLetterCounters,
  lookAgainCounters,
  type Metric,
  requestEnds,
  WEBHOOK,
  WORKER,
} from '../../deploy/metrics.ts';
import { NONE_MATCHED } from '../../deploy/none-matched-alarm.ts';
import type { Telemetry } from '../../lib/power/ports/telemetry.ts';
import { parseServerId } from '../../lib/power/server.ts';
import { createTelemetry } from '../../lib/telemetry/create-telemetry.ts';
import { reportEnding } from '../../lib/webhook/ending.ts';
import { aRoll } from '../builders.ts';

const serverId = parseServerId('5f0c1a3e-8d3b-4c52-9b1f-2f6f0f8f6a01') ?? expect.fail('no id');
const request = { source: 'queue', requestId: 'r', cloud: 'c', requestedAt: 0, notAfter: 1, dryRun: false } as const;
const intent = { version: 1, ...request, serverId } as const;
const line = { intent, attempt: 1, receiveCount: 1, tookMs: 1, endedAt: 1, repeated: false } as const;

const REASONS = [
  'malformed',
  'too-many',
  'expired',
  'not-found',
  'not-stoppable',
  'forbidden',
  'stop-failed',
  'stuck',
  'unverified',
] as const;
const TROUBLES = [
  'not-found',
  'forbidden',
  'locked',
  'conflict',
  'bad-request',
  'too-old',
  'frozen',
  'unauthorized',
  'credentials',
  'admin',
  'configuration',
  'secret',
  'certificate',
  'endpoint',
  'clock',
  'history',
  'throttled',
  'unreachable',
  'unavailable',
  'unanswered',
  'server-error',
  'unclear',
  'ledger',
  'queue',
  'busy',
  'bug',
] as const;

const ENDS = ['none-matched', 'too-many', 'excepted', 'expired', 'malformed'] as const;

const worker = (telemetry: Telemetry): void => {
  telemetry.requested({ ...request, servers: 2 });
  for (const verdict of ENDS)
    telemetry.chosen({ ...request, verdict, because: '', servers: 0, receiveCount: 1, repeated: false });
  telemetry.listAgain({ ...request, trouble: 'unavailable', because: '', delayMs: 1, receiveCount: 1 });
  telemetry.sent({
    intent,
    attempt: 1,
    reply: { kind: 'ok', value: { openstackRequestId: 'req-1' }, dateAt: 0 },
    tookMs: 1,
  });
  telemetry.outcome({ ...line, outcome: { kind: 'stopped', because: '' } });
  telemetry.outcome({ ...line, outcome: { kind: 'superseded', because: '' } });
  telemetry.outcome({ ...line, outcome: { kind: 'look-again', because: '', delayMs: 1 } });
  for (const trouble of TROUBLES)
    telemetry.outcome({ ...line, outcome: { kind: 'look-again', because: '', delayMs: 1, trouble } });
  for (const reason of REASONS) telemetry.outcome({ ...line, outcome: { kind: 'dead-lettered', because: '', reason } });
  for (const failed of [0, 1]) telemetry.complete({ roll: aRoll(), servers: 1, outcomes: {}, failed, open: 0 });
  telemetry.complete({ roll: aRoll(), servers: 1, outcomes: {}, failed: 0, open: 1 });
  for (const verdict of ['none-matched', 'too-many', 'excepted', 'expired', 'malformed'] as const)
    telemetry.chosen({ ...aRoll(), verdict, servers: 0, receiveCount: 1, repeated: false });
  telemetry.alert({ what: 'late-race', because: '' });
  telemetry.alert({ what: 'cloud', because: 'secret lights-out/prod/clouds: cannot be read' });
  telemetry.flush();
};

const webhook = (telemetry: Telemetry): void => {
  const report = reportEnding(telemetry);
  report({ kind: 'accepted', request: { ...request, serverIds: [serverId] }, repeated: false });
  report({ kind: 'refused', status: 401, because: 'no key matches' });
  report({ kind: 'conflict', requestId: 'r' });
  report({ kind: 'unavailable', because: 'secret lights-out/prod/webhook: holds no usable keys' });
};

/** Every line that a function writes. */
const written = (service: string, tell: (telemetry: Telemetry) => void): readonly Record<string, unknown>[] => {
  const lines: string[] = [];
  tell(createTelemetry({ service, sink: (text) => lines.push(text) }));
  return lines.map((text) => JSON.parse(text));
};

const isText = (value: unknown): value is string => typeof value === 'string';
const keyOf = (namespace: unknown, name: unknown, dimensions: Readonly<Record<string, unknown>>): string =>
  JSON.stringify([namespace, name, Object.entries(dimensions).sort()]);

/** Whether a filter of the template matches a line: CloudWatch's pattern `{ $.field = "text" }`. */
const isFiltered = (id: string, line: Readonly<Record<string, unknown>>): boolean => {
  const pattern = String(logFilterResources(LOG_FILTERS)[id]?.Properties.FilterPattern);
  const [, field = '', text] = /^\{ \$\.(\w+) = "(\w+)" \}$/.exec(pattern) ?? expect.fail(pattern);
  return line[field] === text;
};

/** What CloudWatch makes of a line in its embedded metric format, and of the log filters. */
const metricsOf = (lines: readonly Record<string, unknown>[], logGroup: string): readonly string[] =>
  lines.flatMap((told) => {
    const aws = told._aws;
    const sets = typeof aws === 'object' && aws !== null ? Reflect.get(aws, 'CloudWatchMetrics') : [];
    const embedded = sets.flatMap((set: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string }[] }) =>
      set.Dimensions.flatMap((names) =>
        set.Metrics.map(({ Name }) =>
          keyOf(set.Namespace, Name, Object.fromEntries(names.map((name) => [name, told[name]]))),
        ),
      ),
    );
    const filtered = LOG_FILTERS.filter((filter) => filter.logGroup === logGroup && isFiltered(filter.id, told)).map(
      ({ metric }) =>
        keyOf(
          metric.namespace,
          metric.name,
          Object.fromEntries(Object.keys(metric.dimensions).map((key) => [key, told[key]])),
        ),
    );
    return [...embedded, ...filtered];
  });

// `Ref` of a function is its name, which is what AWS_LAMBDA_FUNCTION_NAME holds.
const NAMES: Readonly<Record<string, string>> = {
  [`\${${WORKER}}`]: 'lights-out-prod-queue',
  [`\${${WEBHOOK}}`]: 'lights-out-prod-webhook',
};
const watched = ({ namespace, name, dimensions }: Metric): string =>
  keyOf(
    namespace,
    name,
    Object.fromEntries(Object.entries(dimensions).map(([key, value]) => [key, NAMES[value] ?? value])),
  );

const emitted = new Set([
  ...metricsOf(written('lights-out-prod-queue', worker), 'QueueLogGroup'),
  ...metricsOf(written('lights-out-prod-webhook', webhook), 'WebhookLogGroup'),
]);
const isOurs = ({ namespace }: Metric): boolean => !namespace.startsWith('AWS/');

test.each([...ALARMS, NONE_MATCHED])('$id watches metrics that the code writes', ({ metrics }) => {
  for (const metric of metrics.filter(isOurs)) expect(emitted).toContain(watched(metric));
});

test('every alarm on a metric of AWS watches the one that its name says', () => {
  const watches = ALARMS.flatMap(({ id, statistic, threshold, metrics }) =>
    metrics
      .filter((metric) => !isOurs(metric))
      .map(
        ({ namespace, name, dimensions }) =>
          `${id}: ${statistic} of ${namespace} ${name} ${Object.entries(dimensions)} >= ${threshold}`,
      ),
  );
  expect(watches).toEqual([
    `DeadLetters: Maximum of AWS/SQS ApproximateNumberOfMessagesVisible QueueName,\${DeadLetterQueue.QueueName} >= 1`,
    `OldestMessage: Maximum of AWS/SQS ApproximateAgeOfOldestMessage QueueName,\${StopQueue.QueueName} >= 600`,
    `WorkerErrors: Sum of AWS/Lambda Errors FunctionName,\${QueueLambdaFunction} >= 1`,
    `WorkerThrottles: Sum of AWS/Lambda Throttles FunctionName,\${QueueLambdaFunction} >= 5`,
    `WorkerLoop: Sum of AWS/Lambda RecursiveInvocationsDropped FunctionName,\${QueueLambdaFunction} >= 1`,
    `WebhookErrors: Sum of AWS/Lambda Errors FunctionName,\${WebhookLambdaFunction} >= 1`,
    `WebhookThrottles: Sum of AWS/Lambda Throttles FunctionName,\${WebhookLambdaFunction} >= 5`,
    `WebhookUnavailable: Sum of AWS/ApiGateway 5xx ApiId,\${HttpApi} >= 3`,
    `SchedulesDropped: Sum of AWS/Scheduler InvocationDroppedCount ScheduleGroup,\${ScheduleGroup} >= 1`,
    `SchedulesDropped: Sum of AWS/Scheduler InvocationsFailedToBeSentToDeadLetterCount ScheduleGroup,\${ScheduleGroup} >= 1`,
  ]);
});

test('every alarm rings at its threshold, in the first period that reaches it', () => {
  for (const { Properties } of Object.values(alarmResources(ALARMS, ''))) {
    expect(Properties).toMatchObject({ ComparisonOperator: 'GreaterThanOrEqualToThreshold', EvaluationPeriods: 1 });
  }
});

test.each(GRAPHS)('the graph $title draws metrics that the code writes', ({ lines }) => {
  for (const { metric } of lines.filter((drawn) => isOurs(drawn.metric))) expect(emitted).toContain(watched(metric));
});

test('every metric that the code writes is on the dashboard or has an alarm', () => {
  const seen = new Set(
    [
      ...ALARMS.flatMap(({ metrics }) => metrics),
      ...GRAPHS.flatMap(({ lines }) => lines.map(({ metric }) => metric)),
    ].map(watched),
  );
  expect([...emitted].filter((metric) => !seen.has(metric))).toEqual([]);
});

test('every reason, every end of a request and every trouble has its line on the dashboard', () => {
  expect(requestEnds().map(({ dimensions }) => dimensions.end)).toEqual([...ENDS]);
  expect(deadLetterCounters().map(({ dimensions }) => dimensions.reason)).toEqual([...REASONS]);
  expect(
    lookAgainCounters()
      .map(({ dimensions }) => dimensions.trouble)
      .sort(),
  ).toEqual([...TROUBLES, 'none'].sort());
});

test('an unreadable secret raises an alarm: the line that names it is counted for the worker and for the webhook', () => {
  for (const id of ['WorkerAlert', 'WebhookAlert', 'Configuration', 'RefusedCredentials'])
    expect(ALARMS.find((alarm) => alarm.id === id)?.threshold).toBe(1);
  const names = [...written('q', worker), ...written('w', webhook)].map(({ because }) => because).filter(isText);
  expect(names.some((text) => text.includes('secret lights-out/prod/clouds'))).toBe(true);
  expect(names.some((text) => text.includes('secret lights-out/prod/webhook'))).toBe(true);
});

test('every alarm has its line in docs/operations.md', async () => {
  const page = await readFile(new URL('../../docs/operations.md', import.meta.url), 'utf8');
  for (const { id } of [...ALARMS, NONE_MATCHED])
    expect(page).toMatch(new RegExp(`^\\| [^|]*\`${id}\`.*\\|.*\\|.*\\|.*\\|.*\\|$`, 'm'));
});

test('every alarm fits CloudWatch: nine metrics to sum, a description to read', () => {
  for (const { metrics, description } of [...ALARMS, NONE_MATCHED]) {
    expect(metrics.length).toBeGreaterThan(0);
    expect(metrics.length).toBeLessThan(10);
    expect(description.length).toBeLessThan(1024);
    expect(description).toContain(' First ');
  }
  expect(new Set(ALARMS.map(({ id }) => id)).size).toBe(ALARMS.length);
});
