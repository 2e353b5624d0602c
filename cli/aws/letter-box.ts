import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
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

const COUNTS = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;

const unavailable = (call: string, because: string) =>
  ({ kind: 'unavailable', because: `the dead-letter queue: ${call}: ${because}` }) as const;

// The hidden time was over, or somebody removed it: it needs nobody to put it back (API reference, ChangeMessageVisibility).
const isBackAlready = (code: string | undefined): boolean =>
  code !== undefined && /MessageNotInflight$|^InvalidParameterValue$|ReceiptHandleIsInvalid$/.test(code);

const letterOf = (message: Message): TakenLetter => {
  const { MessageId: messageId, ReceiptHandle: receiptHandle, Body: body } = message;
  const { SentTimestamp: sentAt, ApproximateFirstReceiveTimestamp: firstTakenAt } = message.Attributes ?? {};
  // All four are in every answer (API reference, Message); without one of them a letter can neither be shown nor put back.
  if (messageId === undefined || receiptHandle === undefined || body === undefined || sentAt === undefined)
    throw Object.assign(new Error('a message is not whole'), { name: 'IncompleteMessage' });
  const attributes = Object.entries(message.MessageAttributes ?? {}).flatMap(([name, { StringValue: value }]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return {
    ...{ messageId, receiptHandle, body, sentAt: Number(sentAt), attributes: Object.fromEntries(attributes) },
    ...(firstTakenAt === undefined ? {} : { firstTakenAt: Number(firstTakenAt) }),
  };
};

/** The dead-letter queue as SQS. */
export const sqsLetterBox = (client: SQSClient, queueUrl: string): LetterBox => {
  /** Shows up to ten again; why not all of them, if so. */
  const show = async (letters: readonly Pick<TakenLetter, 'receiptHandle'>[]): Promise<string | undefined> => {
    try {
      const { Failed: failed = [] } = await client.send(
        new ChangeMessageVisibilityBatchCommand({
          QueueUrl: queueUrl,
          Entries: letters.map(({ receiptHandle }, n) => ({
            ...{ Id: String(n), ReceiptHandle: receiptHandle, VisibilityTimeout: 0 },
          })),
        }),
      );
      return failed.find(({ Code: code }) => !isBackAlready(code))?.Code;
    } catch (error) {
      return awsErrorText(error);
    }
  };

  return {
    take: async (hiddenMs) => {
      try {
        const { Messages: messages = [] } = await client.send(
          new ReceiveMessageCommand({
            ...{ QueueUrl: queueUrl, MaxNumberOfMessages: MOST, WaitTimeSeconds: WAIT_SECONDS },
            VisibilityTimeout: Math.ceil(hiddenMs / 1000),
            MessageSystemAttributeNames: ['SentTimestamp', 'ApproximateFirstReceiveTimestamp'],
            MessageAttributeNames: ['All'],
          }),
        );
        return { kind: 'letters', letters: messages.map(letterOf) };
      } catch (error) {
        return unavailable('ReceiveMessage', awsErrorText(error));
      }
    },

    putBack: async (letters) => {
      let because: string | undefined;
      // The rest goes back whatever became of the first ten.
      for (let from = 0; from < letters.length; from += MOST) {
        const trouble = await show(letters.slice(from, from + MOST));
        because ??= trouble;
      }
      return because === undefined ? { kind: 'sent' } : unavailable('ChangeMessageVisibility', because);
    },

    remove: async ({ receiptHandle }) => {
      try {
        await client.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: receiptHandle }));
        return { kind: 'sent' };
      } catch (error) {
        return unavailable('DeleteMessage', awsErrorText(error));
      }
    },

    count: async () => {
      try {
        const { Attributes: counts = {} } = await client.send(
          new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: [...COUNTS] }),
        );
        const [waiting, taken] = COUNTS.map((name) => Number(counts[name]));
        if (!Number.isInteger(waiting) || !Number.isInteger(taken))
          return unavailable('GetQueueAttributes', 'no number');
        return { kind: 'count', waiting: Number(waiting), taken: Number(taken) };
      } catch (error) {
        return unavailable('GetQueueAttributes', awsErrorText(error));
      }
    },
  };
};
