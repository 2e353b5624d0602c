import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { sqsLetterBox } from '../../cli/aws/letter-box.ts';

const sqs = mockClient(SQSClient);
beforeEach(() => sqs.reset());

const URL = 'https://sqs.eu-central-1.amazonaws.com/123456789012/dead-letters';
const box = sqsLetterBox(new SQSClient({ region: 'eu-central-1' }), URL);

const refusal = Object.assign(
  new Error('User: arn:aws:iam::123456789012:user/kim is not authorized to perform: sqs:ReceiveMessage on resource: x'),
  { name: 'AccessDeniedException', $metadata: { httpStatusCode: 403 } },
);
const throttled = Object.assign(new Error('a message that may quote a token'), {
  ...{ name: 'RequestThrottled', $metadata: { httpStatusCode: 403 } },
});

const aMessage = (changes: Message = {}): Message => ({
  ...{ MessageId: 'm-1', ReceiptHandle: 'h-1', Body: '{}', Attributes: { SentTimestamp: '1000' } },
  ...changes,
});

const handles = (count: number) => Array.from({ length: count }, (_, n) => ({ receiptHandle: `h-${n}` }));

describe('the dead-letter queue as SQS', () => {
  test('Taking asks all servers of the queue for ten letters with all their attributes, hidden in whole seconds', async () => {
    sqs.on(ReceiveMessageCommand).resolves({
      Messages: [
        aMessage({
          Attributes: { SentTimestamp: '1000', ApproximateFirstReceiveTimestamp: '2000' },
          MessageAttributes: {
            reason: { DataType: 'String', StringValue: 'expired' },
            raw: { DataType: 'Binary', BinaryValue: new Uint8Array([1]) },
          },
        }),
      ],
    });
    expect(await box.take(1_500)).toEqual({
      kind: 'letters',
      letters: [
        {
          ...{ messageId: 'm-1', receiptHandle: 'h-1', body: '{}', sentAt: 1000, firstTakenAt: 2000 },
          attributes: { reason: 'expired' },
        },
      ],
    });
    expect(sqs.commandCalls(ReceiveMessageCommand)[0]?.args[0].input).toEqual({
      ...{ QueueUrl: URL, MaxNumberOfMessages: 10, WaitTimeSeconds: 1, VisibilityTimeout: 2 },
      MessageSystemAttributeNames: ['SentTimestamp', 'ApproximateFirstReceiveTimestamp'],
      MessageAttributeNames: ['All'],
    });
  });

  test('A queue that shows nothing has no letters at the moment', async () => {
    sqs.on(ReceiveMessageCommand).resolves({});
    expect(await box.take(1_000)).toEqual({ kind: 'letters', letters: [] });
  });

  test('A refusal names the action whose right is missing', async () => {
    sqs.on(ReceiveMessageCommand).rejects(refusal);
    expect(await box.take(1_000)).toEqual({
      ...{ kind: 'unavailable', because: 'the dead-letter queue: ReceiveMessage: sqs:ReceiveMessage is not allowed' },
    });
  });

  test('An answer without the time of a letter is no letter', async () => {
    sqs.on(ReceiveMessageCommand).resolves({ Messages: [aMessage({ Attributes: {} })] });
    expect(await box.take(1_000)).toEqual({
      ...{ kind: 'unavailable', because: 'the dead-letter queue: ReceiveMessage: IncompleteMessage' },
    });
  });

  test('Letters are put back ten at a time, and show at once', async () => {
    sqs.on(ChangeMessageVisibilityBatchCommand).resolves({});
    expect(await box.putBack(handles(23))).toEqual({ kind: 'sent' });
    const entries = sqs
      .commandCalls(ChangeMessageVisibilityBatchCommand)
      .map((call) => call.args[0].input.Entries ?? []);
    expect(entries.map(({ length }) => length)).toEqual([10, 10, 3]);
    expect(new Set(entries.flat().map(({ ReceiptHandle }) => ReceiptHandle)).size).toBe(23);
    for (const entry of entries.flat()) expect(entry.VisibilityTimeout).toBe(0);
  });

  test('When ten letters cannot be put back, the others are put back all the same', async () => {
    sqs.on(ChangeMessageVisibilityBatchCommand).rejectsOnce(throttled).resolves({});
    expect(await box.putBack(handles(23))).toEqual({
      ...{
        kind: 'unavailable',
        because: 'the dead-letter queue: ChangeMessageVisibility: RequestThrottled (HTTP 403)',
      },
    });
    expect(sqs.commandCalls(ChangeMessageVisibilityBatchCommand)).toHaveLength(3);
  });

  test.each([
    ['InternalError', 'unavailable'],
    ['AWS.SimpleQueueService.MessageNotInflight', 'sent'],
    ['InvalidParameterValue', 'sent'],
    ['ReceiptHandleIsInvalid', 'sent'],
  ])(
    'A letter of a batch that fails with %s counts as %s: one that is not hidden needs no putting back',
    async (code, kind) => {
      sqs.on(ChangeMessageVisibilityBatchCommand).resolves({
        Successful: [{ Id: '0' }],
        Failed: [{ Id: '1', Code: code, SenderFault: true }],
      });
      expect(await box.putBack(handles(2))).toMatchObject({ kind });
    },
  );

  test('Removing deletes by the handle of the taking', async () => {
    sqs.on(DeleteMessageCommand).resolves({});
    expect(await box.remove({ receiptHandle: 'h-1' })).toEqual({ kind: 'sent' });
    expect(sqs.commandCalls(DeleteMessageCommand)[0]?.args[0].input).toEqual({ QueueUrl: URL, ReceiptHandle: 'h-1' });
    sqs.on(DeleteMessageCommand).rejects(throttled);
    expect(await box.remove({ receiptHandle: 'h-1' })).toEqual({
      ...{ kind: 'unavailable', because: 'the dead-letter queue: DeleteMessage: RequestThrottled (HTTP 403)' },
    });
  });

  test('The queue says how many letters wait and how many somebody has', async () => {
    const Attributes = { ApproximateNumberOfMessages: '7', ApproximateNumberOfMessagesNotVisible: '3' };
    sqs.on(GetQueueAttributesCommand).resolves({ Attributes });
    expect(await box.count()).toEqual({ kind: 'count', waiting: 7, taken: 3 });
    sqs.on(GetQueueAttributesCommand).resolves({});
    expect(await box.count()).toMatchObject({ kind: 'unavailable' });
    sqs.on(GetQueueAttributesCommand).rejects(throttled);
    expect(await box.count()).toMatchObject({ kind: 'unavailable' });
  });
});
