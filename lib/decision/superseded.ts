import { formatInstant } from '../instant.ts';
import { lastSend, quarantineEnd } from '../sends.ts';
import type { ServerAction } from '../server.ts';
import type { Decision, Facts } from './facts.ts';
import { racedBy } from './late-race.ts';

/**
 * Somebody powered it on after the request: hands off. A stop of ours that may still arrive is waited out first, so that one
 * which lands after all is seen and reported instead of undoing a restart in silence.
 */
export const superseded = (
  powerOn: ServerAction,
  actions: readonly ServerAction[],
  { intent, entry, now, timing }: Facts,
): Decision => {
  const because = `${powerOn.action} at ${formatInstant(powerOn.startedAt)}`;
  const send = lastSend(entry);
  const blockedMs = send?.state === 'unresolved' ? quarantineEnd(send, timing) - now : 0;
  if (blockedMs > 0)
    return { kind: 'wait', because: `${because}, and our stop may still arrive: in quarantine`, atLeastMs: blockedMs };
  const undone = send?.state === 'accepted' ? racedBy(actions, send, intent) : undefined;
  if (undone === undefined) return { kind: 'done', outcome: 'superseded', because };
  return {
    kind: 'done',
    outcome: 'superseded',
    because:
      undone === powerOn
        ? `${because}, before our stop was accepted`
        : `${because}, after our stop had undone ${undone.action} at ${formatInstant(undone.startedAt)}`,
    lateRace: true,
  };
};
