import type { DeadLetterReason } from './outcome.ts';

/** What a reason of a dead letter means, and what to do. */
export interface ReasonWords {
  /** The first words of its row in docs/contract.md, "Reasons of a dead letter". */
  readonly means: string;
  /** One sentence that begins with a verb in lower case. */
  readonly toDo: string;
}

/** The words for people: of messages, and of the command. */
export const REASON_WORDS: Readonly<Record<DeadLetterReason, ReasonWords>> = {
  malformed: {
    means: 'The message cannot be read, or names a cloud that is not configured or too old for its selector',
    toDo: 'correct the field that it names, and ask again under a new id.',
  },
  'too-many': {
    means: 'A request means more servers than its cap allows; nothing was stopped',
    toDo: 'narrow the selection or raise its cap, and ask again under a new id.',
  },
  expired: {
    means: 'notAfter passed before the server could be stopped, or before the project could be listed',
    toDo: 'if they should still be stopped, send a new request.',
  },
  'not-found': {
    means: 'No such server in the project, at two looks at least five seconds apart, and no deletion after the request',
    toDo: 'take the ids out of the list; no such server is in the project.',
  },
  'not-stoppable': {
    means:
      'Paused, suspended, rescued or resized, and not on its way out of it; never launched; or Nova refused the request itself',
    toDo: 'see in which state the servers are; Nova does not stop them from there.',
  },
  forbidden: { means: 'The credential may not do this', toDo: 'give the credential the role that it lacks.' },
  'stop-failed': {
    means: 'Nova accepted the stop and its power-off failed, twice, for this request or another one since',
    toDo: 'look at the BMC: Nova could not power the server off.',
  },
  stuck: {
    means: 'Still powering off after STOP_PATIENCE',
    toDo: 'look at nova-compute: the server is still powering off.',
  },
  unverified: {
    means: 'Nova says stopped and the power is on or not reported, or the fate of our stop cannot be read',
    toDo: 'look at the machine itself: nothing proves that its power is off.',
  },
};
