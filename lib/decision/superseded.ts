import { formatInstant } from '../instant.ts';
import { lastSend, quarantineEnd } from '../sends.ts';
import type { ServerAction } from '../server.ts';
import type { Decision, Facts } from './facts.ts';

/**
 * Somebody powered it on after the request: hands off. A stop of ours that may still arrive is waited out first, so that one
 * which lands after all is seen and reported instead of undoing a restart in silence.
 */
export const superseded = (powerOn: ServerAction, { entry, now, timing }: Facts): Decision => {
  const because = `${powerOn.action} at ${formatInstant(powerOn.startedAt)}`;
  const send = lastSend(entry);
  const blockedMs = send?.state === 'unresolved' ? quarantineEnd(send, timing) - now : 0;
  return blockedMs > 0
    ? { kind: 'wait', because: `${because}, and our stop may still arrive: in quarantine`, atLeastMs: blockedMs }
    : { kind: 'done', outcome: 'superseded', because };
};
