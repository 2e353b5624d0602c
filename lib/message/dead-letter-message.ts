import * as v from 'valibot';
import { formatInstant, type Instant } from '../instant.ts';
import { type Failure, REASONS } from '../power/outcome.ts';
import type { DeadLetter } from '../power/ports/queue.ts';
import { instantsProblem, intentJson, intentSchema } from './intent-message.ts';
import { BODY_MAX_BYTES, messageText } from './json.ts';
import { closed, field, type Parsed, parseBy } from './schema.ts';

const text = v.string('must be text');
const whole = v.pipe(v.number('must be a number'), v.integer('must be a whole number'));

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
});

const letter = closed({ intent: intentSchema, failure });
const unreadLetter = closed({ original: text, failure });

/** A dead letter about an intent: it is judged again, and `failure.failedAt` names the end that it may open again. */
type IntentLetter = Extract<DeadLetter, { intent: unknown }>;

/** A letter about a message that could not be read. */
type UnreadLetter = Exclude<DeadLetter, IntentLetter>;

/** Reads the body of a dead letter that has an intent. */
export const parseIntentLetter = (value: unknown, now: Instant): Parsed<IntentLetter> => {
  const parsed = parseBy(letter, value);
  const problem = parsed.kind === 'parsed' ? instantsProblem(parsed.value.intent, now) : undefined;
  return problem === undefined ? parsed : { kind: 'problem', problem };
};

/** Reads the body of a dead letter that has an original. */
export const parseUnreadLetter = (value: unknown): Parsed<UnreadLetter> => parseBy(unreadLetter, value);

const failureJson = (told: Failure) => ({
  reason: told.reason,
  because: told.because,
  http: told.http,
  code: told.code,
  openstackRequestId: told.openstackRequestId,
  server: told.server && {
    vmState: told.server.vmState,
    taskState: told.server.taskState,
    powerState: told.server.powerState,
  },
  attempts: told.attempts,
  firstAttemptAt: formatInstant(told.firstAttemptAt),
  failedAt: formatInstant(told.failedAt),
});

// Bytes of UTF-8; a character that the cut goes through is left out whole.
const cut = (original: string): string =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(Buffer.from(original).subarray(0, BODY_MAX_BYTES), {
    stream: true,
  });

/** How the body of a letter with an original begins. */
export const UNREAD_LETTER_START = '{"original":';

/** The longest such body in bytes: 64 KiB, each character escaped with one more, and the failure. */
export const UNREAD_LETTER_MAX_BYTES = 160 * 1024;

/** The body of a dead letter (docs/contract.md, "Dead letter"). An original is cut at 64 KiB. */
export const letterBody = (told: DeadLetter): string =>
  'intent' in told
    ? messageText({ intent: intentJson(told.intent), failure: failureJson(told.failure) })
    : messageText({ original: cut(told.original), failure: failureJson(told.failure) });
