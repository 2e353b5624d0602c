import * as v from 'valibot';
import type { QueuedDeadLetter } from '../../local/stack/stack.ts';

const Body = v.object({
  intent: v.optional(v.object({ requestId: v.string(), serverId: v.string() })),
  original: v.optional(v.string()),
  failure: v.object({
    reason: v.string(),
    because: v.string(),
    http: v.optional(v.number()),
    attempts: v.number(),
    failedAt: v.string(),
    counts: v.optional(
      v.object({ listed: v.number(), matched: v.number(), leftOut: v.record(v.string(), v.number()) }),
    ),
  }),
});

/** A dead letter, read. */
export interface Letter extends v.InferOutput<typeof Body> {
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export const readLetter = ({ body, attributes }: QueuedDeadLetter): Letter => ({
  ...v.parse(Body, JSON.parse(body)),
  body,
  attributes,
});
