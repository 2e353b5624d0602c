import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';

/** `failures`: how many deliveries of the message fail, and how. */
interface Order {
  readonly name: string;
  readonly failures?: number;
  readonly by?: 'report' | 'throw' | 'hang' | 'exit';
}

/** Tells what it received, and does with each message what its body says. */
export const handler = async (event: SQSEvent): Promise<SQSBatchResponse> => {
  const failed: string[] = [];
  for (const { messageId, body, attributes } of event.Records) {
    const { failures = 0, by = 'report', ...order }: Order = JSON.parse(body);
    const receiveCount = Number(attributes.ApproximateReceiveCount);
    console.log(JSON.stringify({ ...order, receiveCount, pid: process.pid }));
    if (receiveCount > failures) continue;
    if (by === 'throw') throw new Error(`told to throw by ${order.name}`);
    if (by === 'exit') process.exit(3);
    if (by === 'hang') await new Promise(() => setInterval(() => undefined, 1000));
    failed.push(messageId);
  }
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
};
