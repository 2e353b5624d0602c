import { setTimeout as sleep } from 'node:timers/promises';
import type { Message } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { failedMessages } from './batch-failures.ts';
import type { Lambda } from './lambda.ts';
import type { Sqs } from './sqs.ts';
import { sqsRecord } from './sqs-record.ts';

/** An event source mapping of the template. An unsupported property is refused, not ignored. */
export const eventSourceProperties = v.strictObject({
  EventSourceArn: v.string(),
  FunctionName: v.string(),
  BatchSize: v.pipe(v.number(), v.maxValue(10, 'more than 10 is not supported here')),
  MaximumBatchingWindowInSeconds: v.optional(v.literal(0, 'a batching window is not supported here'), 0),
  FunctionResponseTypes: v.optional(v.array(v.literal('ReportBatchItemFailures')), []),
  // Lambda begins with five pollers when nothing bounds them.
  ScalingConfig: v.optional(v.object({ MaximumConcurrency: v.number() }), { MaximumConcurrency: 5 }),
  Enabled: v.optional(v.boolean(), true),
});

/** What an event source needs of the stack. */
export interface EventSourceParts {
  readonly sqs: Sqs;
  readonly queueUrl: string;
  readonly lambda: Lambda;
  readonly concurrency: number;
  readonly onLine: (line: string) => void;
}

/** A running event source mapping; `stop` ends its long polls and resolves when the last loop has ended. */
export interface EventSource {
  stop(): Promise<void>;
}

const PAUSE_MS = 1000;

const isAbort = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError';

/** Reads the queue with as many loops as batches may run at once, and deletes what the function did not report as failed. */
export const startEventSource = (
  mapping: v.InferOutput<typeof eventSourceProperties>,
  { sqs, queueUrl, lambda, concurrency, onLine }: EventSourceParts,
): EventSource => {
  const stopping = new AbortController();
  const reportsItems = mapping.FunctionResponseTypes.includes('ReportBatchItemFailures');

  const handOver = async (messages: readonly Message[]): Promise<void> => {
    const records = messages.map((message) => sqsRecord(message, mapping.EventSourceArn));
    const invocation = await lambda.invoke({ Records: records });
    const ids = records.map((record) => record.messageId);
    const failed = failedMessages(ids, invocation, reportsItems);
    // What failed stays in flight until its visibility timeout, or what the function made of it, has passed.
    await sqs.delete(
      queueUrl,
      messages.filter((message) => message.MessageId !== undefined && !failed.has(message.MessageId)),
    );
  };
  const round = async (): Promise<void> => {
    const messages = await sqs.receive(queueUrl, mapping.BatchSize, stopping.signal);
    if (messages.length > 0) await handOver(messages);
  };
  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await round();
      } catch (error) {
        if (stopping.signal.aborted || isAbort(error)) return;
        onLine(JSON.stringify({ type: 'platform.eventSource', record: { error: String(error) } }));
        await sleep(PAUSE_MS);
      }
    }
  };
  const loops = mapping.Enabled ? Array.from({ length: concurrency }, loop) : [];
  return {
    stop: async () => {
      stopping.abort();
      await Promise.all(loops);
    },
  };
};
