import * as v from 'valibot';
import { DURATION_EXAMPLES, parseDurationMs, parseInstant } from '../instant.ts';
import { parseServerId, STOP_TYPES } from '../power/server.ts';
import { quoted } from './json.ts';

/** An object of exactly these fields, each required unless it is optional itself. */
export const closed = <const T extends v.ObjectEntries>(entries: T) =>
  v.pipe(
    // A list is an object too, to valibot.
    v.custom<object>((value) => typeof value === 'object' && !Array.isArray(value), 'must be an object'),
    v.strictObject(entries, (issue) => {
      if (issue.expected === 'never') return 'unknown field';
      return issue.path === undefined ? 'must be an object' : 'required';
    }),
  );

/** What a schema makes of a value, or the first problem: one line that names the field, as in `serverIds[3]: not a UUID`. */
export type Parsed<T> =
  | { readonly kind: 'parsed'; readonly value: T }
  | { readonly kind: 'problem'; readonly problem: string };

const PLAIN = /^[A-Za-z]\w{0,63}$/;

const pathStep = (key: unknown): string => {
  if (typeof key === 'number') return `[${key}]`;
  const name = String(key);
  return `.${PLAIN.test(name) ? name : quoted(name)}`;
};

/** Reads a value by a schema; stops at the first problem, so that a long list of nonsense costs nothing. */
export const parseBy = <T>(schema: v.GenericSchema<unknown, T>, value: unknown): Parsed<T> => {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return { kind: 'parsed', value: result.output };
  const [issue] = result.issues;
  const path = (issue.path ?? []).map((item) => pathStep(item.key)).join('');
  return { kind: 'problem', problem: path === '' ? issue.message : `${path.slice(1)}: ${issue.message}` };
};

/** Text that a parser of ours reads, or the problem. */
const readBy = <T>(parse: (text: string) => T | undefined, problem: string) =>
  v.pipe(
    v.string('must be text'),
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      const value = parse(dataset.value);
      if (value !== undefined) return value;
      addIssue({ message: problem });
      return NEVER;
    }),
  );

// One line of text that UTF-8 can carry: no control characters, half pairs or line ends; the ledger's key is built from it.
const ONE_LINE = /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]+$/u;
const CLOUD_MAX_BYTES = 256;

/** The fields of a request and an intent: text, read once and for all. */
export const field = {
  serverId: readBy(parseServerId, 'not a UUID'),
  instant: readBy(parseInstant, 'not an RFC 3339 instant'),
  durationMs: readBy(parseDurationMs, `not a duration, such as ${DURATION_EXAMPLES}`),
  requestId: v.pipe(v.string('must be text'), v.regex(/^[ -~]{1,256}$/, 'must be 1 to 256 printable ASCII characters')),
  cloud: v.pipe(
    v.string('must be text'),
    v.regex(ONE_LINE, 'must be one line of printable characters'),
    // Not `maxBytes`, which encodes the text again to count.
    v.check((text) => Buffer.byteLength(text) <= CLOUD_MAX_BYTES, `longer than ${CLOUD_MAX_BYTES} bytes`),
  ),
  reason: v.pipe(v.string('must be text'), v.maxLength(256, 'longer than 256 characters')),
  stopType: v.picklist(STOP_TYPES, `must be ${STOP_TYPES.join(' or ')}`),
  digest: v.pipe(v.string('must be text'), v.regex(/^[0-9a-f]{64}$/, 'not a SHA-256 digest')),
  dryRun: v.boolean('must be true or false'),
};
