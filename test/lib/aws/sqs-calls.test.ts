import { ChangeMessageVisibilityBatchCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, expect, test } from 'vitest';
import { lazySqs } from '../../../lib/aws/sqs.ts';

const aws = mockClient(SQSClient);
afterEach(() => aws.reset());

const QUEUE = 'https://sqs.eu-central-1.amazonaws.com/123456789012/stops';
const sqs = () => lazySqs({ region: 'eu-central-1' });

test('a batch is sent as it is, and its result is reported entry by entry', async () => {
  aws.on(SendMessageBatchCommand).resolves({
    Successful: [{ Id: '0', MessageId: 'a', MD5OfMessageBody: 'b' }],
    Failed: [
      { Id: '1', Code: 'InternalError', SenderFault: false },
      { Id: '2', Code: 'InvalidMessageContents', SenderFault: true },
    ],
  });
  const entries = ['0', '1', '2'].map((Id) => ({ Id, MessageBody: 'x' }));
  expect(await sqs().sendBatch(QUEUE, entries)).toEqual({
    taken: ['0'],
    failed: [
      { id: '1', code: 'InternalError', ours: false },
      { id: '2', code: 'InvalidMessageContents', ours: true },
    ],
  });
  expect(aws.commandCalls(SendMessageBatchCommand)[0]?.args[0].input).toEqual({ QueueUrl: QUEUE, Entries: entries });
});

test('a delay is asked for in the same way', async () => {
  aws.on(ChangeMessageVisibilityBatchCommand).resolves({ Successful: [{ Id: '0' }] });
  const entries = [{ Id: '0', ReceiptHandle: 'handle', VisibilityTimeout: 5 }];
  expect(await sqs().delayBatch(QUEUE, entries)).toEqual({ taken: ['0'], failed: [] });
  expect(aws.commandCalls(ChangeMessageVisibilityBatchCommand)[0]?.args[0].input).toEqual({
    QueueUrl: QUEUE,
    Entries: entries,
  });
});

test('an entry without an id answers for nothing, a failure without a code is unknown', async () => {
  aws.on(SendMessageBatchCommand).resolves({
    Successful: [{ Id: undefined, MessageId: 'a', MD5OfMessageBody: 'b' }],
    Failed: [
      { Id: undefined, Code: 'InternalError', SenderFault: false },
      { Id: '1', Code: undefined, SenderFault: undefined },
    ],
  });
  expect(await sqs().sendBatch(QUEUE, [])).toEqual({
    taken: [],
    failed: [{ id: '1', code: 'unknown', ours: false }],
  });
});

test('an answer without lists answers for nothing', async () => {
  aws.on(SendMessageBatchCommand).resolves({});
  expect(await sqs().sendBatch(QUEUE, [])).toEqual({ taken: [], failed: [] });
});
