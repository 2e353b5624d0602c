import { UNREAD_DEAD_LETTER_MAX_BYTES, UNREAD_DEAD_LETTER_START } from './dead-letter-message.ts';
import { BODY_MAX_BYTES, withoutMark } from './json.ts';
import { REPLAY_MAX_BYTES, REPLAY_START } from './replay-message.ts';
import { SCHEDULER_LETTER_MAX_BYTES, SCHEDULER_LETTER_START } from './scheduler-letter.ts';

/** How long a body may be, in bytes: only a dead letter and its replay are longer than a request, since they carry a whole one, escaped. */
export const longestBody = (body: string): number => {
  const text = withoutMark(body);
  if (text.startsWith(UNREAD_DEAD_LETTER_START)) return UNREAD_DEAD_LETTER_MAX_BYTES;
  if (text.startsWith(REPLAY_START)) return REPLAY_MAX_BYTES;
  return SCHEDULER_LETTER_START.test(text) ? SCHEDULER_LETTER_MAX_BYTES : BODY_MAX_BYTES;
};
