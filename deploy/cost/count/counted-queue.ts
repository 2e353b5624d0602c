import type { Sqs } from '../../../lib/aws/sqs.ts';
import type { Instant } from '../../../lib/instant.ts';
import type { VirtualTime } from './virtual-time.ts';

/** The calls to the queues, each of which is billed. */
export interface QueueCounts {
  readonly sendMessageBatch: number;
  readonly changeMessageVisibilityBatch: number;
  readonly receiveMessage: number;
  readonly deleteMessageBatch: number;
}

interface Message {
  readonly id: string;
  readonly body: string;
  readonly sentAt: Instant;
  firstAt: Instant;
  receives: number;
  visibleAt: Instant;
}

const SECOND_MS = 1000;

/**
 * The stop queue and its event source, with every call counted. Messages that were sent together come together; those that come
 * again come alone, which is the most calls that there can be.
 */
export const countedQueue = (time: VirtualTime, url: string, batchSize: number, visibilityMs: number) => {
  const counts = { sendMessageBatch: 0, changeMessageVisibilityBatch: 0, receiveMessage: 0, deleteMessageBatch: 0 };
  let messages: readonly Message[] = [];
  const send = (body: string): void => {
    const now = time.now();
    messages = [...messages, { id: time.freshId(), body, sentAt: now, firstAt: now, receives: 0, visibleAt: now }];
  };
  const sqs: Sqs = {
    sendBatch: async (queueUrl, entries) => {
      counts.sendMessageBatch += 1;
      // Of a dead letter only the call counts: nobody takes it out again.
      if (queueUrl === url) for (const { MessageBody: body = '' } of entries) send(body);
      return { taken: entries.flatMap(({ Id }) => Id ?? []), failed: [] };
    },
    delayBatch: async (_, entries) => {
      counts.changeMessageVisibilityBatch += 1;
      for (const { ReceiptHandle: id, VisibilityTimeout: seconds = 0 } of entries)
        for (const message of messages) if (message.id === id) message.visibleAt = time.now() + seconds * SECOND_MS;
      return { taken: entries.flatMap(({ Id }) => Id ?? []), failed: [] };
    },
  };
  /** Waits for the next message, and gives the batch that it comes in; undefined when the queue is empty. */
  const receive = (): readonly Message[] | undefined => {
    const [first] = messages.toSorted((a, b) => a.visibleAt - b.visibleAt);
    if (first === undefined) return undefined;
    time.advanceTo(first.visibleAt);
    const together = messages.filter(({ receives, visibleAt }) => receives === 0 && visibleAt <= time.now());
    const batch = first.receives > 0 ? [first] : together.slice(0, batchSize);
    counts.receiveMessage += 1;
    for (const message of batch) {
      if (message.receives === 0) message.firstAt = time.now();
      message.receives += 1;
      message.visibleAt = time.now() + visibilityMs;
    }
    return batch;
  };
  return {
    counts: (): QueueCounts => ({ ...counts }),
    sqs,
    send,
    /** Hands batches to the function until the queue is empty; what it does not name is deleted. */
    deliver: async (work: (event: unknown) => Promise<readonly string[]>): Promise<void> => {
      for (let batch = receive(); batch !== undefined; batch = receive()) {
        const Records = batch.map(({ id, body, sentAt, firstAt, receives }) => ({
          messageId: id,
          receiptHandle: id,
          body,
          attributes: {
            ApproximateReceiveCount: String(receives),
            SentTimestamp: String(sentAt),
            ApproximateFirstReceiveTimestamp: String(firstAt),
          },
        }));
        const again = await work({ Records });
        const done = batch.filter(({ id }) => !again.includes(id));
        if (done.length > 0) counts.deleteMessageBatch += 1;
        messages = messages.filter((message) => !done.includes(message));
      }
    },
  };
};
