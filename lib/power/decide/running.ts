import { formatInstant } from '../../instant.ts';
import type { Fault } from '../fault.ts';
import { changedAfter, LAG_MS, powerOnAfter } from '../history.ts';
import { actionListOf, NO_LIST_GAP_MS, type Seen } from '../observation.ts';
import { lastSend, MOST_ACCEPTED, POST_TIMEOUT_MS, quarantineEnd } from '../sends.ts';
import type { Server } from '../server.ts';
import type { Decision, Facts } from './decision.ts';
import { THE_LIST_MAY_LAG, withTrouble } from './end.ts';
import { judgeForbidden } from './forbidden.ts';
import { isUnexplained } from './learn.ts';
import { supersede } from './superseded.ts';

/** A server that Nova would stop. Sends only on evidence that nobody else wants it on. */
export const judgeRunning = (server: Server, seen: Seen, facts: Facts): Decision => {
  const { entry, now, timing } = facts;
  const send = lastSend(entry);
  if (send === undefined) return judgeSend(server, seen, facts);
  return ifNoPowerOn(seen, facts, 'our stop was sent and the server is running: what became of it?', (listless) => {
    if (send.state === 'accepted') return judgeRunsAgain(facts, listless);
    const blockedMs = quarantineEnd(send, timing) - now;
    if (send.state === 'unresolved') {
      const leftMs = Math.max(blockedMs, listless ? send.markedAt + LAG_MS - now : 0, 0);
      return listless && leftMs === 0
        ? {
            kind: 'wait',
            because: 'our stop may have arrived: the server has changed since, and this cloud has no action list',
          }
        : { kind: 'wait', because: 'our stop may still arrive: in quarantine', atLeastMs: leftMs };
    }
    if (entry.sends.filter(({ state }) => state === 'failed').length >= MOST_ACCEPTED)
      return { kind: 'bury', reason: 'stop-failed', because: 'the power-off failed twice (instance action: Error)' };
    if (blockedMs > 0)
      return { kind: 'wait', because: 'the power-off failed: once more after the quarantine', atLeastMs: blockedMs };
    return judgeSend(server, seen, facts);
  });
};

// Without a list nothing shows the fate of our stop, and it is never sent again. Only a start takes a server
// from stopped to active.
const judgeRunsAgain = ({ entry }: Facts, listless: boolean): Decision => {
  if (!listless)
    return { kind: 'wait', because: 'our stop was accepted, the server is running, and no record says why' };
  return entry.stoppedAt === undefined
    ? {
        kind: 'wait',
        because: 'our stop was accepted, the server is running, and this cloud has no action list to say why',
      }
    : {
        kind: 'done',
        outcome: 'superseded',
        because: `started again: it was stopped at ${formatInstant(entry.stoppedAt)}`,
      };
};

// The human wins: `next` decides only when the records show no power-on after the request. It learns whether
// there is no list at all: then the server's own `updated` is the evidence.
const ifNoPowerOn = (seen: Seen, facts: Facts, because: string, next: (listless: boolean) => Decision): Decision => {
  const { history } = seen;
  if (history === undefined) return { kind: 'read-history', because };
  if (history.kind === 'actions') {
    const powerOn = powerOnAfter(history.actions, facts.intent.requestedAt);
    return powerOn === undefined ? next(false) : supersede(powerOn, history.actions, facts);
  }
  const list = actionListOf(facts.entry, seen);
  if (list === 'none') return next(true);
  const { kind, trouble } = history.fault;
  const isOfTheList = kind === 'refused' && trouble !== 'credentials';
  const fault: Fault = isOfTheList ? { ...history.fault, trouble: 'history' } : history.fault;
  return list === 'perhaps-none'
    ? { kind: 'wait', because: `no action list, asked for twice: ${fault.message}`, fault, atLeastMs: NO_LIST_GAP_MS }
    : { kind: 'wait', because: `a restart cannot be ruled out: ${fault.message}`, fault };
};

// Nova's `updated` has whole seconds and moves with any power-on; this long before the request nothing can
// hide behind it.
const CALM_MS = 5 * 60_000;
export const MOST_OFFSET_MS = 30_000;

