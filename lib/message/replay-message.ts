import * as v from 'valibot';
import { formatInstant, type Instant } from '../instant.ts';
import { messageText, parseJson } from './json.ts';
import { closed, field, type Parsed, parseBy } from './schema.ts';

/** The version of the shape of a replay. A higher one was written by newer code, and is handed back to it. */
export const REPLAY_VERSION = 1;

/** How the body of a replay begins: it may be longer than a letter, which it holds. */
export const REPLAY_START = '{"replay":';

/** The longest such body in bytes. A letter that makes a longer one cannot be replayed as it is. */
export const REPLAY_MAX_BYTES = 256 * 1024;

/** A dead letter as it was found in its queue. */
export interface FoundLetter {
  readonly messageId: string;
  /**
   * SQS's `SentTimestamp` of the letter. A message that SQS moved as it was keeps its own (SQS Developer Guide, "Setting-up dead-letter
   * queue retention": of a standard queue), so it is the arrival of its request.
   */
  readonly sentAt: Instant;
  readonly body: string;
  /** String attributes only, by name. */
  readonly attributes: Readonly<Record<string, string>>;
}

// The longest a letter may be is the worker's business. JSON that is a text stays in its quotes: without them it would be another body.
const letterValue = (body: string): unknown => {
  const parsed = parseJson(body, Number.POSITIVE_INFINITY);
  return parsed.kind === 'parsed' && typeof parsed.value !== 'string' ? parsed.value : body;
};

/**
 * The body of the message that asks for a dead letter again: the letter as it was found, and when it was asked for again. Nothing of the
 * letter changes, so its request keeps its identity and its `requestedAt`.
 */
export const replayBody = ({ messageId, sentAt, body, attributes }: FoundLetter, replayedAt: Instant): string =>
  messageText({
    replay: {
      version: REPLAY_VERSION,
      replayedAt: formatInstant(replayedAt),
      messageId,
      sentAt: formatInstant(sentAt),
      attributes,
      letter: letterValue(body),
    },
  });

const message = closed({
  replay: closed({
    version: v.literal(REPLAY_VERSION, `must be ${REPLAY_VERSION}`),
    replayedAt: field.instant,
    messageId: field.requestId,
    sentAt: field.instant,
    attributes: v.record(v.string(), v.string('must be text'), 'must be an object'),
    letter: v.unknown(),
  }),
});

/** A letter that is asked for again, and when. */
export interface Replay extends FoundLetter {
  readonly replayedAt: Instant;
}

/** Reads the body of a replay; what the letter is, its own parser says. */
export const parseReplay = (value: unknown): Parsed<Replay> => {
  const parsed = parseBy(message, value);
  if (parsed.kind === 'problem') return parsed;
  const { version: _, letter, ...replay } = parsed.value.replay;
  return { kind: 'parsed', value: { ...replay, body: typeof letter === 'string' ? letter : JSON.stringify(letter) } };
};
