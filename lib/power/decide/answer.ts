import type { Fault, Trouble } from '../fault.ts';
import type { Accepted, Reply } from '../ports/cloud.ts';
import type { Settling } from './decision.ts';

// The troubles of a 401, the first time and every time after it. A token that ran out before its stop was
// refused by nobody.
const LOGIN: ReadonlySet<Trouble> = new Set(['unauthorized', 'credentials']);
const isRefusedLogin = (before: Fault | undefined): boolean =>
  before !== undefined && before.kind === 'refused' && LOGIN.has(before.trouble);

// Access rules deny with 401, not with 403. docs/credentials.md quotes these words, of a read and of a stop.
const REFUSED_AGAIN =
  'a new token was refused as well: the application credential has expired, or its access rules do not allow the call';

// Nova's own phrase (nova/exception.py, InstanceIsLocked), where the server does not show its lock.
const isLock = ({ kind, code, message }: Fault): boolean =>
  kind === 'conflict' && code === 'conflictingRequest' && /\bInstance \S+ is locked\b/.test(message);

/**
 * The decision after the answer to our stop. Only a refusal that will not change ends the intent; after any
 * other answer we look again: at an accepted stop after `firstMs`.
 */
export const afterAnswer = (answer: Reply<Accepted>, before: Fault | undefined, firstMs: number): Settling => {
  if (answer.kind === 'ok') return { kind: 'wait', because: 'Nova accepted the stop', atLeastMs: firstMs };
  const { fault } = answer;
  if ((fault.kind === 'refused' && fault.trouble === 'locked') || isLock(fault))
    return { kind: 'done', outcome: 'held', because: `locked: ${fault.message}` };
  if (fault.kind === 'refused' && fault.trouble === 'forbidden')
    return { kind: 'bury', reason: 'forbidden', because: fault.message, fault };
  if (fault.kind === 'refused' && fault.trouble === 'bad-request')
    return { kind: 'bury', reason: 'not-stoppable', because: fault.message, fault };
  if (fault.kind === 'refused' && fault.trouble === 'unauthorized' && isRefusedLogin(before))
    return {
      kind: 'wait',
      because: REFUSED_AGAIN,
      fault: { ...fault, trouble: 'credentials', message: REFUSED_AGAIN },
    };
  const so = fault.kind === 'ambiguous' ? 'the stop may have arrived' : 'the stop was not accepted';
  return { kind: 'wait', because: `${so}: ${fault.message}`, fault };
};