const judgeSend = (server: Server, seen: Seen, facts: Facts): Decision => {
  const { intent, entry } = facts;
  const refused = entry.sends.at(-1);
  const forbidden = judgeForbidden(server, facts);
  if (forbidden !== undefined) return forbidden;
  if (server.launched === false)
    return { kind: 'bury', reason: 'not-stoppable', because: 'never launched: Nova has no machine to stop' };
  if (refused?.state === 'refused' && refused.fault?.kind === 'ambiguous' && refused.fault.trouble === 'bad-request')
    return { kind: 'bury', reason: 'not-stoppable', because: refused.fault.message, fault: refused.fault };
  if (seen.offsetMs === null || Math.abs(seen.offsetMs) > MOST_OFFSET_MS) return { ...waitForClock(seen.offsetMs) };
  const calm = server.updatedAt !== null && server.updatedAt <= intent.requestedAt - CALM_MS;
  // What was read is never left out of the decision.
  if (calm && entry.sends.length === 0 && seen.history === undefined)
    return sendInTime(facts, `unchanged since ${formatInstant(server.updatedAt)}`);
  return ifNoPowerOn(seen, facts, 'changed lately: did somebody power it on?', (listless) => {
    if (listless) return judgeUnlisted(server, seen, facts);
    if (entry.unexplainedAt !== undefined && seen.seenAt - entry.unexplainedAt < LAG_MS)
      return { kind: 'wait', because: THE_LIST_MAY_LAG, atLeastMs: LAG_MS };
    return judgeConflicts(seen, facts, 'no power-on after the request');
  });
};

// The same evidence as for the first stop of a calm server: a power-on would have moved `updated`.
const judgeUnlisted = ({ updatedAt }: Server, seen: Seen, facts: Facts): Decision => {
  const when = updatedAt === null ? undefined : formatInstant(updatedAt);
  return updatedAt === null || changedAfter(updatedAt, facts.intent.requestedAt)
    ? {
        kind: 'wait',
        because: `a restart cannot be ruled out: ${when === undefined ? 'no `updated`' : `changed at ${when}`}, and this cloud has no action list`,
      }
    : judgeConflicts(seen, facts, `unchanged since ${when}, before the request (this cloud has no action list)`);
};

const CONFLICT_GAP_MS = 60_000;

// Nova refuses a stop in a state that looks stoppable, for a cause that it does not show (a lock, below
// microversion 2.9). It is asked twice, then no more.
const judgeConflicts = (seen: Seen, facts: Facts, because: string): Decision => {
  const conflicts = facts.entry.sends.filter(isUnexplained);
  const last = conflicts.at(-1);
  if (last?.fault === undefined) return sendInTime(facts, because);
  const leftMs = (last.answeredAt ?? last.markedAt) + CONFLICT_GAP_MS - seen.seenAt;
  if (conflicts.length < 2 && leftMs <= 0) return sendInTime(facts, because);
  return {
    kind: 'wait',
    because: `the cloud refuses a stop that its server's state allows: ${last.fault.message}`,
    fault: last.fault,
    ...(conflicts.length < 2 ? { atLeastMs: leftMs } : {}),
  };
};

const waitForClock = (offsetMs: number | null): Decision => {
  const message =
    offsetMs === null
      ? 'the cloud does not tell its time (no Date header)'
      : `the cloud's clock and ours are ${Math.round(offsetMs / 1000)} s apart`;
  return { kind: 'wait', because: message, fault: { kind: 'refused', trouble: 'clock', message } };
};

const sendInTime = ({ intent, entry, now }: Facts, because: string): Decision => {
  if (now + POST_TIMEOUT_MS > intent.notAfter) {
    const reason = lastSend(entry) === undefined ? 'expired' : 'stop-failed';
    return { kind: 'bury', reason, ...withTrouble({ because: TOO_LATE }, entry) };
  }
  return intent.dryRun
    ? { kind: 'done', outcome: 'rehearsed', because: `would have been stopped: ${because}` }
    : { kind: 'send', because };
};

const TOO_LATE = 'too late to send: notAfter would pass before the answer';
