import * as v from 'valibot';
import type { QueuedDeadLetter } from '../stack/stack.ts';

/** A dead letter in readable form. */
export interface DeadLetterText {
  readonly serverId: string | undefined;
  readonly reason: string;
  readonly because: string;
}

const Body = v.object({ failure: v.object({ reason: v.string(), because: v.string() }) });

/** Reads a message of the dead-letter queue; one that SQS moved has no reason of ours. */
export const readDeadLetter = ({ body, attributes }: QueuedDeadLetter): DeadLetterText => {
  const serverId = attributes.serverId;
  try {
    const { failure } = v.parse(Body, JSON.parse(body));
    return { serverId, ...failure };
  } catch {
    return { serverId, reason: 'moved by SQS', because: 'a message that none of our functions put there' };
  }
};
