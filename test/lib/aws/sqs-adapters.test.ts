import {
  ChangeMessageVisibilityBatchCommand,
  SendMessageBatchCommand,
  SQSClient,
  SQSServiceException,
} from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  deadLetterAttributes,
  lazySqs,
  sqsDeadLetters,
  sqsIntents,
  sqsRedelivery,
  sqsRequests,
  sqsRollCalls,
} from '../../../lib/aws/sqs.ts';
import { deadLetterBody } from '../../../lib/message/dead-letter-message.ts';
import { intentBody } from '../../../lib/message/intent-message.ts';
import { rollCallBody } from '../../../lib/message/roll-call-message.ts';
import { aFailure, anIntent, serverNo } from '../../builders.ts';
import { aClock } from '../../fakes.ts';

const URL = 'https://sqs.eu-central-1.amazonaws.com/123456789012/stops';
const sdk = mockClient(SQSClient);
beforeEach(() => sdk.reset());

const taken = (...ids: string[]) => ({
  Successful: ids.map((Id) => ({ Id, MessageId: Id, MD5OfMessageBody: '' })),
  Failed: [],
});
const sent = (call: number) => sdk.commandCalls(SendMessageBatchCommand)[call]?.args[0].input;
const delayed = (call: number) => sdk.commandCalls(ChangeMessageVisibilityBatchCommand)[call]?.args[0].input;

test('a roll call leaves as one message', async () => {
  sdk.on(SendMessageBatchCommand).resolves(taken('0'));
  const call = { ...anIntent(), part: 'select' };
  expect(await sqsRollCalls(lazySqs(), URL, aClock()).send(call)).toEqual({ kind: 'sent' });
  expect(sent(0)).toEqual({ QueueUrl: URL, Entries: [{ Id: '0', MessageBody: rollCallBody(call) }] });
});

describe('intents', () => {
  const intents = sqsIntents(lazySqs(), URL, aClock());

  test('intents leave as messages of their own', async () => {
    sdk.on(SendMessageBatchCommand).resolves(taken('0', '1'));
    const two = [anIntent(), anIntent({ serverId: serverNo(2) })];
    expect(await intents.send(two)).toEqual({ kind: 'sent' });
    expect(sent(0)).toEqual({
      QueueUrl: URL,
      Entries: [
        { Id: '0', MessageBody: intentBody(anIntent()) },
        { Id: '1', MessageBody: intentBody(anIntent({ serverId: serverNo(2) })) },
      ],
    });
  });

  test('intents are sent again when SQS does not take them', async () => {
    sdk
      .on(SendMessageBatchCommand)
      .resolvesOnce({ Successful: [], Failed: [{ Id: '0', Code: 'ServiceUnavailable', SenderFault: false }] })
      .resolves(taken('0'));
    expect(await intents.send([anIntent()])).toEqual({ kind: 'sent' });
    expect(sdk.commandCalls(SendMessageBatchCommand)).toHaveLength(2);
  });

  test('intents are unavailable when the call is refused, and the error keeps its details to itself', async () => {
    sdk.on(SendMessageBatchCommand).rejects(
      new SQSServiceException({
        name: 'AccessDenied',
        $fault: 'client',
        message: 'no access to arn:aws:sqs:eu-central-1:123456789012:stops',
        $metadata: { httpStatusCode: 403 },
      }),
    );
    expect(await intents.send([anIntent()])).toEqual({
      kind: 'unavailable',
      because: 'SQS did not accept 1 of 1: AccessDenied (HTTP 403)',
    });
  });

  test('intents are unavailable when the answer is empty', async () => {
    sdk.on(SendMessageBatchCommand).resolves({});
    expect(await intents.send([anIntent()])).toMatchObject({ kind: 'unavailable' });
  });

  test('intents of the longest kind fit into a batch ten at a time', () => {
    const longest = anIntent({
      source: 'schedule',
      requestId: '"'.repeat(256),
      cloud: '\\'.repeat(256),
      type: 'SOFT',
      reason: '\u0000'.repeat(256),
    });
    expect(10 * Buffer.byteLength(intentBody(longest))).toBeLessThan(256 * 1024);
  });
});

