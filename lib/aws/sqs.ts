import type {
  ChangeMessageVisibilityBatchRequestEntry,
  SendMessageBatchRequestEntry,
  SQSClient,
  SQSClientConfig,
} from '@aws-sdk/client-sqs';
import { AWS_TIMEOUTS } from './aws-timeouts.ts';

/** What SQS says of a batch: entries that are in neither list were not answered for. */
export interface BatchReply {
  readonly taken: readonly string[];
  /** `ours`: SQS blames the entry itself, so sending it again is of no use. */
  readonly failed: readonly { readonly id: string; readonly code: string; readonly ours: boolean }[];
}

/** The two calls we make, each for at most ten entries. They throw what the SDK throws. */
export interface Sqs {
  sendBatch(queueUrl: string, entries: readonly SendMessageBatchRequestEntry[]): Promise<BatchReply>;
  delayBatch(queueUrl: string, entries: readonly ChangeMessageVisibilityBatchRequestEntry[]): Promise<BatchReply>;
}

interface RawReply {
  readonly Successful?: readonly { readonly Id: string | undefined }[] | undefined;
  readonly Failed?:
    | readonly {
        readonly Id: string | undefined;
        readonly Code: string | undefined;
        readonly SenderFault: boolean | undefined;
      }[]
    | undefined;
}

const batchReply = ({ Successful = [], Failed = [] }: RawReply): BatchReply => ({
  taken: Successful.flatMap(({ Id }) => Id ?? []),
  failed: Failed.flatMap(({ Id, Code, SenderFault }) =>
    Id === undefined ? [] : { id: Id, code: Code ?? 'unknown', ours: SenderFault === true },
  ),
});

/**
 * SQS through the AWS SDK, which is loaded with the first call: it is the heavy part of a cold start. Region, credentials and
 * `AWS_ENDPOINT_URL_SQS` are the SDK's own settings; the host of a queue's URL comes before them (middleware-sdk-sqs).
 */
export const lazySqs = (given: Pick<SQSClientConfig, 'region' | 'credentials' | 'requestHandler'> = {}): Sqs => {
  let client: SQSClient | undefined;
  const load = async () => {
    const sdk = await import('@aws-sdk/client-sqs');
    client ??= new sdk.SQSClient({
      requestHandler: AWS_TIMEOUTS,
      ...given,
      // One attempt: what failed is sent again by us, on the clock that was handed in.
      maxAttempts: 1,
    });
    return { sdk, client };
  };
  return {
    sendBatch: async (queueUrl, entries) => {
      const { sdk, client } = await load();
      return batchReply(
        await client.send(new sdk.SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: [...entries] })),
      );
    },
    delayBatch: async (queueUrl, entries) => {
      const { sdk, client } = await load();
      return batchReply(
        await client.send(new sdk.ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries: [...entries] })),
      );
    },
  };
};
