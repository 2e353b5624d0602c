import type { Fault } from '../fault.ts';
import { powerOnAfter } from '../history.ts';
import { formatInstant } from '../instant.ts';
import type { Seen } from '../observation.ts';
import { lastSend, MOST_ACCEPTED, POST_TIMEOUT_MS, quarantineEnd } from '../sends.ts';
import type { Server } from '../server.ts';
import type { Decision, Facts } from './facts.ts';
import { superseded } from './superseded.ts';

/** Policy for a server that Nova would stop: vm_state active or error, no task. Sends only on evidence that nobody else wants it on. */
export const judgeRunning = (server: Server, seen: Seen, facts: Facts): Decision => {
  const send = lastSend(facts.entry);
  if (send === undefined) return maySend(server, seen, facts);
  return evidence(seen, facts, 'our stop was sent and the server is running: what became of it?', () => {
    if (send.state === 'accepted')
      return { kind: 'wait', because: 'our stop was accepted, the server is running, and no record says why' };
    const blockedMs = quarantineEnd(send, facts.timing) - facts.now;
    if (send.state === 'unresolved')
      return { kind: 'wait', because: 'our stop may still arrive: in quarantine', atLeastMs: Math.max(blockedMs, 0) };
    if (facts.entry.sends.filter(({ state }) => state === 'failed').length >= MOST_ACCEPTED)
      return { kind: 'bury', reason: 'stop-failed', because: 'the power-off failed twice (instance action: Error)' };
    if (blockedMs > 0)
      return { kind: 'wait', because: 'the power-off failed: once more after the quarantine', atLeastMs: blockedMs };
    return maySend(server, seen, facts);
  });
};

// Human wins: whatever the records allow is asked only when they show no power-on after the request.
const evidence = (seen: Seen, facts: Facts, because: string, next: () => Decision): Decision => {
  const { history } = seen;
  if (history === undefined) return { kind: 'read-history', because };
  if (history.kind === 'fault') {
    const fault: Fault = history.fault.kind === 'refused' ? { ...history.fault, trouble: 'history' } : history.fault;
    return { kind: 'wait', because: `a restart cannot be ruled out: ${fault.message}`, fault };
  }
  const powerOn = powerOnAfter(history.actions, facts.intent.requestedAt);
  return powerOn === undefined ? next() : superseded(powerOn, history.actions, facts);
};

// Nova's `updated` has whole seconds and moves with any power-on; this long before the request nothing can hide behind it.
const CALM_MS = 5 * 60_000;
// The longest lag of a read replica that RELIABILITY reckons with (F611).
const LAG_MS = 40_000;
const MOST_OFFSET_MS = 30_000;

const maySend = (server: Server, seen: Seen, facts: Facts): Decision => {
  const { intent, entry } = facts;
  const refused = entry.sends.at(-1);
  if (server.locked === true) return { kind: 'done', outcome: 'held', because: 'locked: an operator holds it' };
  if (server.launched === false)
    return { kind: 'bury', reason: 'not-stoppable', because: 'never launched: Nova has no machine to stop' };
  if (refused?.state === 'refused' && refused.fault?.kind === 'ambiguous' && refused.fault.trouble === 'bad-request')
    return { kind: 'bury', reason: 'not-stoppable', because: refused.fault.message, fault: refused.fault };
  if (seen.offsetMs === null || Math.abs(seen.offsetMs) > MOST_OFFSET_MS) return { ...clockTrouble(seen.offsetMs) };
  const calm = server.updatedAt !== null && server.updatedAt <= intent.requestedAt - CALM_MS;
  // What was read is never left out of the decision.
  if (calm && entry.sends.length === 0 && seen.history === undefined)
    return send(facts, `unchanged since ${formatInstant(server.updatedAt)}`);
  return evidence(seen, facts, 'changed lately: did somebody power it on?', () =>
    entry.unexplainedAt !== undefined && seen.seenAt - entry.unexplainedAt < LAG_MS
      ? { kind: 'wait', because: 'it changed and no action says how: the list may lag', atLeastMs: LAG_MS }
      : send(facts, 'no power-on after the request'),
  );
};

const clockTrouble = (offsetMs: number | null): Decision => {
  const message =
    offsetMs === null
      ? 'the cloud does not tell its time (no Date header)'
      : `the cloud's clock and ours are ${Math.round(offsetMs / 1000)} s apart`;
  return { kind: 'wait', because: message, fault: { kind: 'refused', trouble: 'clock', message } };
};

const send = ({ intent, entry, now }: Facts, because: string): Decision => {
  if (now + POST_TIMEOUT_MS > intent.notAfter) {
    const reason = lastSend(entry) === undefined ? 'expired' : 'stop-failed';
    return { kind: 'bury', reason, because: 'too late to send: notAfter would pass before the answer' };
  }
  return intent.dryRun
    ? { kind: 'done', outcome: 'rehearsed', because: `would have been stopped: ${because}` }
    : { kind: 'send', because };
};
