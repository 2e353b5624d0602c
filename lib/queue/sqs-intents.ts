import { intentBody } from '../message/intent-message.ts';
import type { Intents } from './queue.ts';
import { type Pause, sendInBatches } from './send-in-batches.ts';
import type { Sqs } from './sqs.ts';

/** The stop queue as SQS. Ten of the longest intents stay far below SQS's limit for a batch, so only their number is counted. */
export const sqsIntents = (sqs: Sqs, queueUrl: string, pause: Pause): Intents => ({
  send: (intents) =>
    sendInBatches(
      intents.map((intent, n) => ({ Id: String(n), MessageBody: intentBody(intent) })),
      (entries) => sqs.sendBatch(queueUrl, entries),
      pause,
    ),
});