describe('dead letters', () => {
  const letters = sqsDeadLetters(lazySqs(), URL, aClock());

  test('dead letters carry their reason and identity as attributes', async () => {
    sdk.on(SendMessageBatchCommand).resolves(taken('0'));
    const letter = { intent: anIntent(), failure: aFailure() };
    expect(await letters.send(letter)).toEqual({ kind: 'sent' });
    expect(sent(0)).toEqual({
      QueueUrl: URL,
      Entries: [
        {
          Id: '0',
          MessageBody: deadLetterBody(letter),
          MessageAttributes: {
            reason: { DataType: 'String', StringValue: 'not-stoppable' },
            serverId: { DataType: 'String', StringValue: '3f2c8a1e-5b7d-4c9f-8e6a-1d2b3c4d5e6f' },
            requestId: { DataType: 'String', StringValue: 'evening' },
            source: { DataType: 'String', StringValue: 'webhook' },
          },
        },
      ],
    });
  });

  test('dead letters have no attribute for what they do not have', () => {
    expect(deadLetterAttributes({ original: 'x', failure: aFailure({ reason: 'malformed' }) })).toEqual({
      reason: 'malformed',
    });
  });

  test('dead letters are unavailable when SQS does not take them', async () => {
    sdk.on(SendMessageBatchCommand).rejects(Object.assign(new Error(), { name: 'TimeoutError' }));
    expect(await letters.send({ original: 'x', failure: aFailure() })).toEqual({
      kind: 'unavailable',
      because: 'SQS did not accept 1 of 1: TimeoutError',
    });
  });
});

test('a whole request is one message, as it is', async () => {
  sdk.on(SendMessageBatchCommand).resolves(taken('0'));
  expect(await sqsRequests(lazySqs(), URL, aClock()).send('{"request":{}}')).toEqual({ kind: 'sent' });
  expect(sdk.commandCalls(SendMessageBatchCommand)[0]?.args[0].input).toEqual({
    QueueUrl: URL,
    Entries: [{ Id: '0', MessageBody: '{"request":{}}' }],
  });
});

describe('redelivery', () => {
  const redelivery = sqsRedelivery(lazySqs(), URL, aClock());

  test('redelivery asks in whole seconds, rounded up, between 0 and twelve hours', async () => {
    const delays = [0, 1, 1000, 1001, 300_000, 43_200_001, -5];
    sdk.on(ChangeMessageVisibilityBatchCommand).resolves(taken(...delays.map((_, n) => String(n))));
    const messages = delays.map((delayMs, n) => ({ receiptHandle: `handle-${n}`, delayMs }));
    expect(await redelivery.delay(messages)).toEqual({ kind: 'sent' });
    expect(delayed(0)?.Entries?.map(({ VisibilityTimeout }) => VisibilityTimeout)).toEqual([
      0, 1, 1, 2, 300, 43_200, 0,
    ]);
    expect(delayed(0)?.Entries?.[1]).toEqual({ Id: '1', ReceiptHandle: 'handle-1', VisibilityTimeout: 1 });
    expect(delayed(0)?.QueueUrl).toBe(URL);
  });

  test('redelivery goes in tens', async () => {
    sdk
      .on(ChangeMessageVisibilityBatchCommand)
      .callsFake(({ Entries }: { Entries: { Id: string }[] }) => taken(...Entries.map(({ Id }) => Id)));
    const messages = Array.from({ length: 23 }, (_, n) => ({ receiptHandle: `handle-${n}`, delayMs: 5000 }));
    expect(await redelivery.delay(messages)).toEqual({ kind: 'sent' });
    const sizes = sdk
      .commandCalls(ChangeMessageVisibilityBatchCommand)
      .map(({ args }) => args[0].input.Entries?.length);
    expect(sizes).toEqual([10, 10, 3]);
  });

  test('redelivery reports a message that is no longer in flight', async () => {
    sdk.on(ChangeMessageVisibilityBatchCommand).resolves({
      Successful: [{ Id: '0' }],
      Failed: [{ Id: '1', Code: 'MessageNotInflight', SenderFault: true }],
    });
    const messages = [
      { receiptHandle: 'a', delayMs: 5000 },
      { receiptHandle: 'b', delayMs: 5000 },
    ];
    expect(await redelivery.delay(messages)).toEqual({
      kind: 'unavailable',
      because: 'SQS did not accept 1 of 2: MessageNotInflight',
    });
    expect(sdk.commandCalls(ChangeMessageVisibilityBatchCommand)).toHaveLength(1);
  });
});
