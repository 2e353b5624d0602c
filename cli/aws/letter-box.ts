import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { awsErrorText } from '../../lib/aws/sdk.ts';
import type { LetterBox, TakenLetter } from '../terminal/stack.ts';

// SQS hands out ten at most (API reference, ReceiveMessage).
const MOST = 10;
// Long polling asks all of SQS's servers: without it an answer may be empty although letters are there.
const WAIT_SECONDS = 1;

const unavailable = (call: string, error: unknown) =>
  ({ kind: 'unavailable', because: `the dead-letter queue: ${call}: ${awsErrorText(error)}` }) as const;

const letterOf = (message: Message): readonly TakenLetter[] => {
  const { MessageId: messageId, ReceiptHandle: receiptHandle, Body: body } = message;
  if (messageId === undefined || receiptHandle === undefined || body === undefined) return [];
  const { SentTimestamp: sentAt, ApproximateFirstReceiveTimestamp: firstTakenAt } = message.Attributes ?? {};
  const attributes = Object.entries(message.MessageAttributes ?? {}).flatMap(([name, { StringValue: value }]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return [
    {
      ...{ messageId, receiptHandle, body, sentAt: Number(sentAt), attributes: Object.fromEntries(attributes) },
      ...(firstTakenAt === undefined ? {} : { firstTakenAt: Number(firstTakenAt) }),
    },
  ];
};

/** The dead-letter queue as SQS. */
export const sqsLetterBox = (client: SQSClient, queueUrl: string): LetterBox => ({
  take: async (hiddenMs) => {
    try {
      const { Messages: messages = [] } = await client.send(
        new ReceiveMessageCommand({
          QueueUrl: queueUrl,
          MaxNumberOfMessages: MOST,
          WaitTimeSeconds: WAIT_SECONDS,
          VisibilityTimeout: Math.ceil(hiddenMs / 1000),
          MessageSystemAttributeNames: ['SentTimestamp', 'ApproximateFirstReceiveTimestamp'],
          MessageAttributeNames: ['All'],
        }),
      );
      return { kind: 'letters', letters: messages.flatMap(letterOf) };
    } catch (error) {
      return unavailable('ReceiveMessage', error);
    }
  },

  putBack: async (letters) => {
    try {
      for (let from = 0; from < letters.length; from += MOST)
        await client.send(
          new ChangeMessageVisibilityBatchCommand({
            QueueUrl: queueUrl,
            Entries: letters.slice(from, from + MOST).map(({ receiptHandle }, n) => ({
              Id: String(n),
              ReceiptHandle: receiptHandle,
              VisibilityTimeout: 0,
            })),
          }),
        );
      return { kind: 'sent' };
    } catch (error) {
      return unavailable('ChangeMessageVisibility', error);
    }
  },

  remove: async ({ receiptHandle }) => {
    try {
      await client.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: receiptHandle }));
      return { kind: 'sent' };
    } catch (error) {
      return unavailable('DeleteMessage', error);
    }
  },
});
