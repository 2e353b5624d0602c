import { letterBody } from '../message/letter-message.ts';
import type { DeadLetter, DeadLetters } from './queue.ts';
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
