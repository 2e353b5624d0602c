import type { Fault } from '../fault.ts';
import type { Instant } from '../instant.ts';
import { isPoweredOff } from '../learn.ts';
import type { Observation } from '../observation.ts';
import type { DeadLetterReason } from '../outcome.ts';
import { lastSend, patienceEnd, quarantineEnd } from '../sends.ts';
import type { Decision, Facts, Wait } from './facts.ts';

interface End {
  readonly at: Instant;
  readonly reason: DeadLetterReason;
}

/** When waiting is over, and what that is called then. An accepted stop is followed to the end of its patience, whatever the window. */
export const endOf = ({ intent, entry, timing }: Facts): End => {
  const send = lastSend(entry);
  if (send?.state === 'accepted') return { at: patienceEnd(send, timing), reason: 'unverified' };
  if (send?.state === 'unresolved')
    return { at: Math.max(intent.notAfter, quarantineEnd(send, timing)), reason: 'unverified' };
  if (send?.state === 'failed') return { at: intent.notAfter, reason: 'stop-failed' };
  return { at: intent.notAfter, reason: entry.poweredAt === undefined ? 'expired' : 'unverified' };
};

const POWER_GAP_MS = 15_000;

/** What waiting is called when its time is over: the last look may still find the server off. */
export const atTheEnd = (wait: Wait, observation: Observation, facts: Facts): Decision => {
  const { entry, timing } = facts;
  const { reason } = endOf(facts);
  const accepted = lastSend(entry)?.state === 'accepted';
  if (observation.kind === 'server') {
    const { server, seenAt } = observation;
    const isOff = server.vmState === 'stopped' && server.taskState === null && isPoweredOff(server) === 'off';
    if (isOff) return { kind: 'done', outcome: 'already-stopped', because: 'off; by whose stop cannot be read' };
    if (accepted && server.taskState === 'powering-off')
      return { kind: 'bury', reason: 'stuck', because: 'still powering off at the end of STOP_PATIENCE' };
    // Nova writes state and power together, but one look is not proof that a machine disobeyed.
    const gapMs = Math.min(POWER_GAP_MS, timing.patienceMs);
    const seenForMs = entry.poweredAt === undefined ? gapMs : seenAt - entry.poweredAt;
    if (reason === 'unverified' && seenForMs < gapMs) return { ...wait, atLeastMs: gapMs - seenForMs };
  }
  const trouble = wait.fault ?? entry.trouble;
  const because = withTrouble(wait, trouble);
  return {
    kind: 'bury',
    reason,
    // A letter that comes back and expires again has said so already.
    because: reason === 'expired' && !because.startsWith(PASSED) ? `${PASSED}: ${because}` : because,
    ...(trouble === undefined ? {} : { fault: trouble }),
  };
};

const PASSED = 'notAfter has passed';

const withTrouble = (wait: Wait, trouble: Fault | undefined): string =>
  trouble === undefined || wait.because.includes(trouble.message)
    ? wait.because
    : `${wait.because}; last: ${trouble.message}`;
