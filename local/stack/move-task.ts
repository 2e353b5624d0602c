import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type ListMessageMoveTasksResultEntry,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import * as v from 'valibot';

/** A queue of an SQS, as moving messages needs it. */
export interface ListedQueue {
  readonly url: string;
  readonly arn: string;
  /** The ARN that its redrive policy names. */
  readonly deadLettersTo: string | undefined;
  /** How many messages could be received now. */
  readonly visible: number;
}

const attributes = v.object({
  QueueArn: v.string(),
  RedrivePolicy: v.optional(v.pipe(v.string(), v.parseJson(), v.object({ deadLetterTargetArn: v.string() }))),
  ApproximateNumberOfMessages: v.pipe(v.string(), v.transform(Number)),
});

/** Every queue there is. */
export const listQueues = async (client: SQSClient): Promise<readonly ListedQueue[]> => {
  const { QueueUrls: urls = [] } = await client.send(new ListQueuesCommand({}));
  return Promise.all(
    urls.map(async (url) => {
      const answer = await client.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }));
      const { QueueArn, RedrivePolicy, ApproximateNumberOfMessages } = v.parse(attributes, answer.Attributes);
      return {
        url,
        arn: QueueArn,
        deadLettersTo: RedrivePolicy?.deadLetterTargetArn,
        visible: ApproximateNumberOfMessages,
      };
    }),
  );
};

/** Which messages go where; without a destination each would have to go back to the queue it once came from. */
export interface Move {
  readonly source: ListedQueue;
  readonly destination: ListedQueue | undefined;
  /** Messages a second at most, 1 to 500; undefined: no limit. */
  readonly perSecond: number | undefined;
}

/** Messages on their way from one queue to another. */
export interface MoveTask {
  readonly handle: string;
  readonly sourceArn: string;
  readonly isRunning: () => boolean;
  /** As `ListMessageMoveTasks` shows it. */
  readonly entry: () => ListMessageMoveTasksResultEntry;
  /** Moves nothing more; resolves with the number of messages that were moved. */
  readonly cancel: () => Promise<number>;
}

/**
 * Starts to move what is visible at this moment. A moved message keeps body and attributes and is otherwise new: its id, its time and its
 * receives begin again. Messages that come into the source later are left there, so that a dead letter which returns at once is not moved in circles.
 */
export const startMoveTask = (client: SQSClient, { source, destination, perSecond }: Move): MoveTask => {
  const handle = randomUUID();
  const startedAt = Date.now();
  const cancelled = new AbortController();
  let moved = 0;
  let status: 'RUNNING' | 'COMPLETED' | 'CANCELLED' | 'FAILED' = 'RUNNING';
  let failure: string | undefined;

  const moveOne = async (to: ListedQueue): Promise<boolean> => {
    const { Messages: [message] = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl: source.url, WaitTimeSeconds: 0, MessageAttributeNames: ['All'] }),
    );
    if (message === undefined) return false;
    const { Body: body, MessageAttributes: attributes, ReceiptHandle: receipt } = message;
    await client.send(new SendMessageCommand({ QueueUrl: to.url, MessageBody: body, MessageAttributes: attributes }));
    await client.send(new DeleteMessageCommand({ QueueUrl: source.url, ReceiptHandle: receipt }));
    moved += 1;
    return true;
  };
  const moveAll = async (): Promise<void> => {
    // SQS knows the source of messages that it moved itself. Ours are sent by code, so it fails like this.
    if (destination === undefined && source.visible > 0) throw new Error('CouldNotDetermineMessageSource');
    while (destination !== undefined && moved < source.visible && !cancelled.signal.aborted) {
      if (!(await moveOne(destination))) return;
      if (perSecond !== undefined) await sleep(1000 / perSecond, undefined, { signal: cancelled.signal });
    }
  };
  const done = moveAll().then(
    () => {
      status = cancelled.signal.aborted ? 'CANCELLED' : 'COMPLETED';
    },
    (error: unknown) => {
      status = cancelled.signal.aborted ? 'CANCELLED' : 'FAILED';
      if (status === 'FAILED') failure = error instanceof Error ? error.message : String(error);
    },
  );
  return {
    handle,
    sourceArn: source.arn,
    isRunning: () => status === 'RUNNING',
    entry: () => ({
      TaskHandle: status === 'RUNNING' ? handle : undefined,
      Status: status,
      SourceArn: source.arn,
      DestinationArn: destination?.arn,
      MaxNumberOfMessagesPerSecond: perSecond,
      ApproximateNumberOfMessagesMoved: moved,
      ApproximateNumberOfMessagesToMove: source.visible,
      FailureReason: failure,
      StartedTimestamp: startedAt,
    }),
    cancel: async () => {
      cancelled.abort();
      await done;
      return moved;
    },
  };
};
