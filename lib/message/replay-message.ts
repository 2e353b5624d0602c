import { formatInstant, type Instant } from '../instant.ts';
import { messageText, parseJson } from './json.ts';

/** The version of the shape of a replay. A higher one was written by newer code, and is handed back to it. */
export const REPLAY_VERSION = 1;

/** A dead letter as it was found in its queue. */
export interface FoundLetter {
  readonly messageId: string;
  /** SQS's `SentTimestamp` of the letter: the arrival of a message that SQS moved as it was. */
  readonly sentAt: Instant;
  readonly body: string;
  /** String attributes only, by name. */
  readonly attributes: Readonly<Record<string, string>>;
}

// The longest a letter may be is the worker's business.
const letterValue = (body: string): unknown => {
  const parsed = parseJson(body, Number.POSITIVE_INFINITY);
  return parsed.kind === 'parsed' ? parsed.value : body;
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
