import { letterBody } from '../message/dead-letter-message.ts';
import { intentBody } from '../message/intent-message.ts';
import type { DeadLetter, DeadLetters, Intents, Redelivery } from '../power/ports/queue.ts';
import { type Pause, sendInBatches } from './send-in-batches.ts';
import type { Sqs } from './sqs.ts';

/** A letter's message attributes (docs/contract.md, "Dead letter"): only those it has, since SQS refuses an empty one. */
export const letterAttributes = (letter: DeadLetter): Readonly<Record<string, string>> => ({
  reason: letter.failure.reason,
  ...('intent' in letter && {
    serverId: letter.intent.serverId,
    requestId: letter.intent.requestId,
    source: letter.intent.source,
  }),
});

const text = (value: string) => ({ DataType: 'String', StringValue: value });

/** The dead-letter queue as SQS. */
export const sqsDeadLetters = (sqs: Sqs, queueUrl: string, pause: Pause): DeadLetters => ({
  send: (letter) => {
    const attributes = Object.entries(letterAttributes(letter)).map(([name, value]) => [name, text(value)] as const);
    const entry = { Id: '0', MessageBody: letterBody(letter), MessageAttributes: Object.fromEntries(attributes) };
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

// SQS's longest visibility timeout: twelve hours.
const LONGEST_SECONDS = 43_200;

const seconds = (delayMs: number): number => Math.min(LONGEST_SECONDS, Math.max(0, Math.ceil(delayMs / 1000)));

/** Redelivery by the visibility timeout of each message. */
export const sqsRedelivery = (sqs: Sqs, queueUrl: string, pause: Pause): Redelivery => ({
  delay: (messages) =>
    sendInBatches(
      messages.map(({ receiptHandle, delayMs }, n) => ({
        Id: String(n),
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: seconds(delayMs),
      })),
      (entries) => sqs.delayBatch(queueUrl, entries),
      pause,
    ),
});
