import * as v from 'valibot';
import { formatInstant, type Instant } from '../instant.ts';
import { isLeftOutBy, type LeftOutBy } from '../power/choose/choose.ts';
import { type Failure, REASONS } from '../power/outcome.ts';
import type { DeadLetter } from '../power/ports/queue.ts';
import { instantsProblem, intentJson, intentSchema } from './intent-message.ts';
import { BODY_MAX_BYTES, messageText } from './json.ts';
import { closed, field, type Parsed, parseBy } from './schema.ts';

const text = v.string('must be text');
const whole = v.pipe(v.number('must be a number'), v.integer('must be a whole number'));

const leftOutBy = v.custom<LeftOutBy>(isLeftOutBy, 'not a rule');
const counts = closed({ listed: whole, matched: whole, leftOut: v.record(leftOutBy, whole) });

const failure = closed({
  reason: v.picklist(REASONS, 'not a reason'),
  because: text,
  http: v.exactOptional(whole),
  code: v.exactOptional(text),
  openstackRequestId: v.exactOptional(text),
  server: v.exactOptional(
    closed({ vmState: text, taskState: v.nullable(text), powerState: v.nullable(v.number('must be a number')) }),
  ),
  attempts: whole,
  firstAttemptAt: field.instant,
  failedAt: field.instant,
  counts: v.exactOptional(counts),
});

const letter = closed({ intent: intentSchema, failure });
const unreadLetter = closed({ original: text, failure });

/** A dead letter about an intent: it is judged again, and `failure.failedAt` names the end that it may open again. */
type IntentLetter = Extract<DeadLetter, { intent: unknown }>;

/** A letter about a message that could not be read. */
type UnreadLetter = Exclude<DeadLetter, IntentLetter>;

/** Reads the body of a dead letter that has an intent. */
export const parseIntentDeadLetter = (value: unknown, now: Instant): Parsed<IntentLetter> => {
  const parsed = parseBy(letter, value);
  const problem = parsed.kind === 'parsed' ? instantsProblem(parsed.value.intent, now) : undefined;
  return problem === undefined ? parsed : { kind: 'problem', problem };
};

/** Reads the body of a dead letter that has an original. */
export const parseUnreadDeadLetter = (value: unknown): Parsed<UnreadLetter> => parseBy(unreadLetter, value);

const failureJson = (failed: Failure) => ({
  reason: failed.reason,
  because: failed.because,
  http: failed.http,
  code: failed.code,
  openstackRequestId: failed.openstackRequestId,
  server: failed.server && {
    vmState: failed.server.vmState,
    taskState: failed.server.taskState,
    powerState: failed.server.powerState,
  },
  attempts: failed.attempts,
  firstAttemptAt: formatInstant(failed.firstAttemptAt),
  failedAt: formatInstant(failed.failedAt),
  counts: failed.counts,
});

// Bytes of UTF-8; a character that the cut goes through is left out whole.
const cut = (original: string): string =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(Buffer.from(original).subarray(0, BODY_MAX_BYTES), {
    stream: true,
  });

/** How the body of a letter with an original begins. */
export const UNREAD_DEAD_LETTER_START = '{"original":';

/** The longest such body in bytes: 64 KiB, each character escaped with one more, and the failure. */
export const UNREAD_DEAD_LETTER_MAX_BYTES = 160 * 1024;

/** The body of a dead letter (docs/contract.md, "Dead letter"). An original is cut at 64 KiB. */
export const deadLetterBody = (deadLetter: DeadLetter): string =>
  'intent' in deadLetter
    ? messageText({ intent: intentJson(deadLetter.intent), failure: failureJson(deadLetter.failure) })
    : messageText({ original: cut(deadLetter.original), failure: failureJson(deadLetter.failure) });
