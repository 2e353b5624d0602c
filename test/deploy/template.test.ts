import { readFile, rm } from 'node:fs/promises';
import * as v from 'valibot';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readPackaged } from '../../deploy/check/packaged.ts';
import { count } from '../../deploy/cost/count/count.ts';
import { readCounted, withGenerated } from '../../deploy/cost/files.ts';
import { growthPage } from '../../deploy/cost/growth.ts';
import { costPage } from '../../deploy/cost/page.ts';
import { stackParts } from '../../deploy/cost/stack-parts.ts';
import { KNOWN_TYPES, unknownTypes } from '../../deploy/deployer/policy.ts';
import { serverless } from '../../deploy/rehearsal/framework.ts';
import { stackResources } from '../../deploy/stack-resources.ts';
import { parseDurationMs } from '../../lib/instant.ts';
import { DEFAULT_TIMING } from '../../lib/power/timing.ts';
import { packageService } from '../../local/stack/package-stack.ts';
import { idsOfType, readTemplate, type Template } from '../../local/stack/template.ts';
import { aStack } from './a-stack.ts';
import { serviceCopy } from './service-copy.ts';

let folder: string;
let path: string;
let template: Template;

beforeAll(async () => {
  folder = await serviceCopy();
  path = await packageService(folder);
  template = await readTemplate(path);
}, 30_000);
afterAll(() => rm(folder, { recursive: true }));

const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const properties = (id: string): Readonly<Record<string, unknown>> => template.get(id)?.properties ?? {};
const allOf = (type: string) => idsOfType(template, type).map(properties);

const queueSchema = v.object({
  QueueName: v.string(),
  MessageRetentionPeriod: v.number(),
  VisibilityTimeout: v.number(),
  RedrivePolicy: v.object({ deadLetterTargetArn: v.unknown(), maxReceiveCount: v.number() }),
});
const functionSchema = v.object({
  Timeout: v.number(),
  Role: v.unknown(),
  Environment: v.object({ Variables: v.record(v.string(), v.unknown()) }),
});

const queue = () => v.parse(queueSchema, properties('StopQueue'));
const worker = () => v.parse(functionSchema, properties('QueueLambdaFunction'));
const webhook = () => v.parse(functionSchema, properties('WebhookLambdaFunction'));
const secondsOf = (name: string): number => {
  const ms = parseDurationMs(String(worker().Environment.Variables[name]));
  if (ms === undefined) throw new Error(`${name} is no duration`);
  return ms / 1000;
};

test('the stop queue redelivers for longer than any stop is followed', () => {
  // Delays grow by half with each look, up to the most, and a draw takes at least half of that.
  const [least, most] = [secondsOf('LOOK_AGAIN_MIN'), secondsOf('LOOK_AGAIN_MAX')];
  let sum = 0;
  let delay = least;
  for (let received = 0; received < queue().RedrivePolicy.maxReceiveCount; received += 1) {
    sum += delay / 2;
    delay = Math.min(delay * 1.5, most);
  }
  expect(sum).toBeGreaterThan(secondsOf('STOP_WINDOW_MAX') + secondsOf('STOP_PATIENCE'));
});

test('the stop queue keeps a message past the longest window, and SQS moves what no function takes before it drops it', () => {
  const { MessageRetentionPeriod: kept, VisibilityTimeout: visibility, RedrivePolicy: policy } = queue();
  expect(kept).toBe(14 * 24 * 60 * 60);
  expect(kept).toBeGreaterThan(secondsOf('STOP_WINDOW_MAX') + secondsOf('STOP_PATIENCE'));
  // Three times: a poller that is held up receives less often than once a visibility timeout.
  expect(kept).toBeGreaterThan(3 * visibility * policy.maxReceiveCount);
});

test('the stop queue hides a message for six times the worker’s timeout, which SQS allows', () => {
  expect(queue().VisibilityTimeout).toBeGreaterThanOrEqual(6 * worker().Timeout);
  expect(queue().VisibilityTimeout).toBeLessThanOrEqual(12 * 60 * 60);
});

test('the functions have the stop queue’s numbers in their environment', () => {
  expect(queue().RedrivePolicy.maxReceiveCount).toBe(1000);
  expect(worker().Environment.Variables).toMatchObject({
    MAX_RECEIVES: String(queue().RedrivePolicy.maxReceiveCount),
    VISIBILITY_TIMEOUT: String(queue().VisibilityTimeout),
  });
  expect(webhook().Environment.Variables).toMatchObject({ VISIBILITY_TIMEOUT: String(queue().VisibilityTimeout) });
});

