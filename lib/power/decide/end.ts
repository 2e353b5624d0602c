import type { Instant } from '../../instant.ts';
import type { Entry } from '../entry.ts';
import type { Fault } from '../fault.ts';
import { LAG_MS, powerOnAfter } from '../history.ts';
import type { Observation } from '../observation.ts';
import type { DeadLetterReason } from '../outcome.ts';
import { lastSend, patienceEnd, quarantineEnd } from '../sends.ts';
import { isOff } from '../server.ts';
import type { Decision, Facts, Wait } from './decision.ts';
import { supersede } from './superseded.ts';

interface End {
  readonly at: Instant;
  readonly reason: DeadLetterReason;
}

/**
 * When waiting is over, and the reason of the dead letter then. An accepted stop is followed to the end of
 * its patience, whatever the window.
 */
export const endOf = ({ intent, entry, timing }: Omit<Facts, 'now' | 'rules'>): End => {
  const send = lastSend(entry);
  if (send?.state === 'accepted') return { at: patienceEnd(send, timing), reason: 'unverified' };
  if (send?.state === 'unresolved')
    return { at: Math.max(intent.notAfter, quarantineEnd(send, timing)), reason: 'unverified' };
  if (send?.state === 'failed') return { at: intent.notAfter, reason: 'stop-failed' };
  return { at: intent.notAfter, reason: entry.poweredAt === undefined ? 'expired' : 'unverified' };
};

const POWER_GAP_MS = 15_000;

/**
 * The decision when the time for waiting is over. The last look may still find the server off, or a user's
 * power-on.
 */
export const endWait = (wait: Wait, observation: Observation, facts: Facts): Decision => {
  const { entry, timing } = facts;
  const { reason } = endOf(facts);
  if (observation.kind === 'server') {
    const { server, seenAt, history } = observation;
    if (isOff(server))
      return { kind: 'done', outcome: 'already-stopped', because: 'off; by whose stop cannot be read' };
    if (history === undefined)
      return { kind: 'read-history', because: `${wait.because}, and its time is over: what happened last?` };
    if (lastSend(entry)?.state === 'accepted' && server.taskState === 'powering-off')
      return { kind: 'bury', reason: 'stuck', because: 'still powering off at the end of STOP_PATIENCE' };
    // Nova writes state and power together, but one look is not proof that a machine disobeyed.
    const gapMs = Math.min(POWER_GAP_MS, timing.patienceMs);
    const seenForMs = entry.poweredAt === undefined ? gapMs : seenAt - entry.poweredAt;
    if (reason === 'unverified' && seenForMs < gapMs) return { ...wait, atLeastMs: gapMs - seenForMs };
  }
  const { because, fault } = withTrouble(wait, facts.entry);
  return {
    kind: 'bury',
    reason,
    // A dead letter that comes back and expires again has said so already.
    because: reason === 'expired' && !because.startsWith(PASSED) ? `${PASSED}: ${because}` : because,
    ...(fault === undefined ? {} : { fault }),
  };
};

const PASSED = 'notAfter has passed';

/**
 * The reason for waiting, with the last real trouble: that of this look, of the one before, or of Nova's
 * answer to our last stop.
 */
export const withTrouble = (
  { because, fault }: Pick<Wait, 'because' | 'fault'>,
  entry: Entry,
): { readonly because: string; readonly fault?: Fault } => {
  const trouble = fault ?? entry.trouble ?? entry.sends.findLast((send) => send.fault)?.fault;
  if (trouble === undefined) return { because };
  return {
    because: because.includes(trouble.message) ? because : `${because}; last: ${trouble.message}`,
    fault: trouble,
  };
};

/** A change that no record explains may be a power-on that a replica does not show yet. */
export const THE_LIST_MAY_LAG = 'it changed and no action says how: the list may lag';

/**
 * Checks every end. No stop of ours may still be on its way. No dead letter is written about a server that a
 * user powered on after the request: once we have sent a stop, its history is read first.
 */
export const guardEnd = (decision: Decision, observation: Observation, facts: Facts): Decision => {
  if (decision.kind !== 'done' && decision.kind !== 'bury') return decision;
  const { entry, intent, now, timing } = facts;
  const send = lastSend(entry);
  const blockedMs = send?.state === 'unresolved' ? quarantineEnd(send, timing) - now : 0;
  if (blockedMs > 0)
    return {
      kind: 'wait',
      because: `${decision.because}, and our stop may still arrive: in quarantine`,
      atLeastMs: blockedMs,
    };
  if (decision.kind === 'done' || observation.kind !== 'server') return decision;
  const { history, seenAt } = observation;
  const isOver = now >= endOf(facts).at;
  if (history?.kind === 'actions') {
    const powerOn = powerOnAfter(history.actions, intent.requestedAt);
    if (powerOn !== undefined) return supersede(powerOn, history.actions, facts);
    const lags = send !== undefined && entry.unexplainedAt !== undefined && seenAt - entry.unexplainedAt < LAG_MS;
    return lags && !isOver ? { kind: 'wait', because: THE_LIST_MAY_LAG, atLeastMs: LAG_MS } : decision;
  }
  if (send === undefined) return decision;
  if (history === undefined)
    return { kind: 'read-history', because: `${decision.because}, after our stop: did somebody power it on?` };
  return history.fault.kind === 'refused' || isOver
    ? decision
    : { kind: 'wait', because: `${decision.because}, and its history cannot be read`, fault: history.fault };
};
