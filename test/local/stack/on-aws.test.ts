import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Stack } from '../../../local/stack/stack.ts';
import { startStack } from '../../../local/stack/start-stack.ts';
import { packagedExample } from './packaged-example.ts';

let example: { readonly folder: string; readonly template: string };
let text: string;
let stack: Stack | undefined;
let faults: string[];

beforeAll(async () => {
  example = await packagedExample();
  text = await readFile(example.template, 'utf8');
}, 30_000);
afterAll(() => rm(example.folder, { recursive: true }));
afterEach(async () => {
  await stack?.stop();
  stack = undefined;
});

/** Starts the example with another text in its template. */
const startWith = async (from: string, to: string): Promise<Stack> => {
  expect(text).toContain(from);
  const template = join(example.folder, 'mistake.json');
  await writeFile(template, text.replace(from, to));
  faults = [];
  stack = await startStack({
    template,
    artifacts: join(example.folder, '.serverless'),
    onFault: (line) => void faults.push(line),
  });
  return stack;
};
const RIGHTS = '"Action": "sqs:*"';

test('the local stack does not start when a message is hidden for less than the function may take', async () => {
  await expect(startWith('"VisibilityTimeout": 1', '"VisibilityTimeout": 0')).rejects.toThrow(
    'QueueEventSourceMappingSQSQueue: Queue visibility timeout: 0 seconds is less than Function timeout: 1 seconds',
  );
});

test('the local stack does not start when the role does not allow what Lambda does with the queue', async () => {
  await expect(startWith(RIGHTS, '"Action": "sqs:SendMessage"')).rejects.toThrow(
    'is not authorized to perform: sqs:ReceiveMessage on resource: arn:aws:sqs:eu-central-1:000000000000:lights-out-dev-Queue',
  );
});

test('the local stack polls nothing for an event source that is switched off, and says so', async () => {
  const { send, depth } = await startWith('"Enabled": true', '"Enabled": false');
  await send('{"name":"left"}');
  expect(faults).toEqual(['QueueEventSourceMappingSQSQueue is switched off (Enabled): nothing is polled']);
  expect(await depth()).toEqual({ visible: 1, inFlight: 0 });
});

test('a role without a call’s right is refused in each service’s own form, and named once with the action', async () => {
  const { awsEnvironment, queueUrl, tableName } = await startWith(
    RIGHTS,
    '"Action": ["sqs:Re*", "sqs:De*", "sqs:Get*"]',
  );
  const as = (service: string) => ({
    endpoint: awsEnvironment[`AWS_ENDPOINT_URL_${service}`] ?? '',
    region: 'eu-central-1',
    credentials: { accessKeyId: 'Role', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  const entry = { EventBusName: 'night', Source: 'x', DetailType: 'x', Detail: '{}', Time: new Date(0) };
  const Entries = [{ Id: '1', MessageBody: 'x' }];
  const topic = 'arn:aws:sns:eu-central-1:000000000000:night';
  const calls: readonly (readonly [string, string, () => Promise<unknown>])[] = [
    [
      'AccessDenied',
      'sqs:SendMessage',
      () => new SQSClient(as('SQS')).send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries })),
    ],
    [
      'AccessDeniedException',
      'dynamodb:GetItem',
      () =>
        new DynamoDBClient(as('DYNAMODB')).send(
          new GetItemCommand({ TableName: tableName, Key: { pk: { S: 'a' }, sk: { S: 'a' } } }),
        ),
    ],
    [
      'AccessDeniedException',
      'events:PutEvents',
      () => new EventBridgeClient(as('EVENTBRIDGE')).send(new PutEventsCommand({ Entries: [entry] })),
    ],
    [
      /^AuthorizationError(?:Exception)?$/.source,
      'sns:Publish',
      () => new SNSClient(as('SNS')).send(new PublishCommand({ TopicArn: topic, Message: 'x' })),
    ],
  ];
  for (const [name, action, call] of calls) {
    await expect(call(), action).rejects.toMatchObject({
      name: expect.stringMatching(new RegExp(name)),
      message: expect.stringContaining(`is not authorized to perform: ${action} on resource: `),
    });
    await expect(call(), action).rejects.toThrow();
    expect(faults.filter((line) => line.startsWith(`Role may not ${action} on arn:aws:`))).toHaveLength(1);
  }
});

test('a schedule whose role may not send sends nothing, and is named', async () => {
  const { fireSchedule, depth } = await startWith(RIGHTS, '"Action": ["sqs:Re*", "sqs:De*", "sqs:Get*"]');
  await fireSchedule('nightly', 0);
  expect(faults).toEqual([
    'Role may not sqs:SendMessage on arn:aws:sqs:eu-central-1:000000000000:lights-out-dev-Queue',
  ]);
  expect(await depth()).toEqual({ visible: 0, inFlight: 0 });
});