test('the worker has the settings that it reads and no others, secrets by name only', () => {
  expect(worker().Environment.Variables).toEqual({
    QUEUE_URL: { Ref: 'StopQueue' },
    DEAD_LETTER_QUEUE_URL: { Ref: 'DeadLetterQueue' },
    LEDGER_TABLE: { Ref: 'Ledger' },
    MAX_RECEIVES: '1000',
    VISIBILITY_TIMEOUT: '360',
    CLOUDS_SECRET_ID: 'lights-out/dev/clouds',
    OS_CLOUD: 'openstack',
    STOP_WINDOW: 'PT1H',
    STOP_WINDOW_MAX: 'PT24H',
    STOP_PATIENCE: 'PT15M',
    STOP_QUARANTINE: 'PT2M',
    LOOK_FIRST: 'PT1M',
    LOOK_AGAIN_MIN: 'PT5S',
    LOOK_AGAIN_MAX: 'PT5M',
    OS_ALLOW_ADMIN: 'false',
    SELECT_AT_MOST: '50',
    STOP_AT_MOST_PER_REQUEST: '1000',
    STOP_REQUIRES: '',
    NEVER_STOP: '',
    STOP_ONLY: '',
    EVENT_BUS: '',
    SUMMARY_TOPIC_ARN: '',
    HTTPS_PROXY: '',
    HTTP_PROXY: '',
    NO_PROXY: '',
  });
});

test('the webhook has the settings that it reads and no others, secrets by name only', () => {
  expect(webhook().Environment.Variables).toEqual({
    QUEUE_URL: { Ref: 'StopQueue' },
    LEDGER_TABLE: { Ref: 'Ledger' },
    VISIBILITY_TIMEOUT: '360',
    WEBHOOK_SECRET_ID: 'lights-out/dev/webhook',
    OS_CLOUD: 'openstack',
    STOP_WINDOW: 'PT1H',
    STOP_WINDOW_MAX: 'PT24H',
    STOP_AT_MOST_PER_REQUEST: '1000',
  });
});

test('both functions run on Node 24 and ARM, with JSON logs that expire', () => {
  const alike = { Runtime: 'nodejs24.x', Architectures: ['arm64'], LoggingConfig: { LogFormat: 'JSON' } };
  expect(properties('QueueLambdaFunction')).toMatchObject({ ...alike, Timeout: 60 });
  expect(properties('WebhookLambdaFunction')).toMatchObject({ ...alike, Timeout: 10 });
  expect(allOf('AWS::Logs::LogGroup')).toMatchObject(Array(3).fill({ RetentionInDays: 30 }));
});

test('by default no function is in a VPC, traced or has a reservation, and no role may do what these need', () => {
  for (const id of ['QueueLambdaFunction', 'WebhookLambdaFunction']) {
    for (const name of ['VpcConfig', 'TracingConfig', 'ReservedConcurrentExecutions'])
      expect(properties(id), id).not.toHaveProperty(name);
  }
  expect(JSON.stringify(allOf('AWS::IAM::Role'))).not.toMatch(/"(?:ec2|xray):/);
});

test('SQS moves messages that it gives up on to a queue that keeps them as long as possible and takes them from nowhere else', () => {
  expect(queue().RedrivePolicy.deadLetterTargetArn).toEqual(arn('DeadLetterQueue'));
  expect(properties('DeadLetterQueue')).toMatchObject({
    MessageRetentionPeriod: 14 * 24 * 60 * 60,
    RedriveAllowPolicy: {
      redrivePermission: 'byQueue',
      sourceQueueArns: [{ 'Fn::Sub': expect.stringMatching(new RegExp(`:${queue().QueueName}$`)) }],
    },
  });
});

test('the event source passes the worker at most ten messages without waiting, and lets it report each', () => {
  expect(allOf('AWS::Lambda::EventSourceMapping')).toEqual([
    {
      EventSourceArn: arn('StopQueue'),
      FunctionName: arn('QueueLambdaFunction'),
      BatchSize: 10,
      MaximumBatchingWindowInSeconds: 0,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 2 },
      Enabled: true,
    },
  ]);
});

test('the packaged alarms and log filters are those that the table of failures is tested with', () => {
  const made = stackResources([], aStack, DEFAULT_TIMING);
  const watching = Object.entries(made).filter(([, { Type }]) => /::(?:Alarm|MetricFilter)$/.test(Type));
  expect(watching).toHaveLength(16);
  for (const [id, { Properties }] of watching) expect(properties(id)).toEqual(Properties);
  expect(idsOfType(template, 'AWS::CloudWatch::Alarm')).toHaveLength(13);
});

test('the ledger has backups, and its entries expire', () => {
  expect(properties('Ledger')).toMatchObject({
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  });
});

test('ledger and key are kept when the stack is deleted, and go when the deployment that made them fails', async () => {
  const kept = v.object({
    DeletionPolicy: v.literal('RetainExceptOnCreate'),
    UpdateReplacePolicy: v.literal('Retain'),
  });
  const whole: unknown = JSON.parse(await readFile(path, 'utf8'));
  expect(v.is(v.object({ Resources: v.object({ Ledger: kept, Key: kept }) }), whole)).toBe(true);
});

test('the deployer’s policy knows every resource type of the stack, and has only two more, which parameters add', () => {
  const types = new Set([...template.values()].map(({ type }) => type));
  expect(unknownTypes([...types])).toEqual([]);
  expect(KNOWN_TYPES.filter((type) => !types.has(type)).toSorted()).toEqual([
    'AWS::CloudWatch::Dashboard',
    'AWS::IAM::Policy',
  ]);
});

