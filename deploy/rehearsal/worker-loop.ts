import { DeleteMessageBatchCommand, type Message, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { failedMessages } from '../../local/stack/batch-failures.ts';
import type { Lambda } from '../../local/stack/lambda.ts';
import { sqsRecord } from '../../local/stack/sqs-record.ts';

const BATCH = 10;

/** Hands one batch of a queue to the worker and deletes what it did not report; the number of messages that there were. */
export const handOver = async (sqs: SQSClient, queueUrl: string, queueArn: string, worker: Lambda): Promise<number> => {
  const { Messages: messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: BATCH,
      WaitTimeSeconds: 1,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    }),
  );
  if (messages.length === 0) return 0;
  const records = messages.map((message) => sqsRecord(message, queueArn));
  const invocation = await worker.invoke({ Records: records });
  const failed = failedMessages(
    records.map(({ messageId }) => messageId),
    invocation,
    true,
  );
  const done = messages.filter(({ MessageId: id }: Message) => id !== undefined && !failed.has(id));
  if (done.length > 0) {
    const entries = done.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries }));
  }
  return messages.length;
};
