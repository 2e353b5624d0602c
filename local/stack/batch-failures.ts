import * as v from 'valibot';
import type { Invocation } from './runtime-api.ts';

const answer = v.nullable(
  v.object({
    batchItemFailures: v.optional(
      v.nullable(v.array(v.object({ itemIdentifier: v.pipe(v.string(), v.minLength(1)) }))),
    ),
  }),
);

const parsed = (payload: string): unknown => {
  try {
    return JSON.parse(payload);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined; // No JSON is a bad answer, and undefined fits no answer.
    throw error;
  }
};

/**
 * Which messages of a batch failed, as Lambda reads a function's answer with ReportBatchItemFailures: null, `{}`, a null or an
 * empty list mean that all succeeded; a throw, no JSON, a bad key, an empty, null or unknown id mean that all failed. (Lambda
 * Developer Guide, "Implementing partial batch responses": success and failure conditions.)
 */
export const failedMessages = (
  messageIds: readonly string[],
  invocation: Invocation,
  reportsItems: boolean,
): ReadonlySet<string> => {
  const all = new Set(messageIds);
  if (invocation.kind !== 'answered') return all;
  if (!reportsItems) return new Set();
  const read = v.safeParse(answer, parsed(invocation.payload));
  if (!read.success) return all;
  const failed = new Set((read.output?.batchItemFailures ?? []).map((item) => item.itemIdentifier));
  return [...failed].every((id) => all.has(id)) ? failed : all;
};
