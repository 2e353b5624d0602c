import type { Sqs } from '../../../lib/aws/sqs.ts';
import type { Instant } from '../../../lib/instant.ts';
import { agenda } from './agenda.ts';
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
  /** In which it was sent. */
  readonly order: number;
  firstAt: Instant;
  receives: number;
  /** When it may be received. */
  at: Instant;
}

const SECOND_MS = 1000;

/**
 * The stop queue and its event source, with every call counted. Messages that were sent together come together; those that come
 * again come alone, which is the most calls that there can be.
 */
export const countedQueue = (time: VirtualTime, url: string, batchSize: number, visibilityMs: number) => {
  const counts = { sendMessageBatch: 0, changeMessageVisibilityBatch: 0, receiveMessage: 0, deleteMessageBatch: 0 };
  let sent = 0;
  const messages = new Map<string, Message>();
  const visible = agenda<Message>();
  /** Those that nobody has received yet, as they were sent. */
  const unreceived: Message[] = [];
  const send = (body: string): void => {
    const now = time.now();
    const [id, order] = [time.freshId(), sent];
    const message = { id, body, order, sentAt: now, firstAt: now, receives: 0, at: now };
    sent += 1;
    messages.set(id, message);
    visible.add(message);
    unreceived.push(message);
  };
  const showAt = (message: Message, at: Instant): void => {
    visible.remove(message);
    message.at = at;
    visible.add(message);
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
      for (const { ReceiptHandle: id = '', VisibilityTimeout: seconds = 0 } of entries) {
        const message = messages.get(id);
        if (message !== undefined) showAt(message, time.now() + seconds * SECOND_MS);
      }
      return { taken: entries.flatMap(({ Id }) => Id ?? []), failed: [] };
    },
  };
  /** Waits for the next message, and gives the batch that it comes in; undefined when the queue is empty. */
  const receive = (): readonly Message[] | undefined => {
    const first = visible.first();
    if (first === undefined) return undefined;
    time.advanceTo(first.at);
    const batch = first.receives > 0 ? [first] : unreceived.splice(0, batchSize);
    counts.receiveMessage += 1;
    for (const message of batch) {
      if (message.receives === 0) message.firstAt = time.now();
      message.receives += 1;
      showAt(message, time.now() + visibilityMs);
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
        for (const message of done) {
          visible.remove(message);
          messages.delete(message.id);
        }
      }
    },
  };
};