test('each function has its own role', () => {
  expect(worker().Role).toEqual({ 'Fn::Sub': `\${QueueRole.Arn}` });
  expect(webhook().Role).toEqual({ 'Fn::Sub': `\${WebhookRole.Arn}` });
  expect(idsOfType(template, 'AWS::IAM::Role')).toEqual(['QueueRole', 'WebhookRole', 'ScheduleRole']);
});

test('the HTTP API has one route, throttled, whose function ends before the integration times out', () => {
  expect(allOf('AWS::ApiGatewayV2::Route')).toMatchObject([{ RouteKey: 'POST /stop' }]);
  expect(properties('HttpStage')).toMatchObject({
    DefaultRouteSettings: { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 },
  });
  const integration = v.parse(v.looseObject({ TimeoutInMillis: v.number() }), properties('WebhookIntegration'));
  expect(integration).toMatchObject({ PayloadFormatVersion: '2.0' });
  expect(integration.TimeoutInMillis).toBeGreaterThan(webhook().Timeout * 1000);
});

// AWS CloudFormation User Guide, "Quotas": 500 resources, and 1 MB for a template in S3.
test('a stack has room for 400 schedules of 900,000 bytes, the limits that schedules are checked against', async () => {
  const whole: unknown = JSON.parse(await readFile(path, 'utf8'));
  expect(template.size - idsOfType(template, 'AWS::Scheduler::Schedule').length + 400).toBeLessThanOrEqual(500);
  expect(Buffer.byteLength(JSON.stringify(whole)) + 900_000).toBeLessThan(1_000_000);
});

test('the framework’s own deploy refuses the schedules that ship, which it packages', async () => {
  const told = await serverless(folder, ['deploy', '--stage', 'prod'], {}).catch(String);
  expect(told).toContain(
    'schedules.yml: weekday-nights: serverIds: 5f0c1a3e-8d3b-4c52-9b1f-2f6f0f8f6a01 is of the example',
  );
  expect(told).not.toContain('framework-values.ts:');
}, 30_000);

test('invalid schedules are not packaged, and every problem is listed without a stack trace', async () => {
  const broken = await serviceCopy(
    `schedules: [{ name: nights, cron: 0 20 * * * *, timezone: Bonn, serverIds: [x], reason: "\${env:HOME}" }]`,
  );
  const told = await packageService(broken).catch(String);
  expect(told).toContain('schedules.yml: nights: cron: day-of-month and day-of-week cannot both be given');
  expect(told).toContain('schedules.yml: nights: timezone: "Bonn" is not a time zone');
  expect(told).toContain('schedules.yml: nights: serverIds[0]: not a UUID');
  expect(told).toContain('schedules.yml: nights: reason: must not contain "${"');
  expect(told).not.toContain('template.js:');
  await rm(broken, { recursive: true });
}, 30_000);

test('the outputs have every address that an operator types', async () => {
  const { Outputs: outputs } = JSON.parse(await readFile(path, 'utf8'));
  const ref = (id: string) => ({ Value: { Ref: id } });
  expect(outputs).toMatchObject({
    StopQueueUrl: ref('StopQueue'),
    StopQueueArn: { Value: arn('StopQueue') },
    DeadLetterQueueUrl: ref('DeadLetterQueue'),
    DeadLetterQueueArn: { Value: arn('DeadLetterQueue') },
    WorkerFunction: ref('QueueLambdaFunction'),
    WorkerLogGroup: ref('QueueLogGroup'),
    WebhookLogGroup: ref('WebhookLogGroup'),
    AccessLogGroup: ref('HttpLogGroup'),
    ScheduleGroup: ref('ScheduleGroup'),
    AlarmTopicArn: ref('AlarmTopic'),
  });
});

test('deploy/cost/counted.json has the calls that the code makes today (npm run cost -- --count)', async () => {
  const counted = await readFile(new URL('../../deploy/cost/counted.json', import.meta.url), 'utf8');
  expect(readCounted(counted)).toEqual(await count(await readPackaged(path)));
});

test('docs/costs.md has what the packaged template costs (npm run cost)', async () => {
  const page = await readFile(new URL('../../docs/costs.md', import.meta.url), 'utf8');
  const counted = await readFile(new URL('../../deploy/cost/counted.json', import.meta.url), 'utf8');
  expect(page).toBe(withGenerated(page, costPage(stackParts(await readPackaged(path)), readCounted(counted))));
});

test('docs/performance.md has what the counted calls grow to (npm run cost)', async () => {
  const page = await readFile(new URL('../../docs/performance.md', import.meta.url), 'utf8');
  const counted = readCounted(await readFile(new URL('../../deploy/cost/counted.json', import.meta.url), 'utf8'));
  const packaged = await readPackaged(path);
  expect(page).toBe(withGenerated(page, growthPage(packaged, stackParts(packaged), counted.schedule)));
});
