import * as v from 'valibot';
import type { LetterInQueue } from '../stack/stack.ts';

/** A dead letter, as a person reads it. */
export interface ReadLetter {
  readonly serverId: string | undefined;
  readonly reason: string;
  readonly because: string;
}

const Body = v.object({ failure: v.object({ reason: v.string(), because: v.string() }) });

/** What a message of the dead-letter queue says; one that is not ours says so itself. */
export const readLetter = ({ body, attributes }: LetterInQueue): ReadLetter => {
  const serverId = attributes.serverId;
  try {
    const { failure } = v.parse(Body, JSON.parse(body));
    return { serverId, ...failure };
  } catch {
    return { serverId, reason: 'moved by SQS', because: 'a message that no function of ours has buried' };
  }
};
