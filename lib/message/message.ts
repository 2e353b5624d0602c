import type { Instant } from '../instant.ts';
import type { Intent } from '../power/intent.ts';
import { type Asked, replayed } from '../power/replayed.ts';
import type { RollCall } from '../power/roll.ts';
import { parseIntentDeadLetter, parseUnreadDeadLetter } from './dead-letter-message.ts';
import { INTENT_VERSION, newerVersion, parseIntentMessage, replayProblem } from './intent-message.ts';
import { parseJson } from './json.ts';
import { longestBody } from './longest-body.ts';
import { parseReplay, REPLAY_VERSION, type Replay } from './replay-message.ts';
import { parseRequest, type RequestRules, type StopRequest, withAnyWindow } from './request.ts';
import { parseRequestMessage, REQUEST_VERSION } from './request-message.ts';
import { parseRollCall, ROLL_CALL_VERSION } from './roll-call-message.ts';
import { type MessageAttributes, parseSchedulerLetter } from './scheduler-letter.ts';
import type { Parsed } from './schema.ts';

/** What a message of the stop queue turns out to be. */
export type Message =
  | { readonly kind: 'request'; readonly request: StopRequest }
  | { readonly kind: 'intent'; readonly intent: Intent }
  /** A dead letter that came back; `failedAt` names the end that it may open again. */
  | { readonly kind: 'letter'; readonly intent: Intent; readonly failedAt: Instant }
  /** Asks what became of a request. */
  | { readonly kind: 'roll-call'; readonly call: RollCall }
  /** Written by newer code: hand it back, never bury it. */
  | { readonly kind: 'newer'; readonly because: string }
  | {
      readonly kind: 'malformed';
      /** One line that names the field. */
      readonly problem: string;
      /** What to keep in its dead letter; of a letter that came back, what it kept itself. */
      readonly original: string;
      /** When that first came in: the `firstAttemptAt` of its dead letter. */
      readonly arrivedAt: Instant;
    };

/** Where a message comes from and what it is judged by. */
export interface MessageContext extends RequestRules {
  /** SQS's id of the message: the identity of a request that brings none. */
  readonly messageId: string;
  /** SQS's `SentTimestamp`. */
  readonly sentAt: Instant;
  readonly now: Instant;
  readonly attributes: MessageAttributes;
}

const has = <F extends string>(value: unknown, field: F): value is Record<F, unknown> =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, field);

// A letter of ours with an original is kept as that original, so that a letter never grows by being replayed.
const keptOf = (letter: string): string => {
  const parsed = parseJson(letter, longestBody(letter));
  return parsed.kind === 'parsed' && has(parsed.value, 'original') ? String(parsed.value.original) : letter;
};

/** What a letter asks for, asked for again. Whatever cannot be read is answered as the letter itself would be. */
const asReplayed = (letter: Message, { replayedAt, sentAt, body }: Replay, now: Instant): Message => {
  if (letter.kind === 'newer' || letter.kind === 'malformed') return letter;
  const ifInTime = <T extends Asked>(asked: T, then: (asked: T) => Message): Message => {
    const problem = replayProblem(asked.requestedAt, replayedAt, now);
    return problem === undefined
      ? then(replayed(asked, replayedAt))
      : { kind: 'malformed', problem: `replay.${problem}`, original: keptOf(body), arrivedAt: sentAt };
  };
  if (letter.kind === 'request') return ifInTime(letter.request, (request) => ({ ...letter, request }));
  if (letter.kind === 'roll-call') return ifInTime(letter.call, (call) => ({ ...letter, call }));
  return ifInTime(letter.intent, (intent) => ({ ...letter, intent }));
};

/**
 * Reads the body of a message: a request (stamped), an intent, a roll call, a dead letter of ours or of Scheduler as input again, the
 * replay of any of them, or malformed.
 */
export const parseMessage = (body: string, context: MessageContext): Message => {
  const malformed = (problem: string): Message => ({
    kind: 'malformed',
    problem,
    original: body,
    arrivedAt: context.sentAt,
  });
  const ifParsed = <T>(parsed: Parsed<T>, then: (value: T) => Message): Message =>
    parsed.kind === 'parsed' ? then(parsed.value) : malformed(parsed.problem);
  // A stamp of SQS that is later than our clock is right: by ours alone a request of now would be in the future.
  const now = Math.max(context.now, context.sentAt);

  return ifParsed(parseJson(body, longestBody(body)), (value) => {
    if (has(value, 'replay')) {
      const version = newerVersion(value.replay, REPLAY_VERSION);
      if (version !== undefined)
        return { kind: 'newer', because: `replay version ${version} is newer than ${REPLAY_VERSION}` };
      return ifParsed(parseReplay(value), (replay) => {
        const { messageId, attributes } = replay;
        const sentAt = Math.min(context.sentAt, replay.sentAt);
        const found = { ...replay, sentAt };
        return asReplayed(parseMessage(replay.body, { ...context, now, messageId, sentAt, attributes }), found, now);
      });
    }
    if (has(value, 'original')) {
      return ifParsed(parseUnreadDeadLetter(value), ({ original, failure }) => {
        // The move to this queue renewed `SentTimestamp`; what the letter says keeps an old request old.
        const first = { ...context, now, sentAt: Math.min(context.sentAt, failure.firstAttemptAt) };
        return parseMessage(original, failure.reason === 'malformed' ? first : withAnyWindow(first));
      });
    }
    if (has(value, 'intent')) {
      const version = newerVersion(value.intent, INTENT_VERSION);
      if (version !== undefined) {
        return { kind: 'newer', because: `intent version ${version} is newer than ${INTENT_VERSION}` };
      }
      if (has(value, 'failure')) {
        return ifParsed(parseIntentDeadLetter(value, now), ({ intent, failure }) => ({
          kind: 'letter',
          intent,
          failedAt: failure.failedAt,
        }));
      }
      return ifParsed(parseIntentMessage(value, now), (intent) => ({ kind: 'intent', intent }));
    }
    if (has(value, 'rollCall')) {
      const version = newerVersion(value.rollCall, ROLL_CALL_VERSION);
      return version === undefined
        ? ifParsed(parseRollCall(value, now), (call) => ({ kind: 'roll-call', call }))
        : { kind: 'newer', because: `roll call version ${version} is newer than ${ROLL_CALL_VERSION}` };
    }
    if (has(value, 'request')) {
      const version = newerVersion(value.request, REQUEST_VERSION);
      if (version !== undefined)
        return { kind: 'newer', because: `request version ${version} is newer than ${REQUEST_VERSION}` };
      return ifParsed(parseRequestMessage(value, now), (request) => ({ kind: 'request', request }));
    }
    const { messageId, sentAt, attributes } = context;
    const arrival = { source: 'queue', requestId: messageId, arrivedAt: sentAt, now } as const;
    const request = has(value, 'MessageBody')
      ? parseSchedulerLetter(value, attributes, arrival, context)
      : parseRequest(value, arrival, context);
    return ifParsed(request, (parsed) => ({ kind: 'request', request: parsed }));
  });
};
