import { ChangeMessageVisibilityCommand, SQSClient, SQSServiceException } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { CREDENTIALS } from '../../local/stack/place.ts';
import type { Stack } from '../../local/stack/stack.ts';

/** A look into the stop queue, past its API. */
export interface QueueWindow {
  /** Every receipt handle and body seen so far. */
  readonly handles: ReadonlySet<string>;
  readonly bodies: ReadonlySet<string>;
  look(): Promise<void>;
  /** Lets the time pass that messages naming `text` still have to wait: they are delivered now. */
  hurry(text: string): Promise<void>;
  close(): void;
}

const message = v.object({ body: v.string() });
// fauxqs, `GET /_fauxqs/queues/<name>`.
const inspection = v.object({
  messages: v.object({
    ready: v.array(message),
    delayed: v.array(message),
    inflight: v.array(v.object({ message, receiptHandle: v.string() })),
  }),
});

export const openQueueWindow = ({ queueUrl, awsEnvironment }: Stack): QueueWindow => {
  const { AWS_ENDPOINT_URL_SQS: endpoint = '', AWS_REGION: region = '' } = awsEnvironment;
  const client = new SQSClient({ endpoint, region, credentials: CREDENTIALS });
  const handles = new Set<string>();
  const bodies = new Set<string>();
  const inFlight = async () => {
    const answer = await fetch(`${endpoint}/_fauxqs/queues/${queueUrl.split('/').at(-1)}`);
    const { messages } = v.parse(inspection, await answer.json());
    for (const { body } of [...messages.ready, ...messages.delayed]) bodies.add(body);
    for (const { message: held, receiptHandle } of messages.inflight) {
      bodies.add(held.body);
      handles.add(receiptHandle);
    }
    return messages.inflight;
  };
  let underway: Promise<unknown> | undefined;
  return {
    handles,
    bodies,
    look: async () => {
      underway ??= inFlight().finally(() => {
        underway = undefined;
      });
      await underway;
    },
    hurry: async (text) => {
      for (const { message: held, receiptHandle } of await inFlight()) {
        if (!held.body.includes(text)) continue;
        const call = { QueueUrl: queueUrl, ReceiptHandle: receiptHandle, VisibilityTimeout: 0 };
        await client.send(new ChangeMessageVisibilityCommand(call)).catch((error: unknown) => {
          // It was received or deleted since we looked.
          if (!(error instanceof SQSServiceException)) throw error;
        });
      }
    },
    close: () => client.destroy(),
  };
};
