import * as v from 'valibot';
import type { Instant } from '../instant.ts';
import type { MessageAttributes } from '../message/scheduler-letter.ts';

/** One message of a batch, as Lambda's event source mapping hands it over. */
export interface QueueMessage {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  /** `ApproximateReceiveCount`, 1 for the first delivery. */
  readonly receiveCount: number;
  /** `SentTimestamp`. */
  readonly sentAt: Instant;
  /** `ApproximateFirstReceiveTimestamp`; `SentTimestamp` where an event goes without it. */
  readonly firstReceivedAt: Instant;
  /** Its message attributes that are text, by name. */
  readonly attributes: MessageAttributes;
}

/** Lambda's partial batch response: everything not named here is deleted from the queue. */
export interface BatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

// Numbers come as strings (types/aws-lambda/trigger/sqs.d.ts).
const digits = v.pipe(v.string(), v.regex(/^\d{1,15}$/, 'not a number'), v.transform(Number));
const texts = v.pipe(
  v.record(v.string(), v.object({ stringValue: v.nullish(v.string()) })),
  v.transform((given): MessageAttributes => {
    const named = Object.entries(given).map(([name, { stringValue: text }]) => [name, text] as const);
    return Object.fromEntries(named.filter((one): one is [string, string] => typeof one[1] === 'string'));
  }),
);
const Event = v.object({
  Records: v.array(
    v.object({
      messageId: v.pipe(v.string(), v.nonEmpty('empty')),
      receiptHandle: v.string(),
      body: v.string(),
      attributes: v.object({
        ApproximateReceiveCount: digits,
        SentTimestamp: digits,
        ApproximateFirstReceiveTimestamp: v.optional(digits),
      }),
      messageAttributes: v.optional(texts, {}),
    }),
  ),
});

/**
 * Reads the event of an event source mapping. Throws on anything else: an answer to an event that cannot be read would delete
 * messages that nobody has seen.
 */
export const messagesOf = (event: unknown): readonly QueueMessage[] => {
  const parsed = v.safeParse(Event, event);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw new Error(`not an SQS event: ${v.getDotPath(issue) ?? 'event'}: ${issue.message}`);
  }
  return parsed.output.Records.map(({ messageId, receiptHandle, body, attributes, messageAttributes }) => ({
    messageId,
    receiptHandle,
    body,
    receiveCount: attributes.ApproximateReceiveCount,
    sentAt: attributes.SentTimestamp,
    firstReceivedAt: attributes.ApproximateFirstReceiveTimestamp ?? attributes.SentTimestamp,
    attributes: messageAttributes,
  }));
};
