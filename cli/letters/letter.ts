import type { Instant } from '../../lib/instant.ts';
import { parseIntentDeadLetter, parseUnreadDeadLetter } from '../../lib/message/dead-letter-message.ts';
import { parseJson } from '../../lib/message/json.ts';
import { type Message, type MessageContext, parseMessage } from '../../lib/message/message.ts';
import { replayBody } from '../../lib/message/replay-message.ts';
import type { StopRequest } from '../../lib/message/request.ts';
import type { Intent } from '../../lib/power/intent.ts';
import type { DeadLetterReason, Failure } from '../../lib/power/outcome.ts';
import type { RollCall } from '../../lib/power/roll.ts';
import { isObject } from '../../lib/text.ts';
import type { TakenLetter } from '../terminal/stack.ts';

/**
 * Why a letter is in the queue: the worker's reason; `undelivered`, EventBridge Scheduler could not deliver it; `never-taken`, SQS moved it
 * since no function took it; `unreadable`, it looks like a letter of the worker and is none that this version reads.
 */
export type LetterReason = DeadLetterReason | 'undelivered' | 'never-taken' | 'unreadable';

/** What a letter is about, as the worker would read it. */
export type Subject =
  | { readonly kind: 'server'; readonly intent: Intent }
  | { readonly kind: 'request'; readonly request: StopRequest }
  | { readonly kind: 'roll-call'; readonly call: RollCall }
  /** No version of ours reads it. */
  | { readonly kind: 'malformed'; readonly problem: string }
  /** Written by newer code. */
  | { readonly kind: 'newer'; readonly problem: string };

/** A dead letter, understood. Its body is left out: thousands of them would not fit. */
export interface Letter {
  readonly messageId: string;
  /** SQS's `SentTimestamp`: of a message that SQS moved, when it was first sent. */
  readonly sentAt: Instant;
  readonly reason: LetterReason;
  readonly because: string;
  /** Of a letter of the worker. */
  readonly failure?: Failure;
  readonly subject: Subject;
  /** Why its replay could not be read, although the letter can: it would be too long. */
  readonly notReplayable?: string;
}

/** What a message is judged by where it does not say it itself. */
export type Rules = Pick<MessageContext, 'timing' | 'defaultCloud'>;

const ANY_LENGTH = Number.POSITIVE_INFINITY;

/** Reads a letter by the worker's own rules. */
export const readLetter = (taken: TakenLetter, now: Instant, rules: Rules): Letter => {
  const { messageId, sentAt, body, attributes } = taken;
  const context = { ...rules, messageId, sentAt, now, attributes };
  const read = parseMessage(body, context);
  const again = parseMessage(replayBody(taken, now), { ...context, sentAt: now });
  const parsed = parseJson(body, ANY_LENGTH);
  const value = parsed.kind === 'parsed' && isObject(parsed.value) ? parsed.value : {};
  const subject = subjectOf(read);
  const failure = failureOf(value, Math.max(now, sentAt));
  return {
    ...{ messageId, sentAt, subject },
    ...(again.kind === 'malformed' && read.kind !== 'malformed' ? { notReplayable: again.problem } : {}),
    ...(failure === undefined ? { ...leftByOthers(value, subject, attributes) } : { ...failure, failure }),
  };
};

const subjectOf = (read: Message): Subject => {
  switch (read.kind) {
    case 'request':
      return read;
    case 'intent':
    case 'letter':
      return { kind: 'server', intent: read.intent };
    case 'roll-call':
      return read;
    case 'newer':
      return { kind: 'newer', problem: read.because };
    case 'malformed':
      return { kind: 'malformed', problem: read.problem };
  }
};

const failureOf = (value: Readonly<Record<string, unknown>>, now: Instant): Failure | undefined => {
  if (!Object.hasOwn(value, 'failure')) return undefined;
  const letter = Object.hasOwn(value, 'original') ? parseUnreadDeadLetter(value) : parseIntentDeadLetter(value, now);
  return letter.kind === 'parsed' ? letter.value.failure : undefined;
};

const leftByOthers = (
  value: Readonly<Record<string, unknown>>,
  subject: Subject,
  { ERROR_CODE: code = '', ERROR_MESSAGE: message = '' }: TakenLetter['attributes'],
): Pick<Letter, 'reason' | 'because'> => {
  const problem = 'problem' in subject ? subject.problem : undefined;
  if (Object.hasOwn(value, 'failure'))
    return { reason: 'unreadable', because: problem ?? 'its failure cannot be read' };
  // EventBridge Scheduler User Guide, "Configuring a schedule's dead-letter queue".
  if (Object.hasOwn(value, 'MessageBody'))
    return {
      reason: 'undelivered',
      because: [code, message].filter((text) => text !== '').join(': ') || 'no error code',
    };
  return { reason: 'never-taken', because: problem ?? 'no function took it; SQS moved it as it was sent' };
};

/** When it failed, or was sent where nobody wrote when it failed: the order of the list. */
export const failedAtOf = ({ failure, sentAt }: Letter): Instant => failure?.failedAt ?? sentAt;

/** Which request a letter belongs to, and when it was asked for; undefined when it cannot be read. */
export const requestOf = ({ subject }: Letter): Intent | StopRequest | RollCall | undefined => {
  switch (subject.kind) {
    case 'server':
      return subject.intent;
    case 'request':
      return subject.request;
    case 'roll-call':
      return subject.call;
    case 'malformed':
    case 'newer':
      return undefined;
  }
};
