import {
  CancelMessageMoveTaskCommand,
  ListDeadLetterSourceQueuesCommand,
  ListMessageMoveTasksCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CREDENTIALS, REGION } from '../../../local/stack/place.ts';
import { type Sqs, startSqs } from '../../../local/stack/sqs.ts';

let sqs: Sqs;
let client: SQSClient;
const urlOf = (name: string): string => `${sqs.endpoint}/000000000000/${name}`;
const arnOf = (name: string): string => `arn:aws:sqs:${REGION}:000000000000:${name}`;
const [STOP, LETTERS] = ['stop', 'dead-letters'];

beforeEach(async () => {
  sqs = await startSqs();
  client = new SQSClient({ endpoint: sqs.endpoint, region: REGION, credentials: CREDENTIALS });
  await sqs.createQueue(LETTERS, { ReceiveMessageWaitTimeSeconds: '20' });
  await sqs.createQueue(STOP, {
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arnOf(LETTERS), maxReceiveCount: 3 }),
  });
});
afterEach(async () => {
  client.destroy();
  await sqs.stop();
});

const start = (more: { DestinationArn?: string; MaxNumberOfMessagesPerSecond?: number } = {}) =>
  client.send(new StartMessageMoveTaskCommand({ SourceArn: arnOf(LETTERS), DestinationArn: arnOf(STOP), ...more }));
const tasks = async (MaxResults = 10) =>
  (await client.send(new ListMessageMoveTasksCommand({ SourceArn: arnOf(LETTERS), MaxResults }))).Results;
const bury = async (...bodies: readonly string[]): Promise<void> => {
  for (const body of bodies) await sqs.send(urlOf(LETTERS), body);
};

test('a move task moves dead letters with body and attributes, each as a new message that was never received', async () => {
  const { MessageId: before } = await client.send(
    new SendMessageCommand({
      QueueUrl: urlOf(LETTERS),
      MessageBody: '{"a":1}',
      MessageAttributes: { serverId: { DataType: 'String', StringValue: 's' } },
    }),
  );
  await bury('second');
  await start();
  await expect.poll(() => sqs.peek(urlOf(LETTERS))).toEqual([]);
  const [first, second] = await sqs.receive(urlOf(STOP), 10, AbortSignal.timeout(5000));
  expect(first).toMatchObject({
    Body: '{"a":1}',
    MessageAttributes: { serverId: { DataType: 'String', StringValue: 's' } },
    Attributes: { ApproximateReceiveCount: '1' },
  });
  expect(first?.MessageId).not.toBe(before);
  expect(second?.Body).toBe('second');
});

test('move tasks are listed with their counts, newest first, and only one unless more are requested', async () => {
  await bury('one', 'two');
  await start();
  await expect.poll(() => tasks()).toMatchObject([{ Status: 'COMPLETED' }]);
  await start({ MaxNumberOfMessagesPerSecond: 500 });
  await expect
    .poll(() => tasks())
    .toEqual([
      {
        Status: 'COMPLETED',
        SourceArn: arnOf(LETTERS),
        DestinationArn: arnOf(STOP),
        MaxNumberOfMessagesPerSecond: 500,
        ApproximateNumberOfMessagesMoved: 0,
        ApproximateNumberOfMessagesToMove: 0,
        StartedTimestamp: expect.any(Number),
      },
      expect.objectContaining({ ApproximateNumberOfMessagesMoved: 2, ApproximateNumberOfMessagesToMove: 2 }),
    ]);
  expect(await tasks(1)).toHaveLength(1);
});

test('a move task with a rate can be cancelled: moved messages stay moved, and the others stay where they were', async () => {
  await bury('one', 'two', 'three');
  const { TaskHandle } = await start({ MaxNumberOfMessagesPerSecond: 1 });
  expect(await tasks()).toMatchObject([{ Status: 'RUNNING', TaskHandle, ApproximateNumberOfMessagesToMove: 3 }]);
  await expect(start()).rejects.toMatchObject({ name: 'InvalidParameterValue', message: /already a task running/ });
  const { ApproximateNumberOfMessagesMoved: moved = 3 } = await client.send(
    new CancelMessageMoveTaskCommand({ TaskHandle }),
  );
  expect(await tasks()).toMatchObject([{ Status: 'CANCELLED', ApproximateNumberOfMessagesMoved: moved }]);
  expect((await sqs.peek(urlOf(LETTERS))).map(({ body }) => body)).toEqual(['one', 'two', 'three'].slice(moved));
  expect((await sqs.peek(urlOf(STOP))).map(({ body }) => body)).toEqual(['one', 'two', 'three'].slice(0, moved));
  expect(moved).toBeLessThan(3);
  await expect(client.send(new CancelMessageMoveTaskCommand({ TaskHandle }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

test('a dead letter that comes back while its move task runs is left there, not moved in circles', async () => {
  await bury('one', 'two');
  await start({ MaxNumberOfMessagesPerSecond: 100 });
  await bury('came back');
  await expect.poll(() => tasks()).toMatchObject([{ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 2 }]);
  expect((await sqs.peek(urlOf(LETTERS))).map(({ body }) => body)).toEqual(['came back']);
});

test('without a destination a move task fails as in AWS, since the origin of a sent dead letter is unknown', async () => {
  await bury('one');
  await client.send(new StartMessageMoveTaskCommand({ SourceArn: arnOf(LETTERS) }));
  await expect
    .poll(() => tasks())
    .toMatchObject([
      { Status: 'FAILED', FailureReason: 'CouldNotDetermineMessageSource', ApproximateNumberOfMessagesMoved: 0 },
    ]);
  expect(await sqs.peek(urlOf(LETTERS))).toHaveLength(1);
});

test.each([
  ['a source that is nowhere', { SourceArn: arnOf('nowhere') }, 'ResourceNotFoundException'],
  [
    'a source of another region',
    { SourceArn: 'arn:aws:sqs:eu-west-1:000000000000:dead-letters' },
    'ResourceNotFoundException',
  ],
  ['a source that is no dead-letter queue', { SourceArn: arnOf(STOP) }, 'InvalidParameterValue'],
  ['a destination that is nowhere', { SourceArn: arnOf(LETTERS), DestinationArn: 'stop' }, 'ResourceNotFoundException'],
  [
    'a destination that is the source',
    { SourceArn: arnOf(LETTERS), DestinationArn: arnOf(LETTERS) },
    'InvalidParameterValue',
  ],
  ['a rate above 500', { SourceArn: arnOf(LETTERS), MaxNumberOfMessagesPerSecond: 501 }, 'InvalidParameterValue'],
])('a move task with %s is refused, and nothing is moved', async (_, input, name) => {
  await bury('one');
  await expect(client.send(new StartMessageMoveTaskCommand(input))).rejects.toMatchObject({ name });
  expect(await tasks()).toEqual([]);
});

test('the sources of a dead-letter queue are listed, and a queue that does not exist is an error', async () => {
  const sources = (name: string) => client.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: urlOf(name) }));
  expect((await sources(LETTERS)).queueUrls).toEqual([expect.stringMatching(/\/000000000000\/stop$/)]);
  expect((await sources(STOP)).queueUrls).toEqual([]);
  await expect(sources('nowhere')).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
});

test('SQS can be stopped in the middle of a move task', async () => {
  await bury('one', 'two');
  await start({ MaxNumberOfMessagesPerSecond: 1 });
  await sqs.stop();
  sqs = await startSqs();
});
