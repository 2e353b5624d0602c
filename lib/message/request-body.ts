import * as v from 'valibot';
import { envelopeProblem } from './envelope.ts';
import { closed, field, type Parsed, parseBy } from './schema.ts';
import { atMostSchema, SERVERS_MAX, selectSchema } from './select-body.ts';

// EventBridge Scheduler replaces `<aws.scheduler.…>`; what it does not know it leaves as it is.
const KEYWORD_LEFT = 'a keyword `<aws.…>` was not replaced';
const replaced = v.check((text: string) => !text.includes('<aws.'), KEYWORD_LEFT);

// Schedule names and groups have up to 64 characters each; with the scheduled time behind it, it is a request id of at most 256.
/** The ARN of a schedule. */
export const scheduleArn = v.pipe(
  v.string('must be text'),
  replaced,
  v.regex(/^arn:[!#-[\]-~]{1,216}$/, 'not the ARN of a schedule'),
);
const scheduledTime = v.pipe(v.string('must be text'), replaced, field.instant);

const serverIds = v.pipe(
  v.array(field.serverId, 'must be a list of UUIDs'),
  v.minLength(1, 'no server IDs given'),
  v.maxLength(SERVERS_MAX, `names more than ${SERVERS_MAX} servers`),
  v.transform((ids) => [...new Set(ids)]),
);

/** The most spans that a calendar may have in one message. */
export const SPANS_MAX = 1000;

// Written by packaging; a span is from its first moment to just before its last.
const span = v.pipe(
  closed({ from: field.instant, to: field.instant, why: field.reason }),
  v.forward(
    v.check(({ from, to }) => from < to, 'not after from'),
    ['to'],
  ),
);

const optional = {
  atMost: v.exactOptional(atMostSchema),
  notOn: v.exactOptional(
    v.pipe(v.array(span, 'must be a list'), v.maxLength(SPANS_MAX, `has more than ${SPANS_MAX} spans`)),
  ),
  calendarEnds: v.exactOptional(field.instant),
  requestId: v.exactOptional(field.requestId),
  requestedAt: v.exactOptional(field.instant),
  notAfter: v.exactOptional(field.instant),
  window: v.exactOptional(field.durationMs),
  type: v.exactOptional(field.stopType),
  cloud: v.exactOptional(field.cloud),
  dryRun: v.exactOptional(field.dryRun),
  reason: v.exactOptional(field.reason),
  schedule: v.exactOptional(closed({ arn: scheduleArn, scheduledTime })),
};

const byIds = closed({ serverIds, ...optional });
const bySelect = closed({ select: selectSchema, ...optional });

const has = (value: unknown, name: string): boolean =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name);

// Encoders of Go, Java and C# write null for what is not set. Of the two ways to name servers one is; inside of `select` a null stays an
// error, since leaving it out would choose more.
const withoutNulls = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value);
  const names = (key: string): boolean => key === 'serverIds' || key === 'select';
  const isNamed = entries.some(([key, one]) => names(key) && one !== null);
  const isUnset = ([key, one]: readonly [string, unknown]): boolean =>
    one === null && (Object.hasOwn(optional, key) || (isNamed && names(key)));
  return Object.fromEntries(entries.filter((entry) => !isUnset(entry)));
};

/** A request as a caller wrote it (docs/contract.md, "Stop request"): each field is good, the missing ones are not stamped. */
export type RequestBody =
  | (v.InferOutput<typeof byIds> & { readonly select?: never })
  | (v.InferOutput<typeof bySelect> & { readonly serverIds?: never });

const clashOf = (body: RequestBody): string | undefined => {
  if (body.notAfter !== undefined && body.window !== undefined) return 'window: not together with notAfter';
  if (body.atMost !== undefined && body.select === undefined) return 'atMost: only together with select';
  if (body.schedule === undefined) {
    if (body.notOn !== undefined) return 'notOn: only together with schedule';
    return body.calendarEnds === undefined ? undefined : 'calendarEnds: only together with schedule';
  }
  if (body.requestId !== undefined) return 'requestId: not together with schedule';
  if (body.requestedAt !== undefined) return 'requestedAt: not together with schedule';
  return undefined;
};

/** Reads the body of a stop request; the schema is closed and nothing is coerced, but an optional field with null is left out. */
export const parseRequestBody = (value: unknown): Parsed<RequestBody> => {
  const given = withoutNulls(value);
  const [hasIds, hasSelect] = [has(given, 'serverIds'), has(given, 'select')];
  if (hasIds && hasSelect) return { kind: 'problem', problem: 'select: not together with serverIds' };
  const parsed: Parsed<RequestBody> = hasSelect ? parseBy(bySelect, given) : parseBy(byIds, given);
  const problem = parsed.kind === 'parsed' ? clashOf(parsed.value) : envelopeProblem(value);
  return problem === undefined ? parsed : { kind: 'problem', problem };
};
