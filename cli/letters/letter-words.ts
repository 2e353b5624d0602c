import { formatInstant, type Instant } from '../../lib/instant.ts';
import type { Intent } from '../../lib/power/intent.ts';
import type { DeadLetterReason } from '../../lib/power/outcome.ts';
import { REASON_WORDS, type ReasonWords } from '../../lib/power/reason-words.ts';
import { calledBy } from '../../lib/roll/notice.ts';
import { serverCount } from '../cloud/server-words.ts';
import type { StackOption } from '../terminal/open-stack.ts';
import { COMMAND, printable } from '../terminal/terminal.ts';
import { type Letter, type LetterReason, requestOf, type Subject } from './letter.ts';

/** `2026-11-30 20:00:48Z`. */
export const utc = (at: Instant): string => `${formatInstant(at).slice(0, 19).replace('T', ' ')}Z`;

const dayOf = (at: Instant): string => formatInstant(at).slice(0, 10);

/** `20:00:48` on that day (`2026-11-30`), else in full. */
export const shortUtc = (at: Instant, day: string): string =>
  dayOf(at) === day ? formatInstant(at).slice(11, 19) : utc(at);

/** The day on which most of these instants are: the one that needs no date. */
export const commonDay = (instants: readonly Instant[]): string => {
  const days = Map.groupBy(instants, dayOf);
  return [...days].sort(([, a], [, b]) => b.length - a.length)[0]?.[0] ?? '';
};

const OTHER_WORDS: Readonly<Record<Exclude<LetterReason, DeadLetterReason>, ReasonWords>> = {
  undelivered: {
    means: 'EventBridge Scheduler could not deliver the schedule to the stop queue',
    toDo: 'mend what its error code names: a role, a key, a queue that is gone.',
  },
  'never-taken': {
    means: 'No function took the message, and SQS moved it here as it was sent',
    toDo: "see whether the worker's event source is enabled, and whether its function runs.",
  },
  unreadable: {
    means: 'It looks like a letter of the worker, and this version cannot read it',
    toDo: 'read its body; a newer version may have written it.',
  },
};

const isOther = (reason: LetterReason): reason is Exclude<LetterReason, DeadLetterReason> =>
  Object.hasOwn(OTHER_WORDS, reason);

/** What a reason means, and what to do. */
export const reasonWords = (reason: LetterReason): ReasonWords =>
  isOther(reason) ? OTHER_WORDS[reason] : REASON_WORDS[reason];

/** Every reason that a letter may have. */
export const LETTER_REASONS: readonly string[] = [...Object.keys(REASON_WORDS), ...Object.keys(OTHER_WORDS)];

/** A schedule by its name, also where Scheduler could not deliver it; any other request by its id. */
export const requestName = ({ source, requestId }: Pick<Intent, 'source' | 'requestId'>): string =>
  calledBy({ source: isOfSchedule(requestId) ? 'schedule' : source, requestId });

const isOfSchedule = (requestId: string): boolean => /^arn:[^@]*\/[^/@]+@/.test(requestId);

/** `queue evening`, `schedule weekday-nights`; empty when the letter cannot be read. */
export const requestWords = (letter: Letter): string => {
  const request = requestOf(letter);
  return request === undefined
    ? ''
    : printable(`${isOfSchedule(request.requestId) ? 'schedule' : request.source} ${requestName(request)}`);
};

/** What a letter is about, where it is no server. */
export const subjectWords = (subject: Subject): string => {
  switch (subject.kind) {
    case 'server':
      return subject.intent.serverId;
    case 'request':
      return subject.request.select === undefined
        ? `request, ${serverCount(subject.request.serverIds.length)}`
        : 'request by select';
    case 'roll-call':
      return 'roll call';
    case 'malformed':
      return 'message';
    case 'newer':
      return 'newer message';
  }
};

/** A line to paste; the stack is named as it was. */
export const lettersCommand = (command: string, id: string, { stack }: StackOption): string =>
  `${COMMAND} dead-letters ${command} ${id}${stack === undefined ? '' : ` --stack ${printable(stack)}`}`;
