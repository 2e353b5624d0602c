import { GetQueueAttributesCommand, ListQueuesCommand, type SQSClient } from '@aws-sdk/client-sqs';
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
