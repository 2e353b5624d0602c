import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { buildApp } from 'fauxqs';
import * as v from 'valibot';
import { type Gate, OPEN_GATE } from './gate.ts';
import { CREDENTIALS, listeningUrl, REGION } from './place.ts';
import { createRedrive } from './redrive.ts';
import { addSqsFront } from './sqs-front.ts';
import type { QueueDepth, QueuedDeadLetter } from './stack.ts';

/** SQS on this machine. A queue is identified by its URL. */
export interface Sqs {
  readonly endpoint: string;
  createQueue(name: string, attributes: Readonly<Record<string, string>>): Promise<void>;
  /** `attributes`: message attributes, each a text. */
  send(queueUrl: string, body: string, attributes?: Readonly<Record<string, string>>): Promise<string>;
  /** Up to ten messages with all attributes; waits up to 20 s for the first, or until aborted. */
  receive(queueUrl: string, batchSize: number, signal: AbortSignal): Promise<readonly Message[]>;
  delete(queueUrl: string, messages: readonly Message[]): Promise<void>;
  depth(queueUrl: string): Promise<QueueDepth>;
  /** Everything in a queue, looked at without receiving it. */
  peek(queueUrl: string): Promise<readonly QueuedDeadLetter[]>;
  stop(): Promise<void>;
}

const message = v.object({
  messageId: v.string(),
  body: v.string(),
  messageAttributes: v.record(v.string(), v.object({ StringValue: v.optional(v.string()) })),
});
// fauxqs, `GET /_fauxqs/queues/<name>`.
const inspection = v.object({
  messages: v.object({
    ready: v.array(message),
    delayed: v.array(message),
    inflight: v.array(v.object({ message })),
  }),
});

const deadLetterOf = ({ messageId, body, messageAttributes }: v.InferOutput<typeof message>): QueuedDeadLetter => ({
  messageId,
  body,
  attributes: Object.fromEntries(
    Object.entries(messageAttributes).flatMap(([name, { StringValue: text }]) =>
      text === undefined ? [] : [[name, text]],
    ),
  ),
});

/** Starts an empty SQS on a free port of the loopback interface, whose callers `gate` judges. */
export const startSqs = async (gate: () => Gate = () => OPEN_GATE): Promise<Sqs> => {
  const app = buildApp({ logger: false });
  const client = new SQSClient({
    endpoint: async () => ({ url: new URL(endpoint) }),
    region: REGION,
    credentials: CREDENTIALS,
  });
  const redrive = createRedrive(client);
  addSqsFront(app, redrive, gate);
  await app.listen({ host: '127.0.0.1', port: 0 });
  const endpoint = listeningUrl(app.server);
  return {
    endpoint,
    createQueue: async (name, attributes) => {
      await client.send(new CreateQueueCommand({ QueueName: name, Attributes: { ...attributes } }));
    },
    send: async (queueUrl, body, attributes = {}) => {
      const named = Object.entries(attributes).map(
        ([name, text]) => [name, { DataType: 'String', StringValue: text }] as const,
      );
      const { MessageId: id } = await client.send(
        new SendMessageCommand({
          QueueUrl: queueUrl,
          MessageBody: body,
          MessageAttributes: Object.fromEntries(named),
        }),
      );
      if (id === undefined) throw new Error('SQS returned no id for a message that was sent');
      return id;
    },
    receive: async (queueUrl, batchSize, signal) => {
      const { Messages: messages = [] } = await client.send(
        new ReceiveMessageCommand({
          QueueUrl: queueUrl,
          MaxNumberOfMessages: batchSize,
          WaitTimeSeconds: 20,
          MessageSystemAttributeNames: ['All'],
          MessageAttributeNames: ['All'],
        }),
        { abortSignal: signal },
      );
      return messages;
    },
    delete: async (queueUrl, messages) => {
      if (messages.length === 0) return;
      const entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
      await client.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries }));
    },
    depth: async (queueUrl) => {
      const { Attributes: counts = {} } = await client.send(
        new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['All'] }),
      );
      return {
        visible: Number(counts.ApproximateNumberOfMessages),
        inFlight: Number(counts.ApproximateNumberOfMessagesNotVisible),
      };
    },
    peek: async (queueUrl) => {
      const answer = await fetch(`${endpoint}/_fauxqs/queues/${queueUrl.split('/').at(-1)}`);
      const { messages } = v.parse(inspection, await answer.json());
      return [...messages.ready, ...messages.delayed, ...messages.inflight.map((held) => held.message)].map(
        deadLetterOf,
      );
    },
    stop: async () => {
      await redrive.stop();
      client.destroy();
      await app.close();
    },
  };
};
