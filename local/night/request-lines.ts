import * as v from 'valibot';

/** The worker's line of a request that is over (lib/power/ports/telemetry.ts), as far as the night reads it. */
const completeLine = v.object({
  message: v.literal('complete'),
  requestId: v.string(),
  verdict: v.string(),
  because: v.string(),
  servers: v.number(),
  outcomes: v.nullable(v.string()),
});
export type CompleteLine = v.InferOutput<typeof completeLine>;

/** Reads a line of a function's log; undefined for every line that says nothing of a request's end. */
export const readCompleteLine = (line: string): CompleteLine | undefined => {
  if (!line.includes('"complete"')) return undefined;
  try {
    const parsed = v.safeParse(completeLine, JSON.parse(line));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined; // Not JSON: a function may write anything.
  }
};

/** What became of a request, in one line. */
export const completeInWords = (
  name: string,
  { verdict, because, servers, outcomes }: Omit<CompleteLine, 'message' | 'requestId'>,
): string =>
  verdict === 'chosen'
    ? `complete  ${name}  -  ${servers} server${servers === 1 ? '' : 's'}: ${outcomes ?? ''}`
    : `complete  ${name}  -  nothing stopped: ${because}`;
