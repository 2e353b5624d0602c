import type { Redelivery } from './queue.ts';
import { type Pause, sendInBatches } from './send-in-batches.ts';
import type { Sqs } from './sqs.ts';

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
