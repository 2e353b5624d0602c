import type {
  ChangeMessageVisibilityBatchRequestEntry,
  SendMessageBatchRequestEntry,
  SQSClient,
  SQSClientConfig,
} from '@aws-sdk/client-sqs';
import { deadLetterBody } from '../message/dead-letter-message.ts';
import { intentBody } from '../message/intent-message.ts';
import { rollCallBody } from '../message/roll-call-message.ts';
import type { DeadLetter, DeadLetters, Intents, Redelivery, Requests, RollCalls } from '../power/ports/queue.ts';
import { AWS_TIMEOUTS } from './sdk.ts';
import { type BatchReply, type Pause, sendInBatches } from './send-in-batches.ts';

/** The two calls we make, each for at most ten entries. They throw what the SDK throws. */
export interface Sqs {
  sendBatch(queueUrl: string, entries: readonly SendMessageBatchRequestEntry[]): Promise<BatchReply>;
  delayBatch(queueUrl: string, entries: readonly ChangeMessageVisibilityBatchRequestEntry[]): Promise<BatchReply>;
}

interface RawReply {
  readonly Successful?: readonly { readonly Id: string | undefined }[] | undefined;
  readonly Failed?:
    | readonly {
        readonly Id: string | undefined;
        readonly Code: string | undefined;
        readonly SenderFault: boolean | undefined;
      }[]
    | undefined;
}

const batchReplyOf = ({ Successful = [], Failed = [] }: RawReply): BatchReply => ({
  taken: Successful.flatMap(({ Id }) => Id ?? []),
  failed: Failed.flatMap(({ Id, Code, SenderFault }) =>
    Id === undefined ? [] : { id: Id, code: Code ?? 'unknown', ours: SenderFault === true },
  ),
});

/**
 * SQS through the AWS SDK, which is loaded with the first call: it is the heavy part of a cold start. Region, credentials and
 * `AWS_ENDPOINT_URL_SQS` are the SDK's own settings; the host of a queue's URL comes before them (middleware-sdk-sqs).
 */
export const lazySqs = (given: Pick<SQSClientConfig, 'region' | 'credentials' | 'requestHandler'> = {}): Sqs => {
  let client: SQSClient | undefined;
  const load = async () => {
    const sdk = await import('@aws-sdk/client-sqs');
    client ??= new sdk.SQSClient({
      requestHandler: AWS_TIMEOUTS,
      ...given,
      // One attempt: what failed is sent again by us, on the clock that was handed in.
      maxAttempts: 1,
    });
    return { sdk, client };
  };
  return {
    sendBatch: async (queueUrl, entries) => {
      const { sdk, client } = await load();
      return batchReplyOf(
        await client.send(new sdk.SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: [...entries] })),
      );
    },
    delayBatch: async (queueUrl, entries) => {
      const { sdk, client } = await load();
      return batchReplyOf(
        await client.send(new sdk.ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries: [...entries] })),
      );
    },
  };
};

/** A letter's message attributes (docs/contract.md, "Dead letter"): only those it has, since SQS refuses an empty one. */
export const deadLetterAttributes = (letter: DeadLetter): Readonly<Record<string, string>> => ({
  reason: letter.failure.reason,
  ...('intent' in letter && {
    serverId: letter.intent.serverId,
    requestId: letter.intent.requestId,
    source: letter.intent.source,
  }),
});

const textAttribute = (value: string) => ({ DataType: 'String', StringValue: value });

/** The dead-letter queue as SQS. */
export const sqsDeadLetters = (sqs: Sqs, queueUrl: string, pause: Pause): DeadLetters => ({
  send: (letter) => {
    const attributes = Object.entries(deadLetterAttributes(letter)).map(
      ([name, value]) => [name, textAttribute(value)] as const,
    );
    const entry = { Id: '0', MessageBody: deadLetterBody(letter), MessageAttributes: Object.fromEntries(attributes) };
    return sendInBatches([entry], (entries) => sqs.sendBatch(queueUrl, entries), pause);
  },
});

/** The stop queue as SQS. Ten of the longest intents stay far below SQS's limit for a batch, so only their number is counted. */
export const sqsIntents = (sqs: Sqs, queueUrl: string, pause: Pause): Intents => ({
  send: (intents) =>
    sendInBatches(
      intents.map((intent, n) => ({ Id: String(n), MessageBody: intentBody(intent) })),
      (entries) => sqs.sendBatch(queueUrl, entries),
      pause,
    ),
});

/** The stop queue, for the roll call at the end of a split. */
export const sqsRollCalls = (sqs: Sqs, queueUrl: string, pause: Pause): RollCalls => ({
  send: (call) =>
    sendInBatches([{ Id: '0', MessageBody: rollCallBody(call) }], (entries) => sqs.sendBatch(queueUrl, entries), pause),
});

/** The stop queue as SQS, for whole requests. */
export const sqsRequests = (sqs: Sqs, queueUrl: string, pause: Pause): Requests => ({
  send: (body) => sendInBatches([{ Id: '0', MessageBody: body }], (entries) => sqs.sendBatch(queueUrl, entries), pause),
});

// SQS's longest visibility timeout: twelve hours.
const LONGEST_SECONDS = 43_200;

const timeoutSeconds = (delayMs: number): number => Math.min(LONGEST_SECONDS, Math.max(0, Math.ceil(delayMs / 1000)));

/** Redelivery by the visibility timeout of each message. */
export const sqsRedelivery = (sqs: Sqs, queueUrl: string, pause: Pause): Redelivery => ({
  delay: (messages) =>
    sendInBatches(
      messages.map(({ receiptHandle, delayMs }, n) => ({
        Id: String(n),
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: timeoutSeconds(delayMs),
      })),
      (entries) => sqs.delayBatch(queueUrl, entries),
      pause,
    ),
});
