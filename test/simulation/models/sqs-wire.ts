import type { BatchReply } from '../../../lib/aws/send-in-batches.ts';
import type { Sqs } from '../../../lib/aws/sqs.ts';
import type { Running } from '../engine/running.ts';
import type { World } from '../engine/world.ts';
import type { Queue } from './queue.ts';

/** How the queues are called. */
export const STOP_QUEUE = 'https://sqs.example/stop';
export const DEAD_LETTER_QUEUE = 'https://sqs.example/dead-letters';

// One for all: a stack each time would cost more than the rest of the call.
const UNAVAILABLE = Object.assign(new Error('simulated'), { name: 'ServiceUnavailable' });

const allTaken = (entries: readonly { readonly Id?: string | undefined }[]): BatchReply => ({
  taken: entries.map(({ Id }) => Id ?? ''),
  failed: [],
});

const orThrow = (reply: BatchReply | undefined): BatchReply => {
  if (reply === undefined) throw UNAVAILABLE;
  return reply;
};

/** SQS behind the two calls that the function makes. */
export const sqsWire = (
  world: World,
  queues: { readonly stop: Queue; readonly dead: Queue },
  running: Running,
): Sqs => ({
  sendBatch: (url, entries) => {
    const dead = url === DEAD_LETTER_QUEUE;
    return running
      .call(dead ? 'letter' : 'send', url, (fault, latencyMs) => {
        const name = fault?.fault ?? '';
        return {
          effectInMs: latencyMs,
          effect: () => {
            if (name.endsWith('.refused')) return;
            for (const { MessageBody } of entries) (dead ? queues.dead : queues.stop).send(MessageBody ?? '');
            if (dead) world.notice('buried', '');
          },
          answerInMs: name.endsWith('.slow') ? Math.min(fault?.ms ?? 0, 9_000) : 2 * latencyMs,
          answer: () => (name.endsWith('.refused') || name.endsWith('.lost-answer') ? undefined : allTaken(entries)),
        };
      })
      .then(orThrow);
  },
  delayBatch: (_url, entries) =>
    running
      .call('delay', '', (fault, latencyMs) => ({
        effectInMs: latencyMs,
        effect: () => {
          if (fault?.fault === 'delay.refused') return;
          for (const { ReceiptHandle, VisibilityTimeout } of entries)
            queues.stop.show(ReceiptHandle ?? '', (VisibilityTimeout ?? 0) * 1000);
        },
        answerInMs: fault?.fault === 'delay.slow' ? Math.min(fault.ms, 9_000) : 2 * latencyMs,
        answer: () => (fault?.fault === 'delay.refused' ? undefined : allTaken(entries)),
      }))
      .then(orThrow),
});
