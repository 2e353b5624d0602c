import type { Failure } from '../lib/outcome.ts';
import type { DeadLetters } from '../lib/queue/queue.ts';
import type { ServerId } from '../lib/server.ts';

/** The dead letters of a run: kept for the lines that report them, since no queue is here to replay them from. */
export interface FailureLines {
  readonly deadLetters: DeadLetters;
  failureOf(id: ServerId): Failure | undefined;
}

/** No failures yet. */
export const failureLines = (): FailureLines => {
  const failures = new Map<ServerId, Failure>();
  return {
    deadLetters: {
      send: async (letter) => {
        if ('intent' in letter) failures.set(letter.intent.serverId, letter.failure);
        return { kind: 'sent' };
      },
    },
    failureOf: (id) => failures.get(id),
  };
};
