import type { Instant } from '../../instant.ts';
import { afterAnswer } from '../decide/answer.ts';
import type { Decision } from '../decide/decision.ts';
import { ledgerTrouble } from '../decide/ledger-trouble.ts';
import type { Entry, Send } from '../entry.ts';
import { type SeenServer, snapshotOf } from '../observation.ts';
import type { Accepted, Cloud, Reply } from '../ports/cloud.ts';
import { LEASE_MARGIN_MS, MOST_ACCEPTED, POST_TIMEOUT_MS, quarantineEnd, withoutSend, withSend } from '../sends.ts';
import type { Server } from '../server.ts';
import { firstLookMs, type Timing } from '../timing.ts';
import { waitWhileFrozen } from './frozen.ts';
import { lastLook } from './look.ts';
import { sendsOfOthers } from './others.ts';
import type { Ports } from './ports.ts';
import { save, withNote } from './save.ts';

/**
 * From the mark to the first byte of the stop. The evidence is younger still: of the last second, or asked
 * for after the mark.
 */
const FRESH_MS = 5_000;

/** A decision to send, and what it was made from. `stored` is the entry in the ledger, `learnt` the one after the look. */
export interface Sending {
  readonly stored: Entry;
  readonly learnt: Entry;
  readonly seen: SeenServer;
  readonly because: string;
  readonly cloud: Cloud;
  /** Why the rules forbid a stop of a server seen so; undefined when they do not. */
  readonly forbids: (server: Server) => string | undefined;
}

/**
 * The result of trying to send: the entry to go on with, and the next decision. `stored` is the entry in the
 * ledger now.
 */
export interface Tried {
  readonly entry: Entry;
  readonly stored: Entry;
  readonly decision: Decision;
}

/**
 * Marks, reads the server's other intents, confirms the evidence, asks for a freeze, and only then sends the
 * stop, once (docs/theory.md).
 */
export const send = async (
  { stored, learnt, seen, because, cloud, forbids }: Sending,
  ports: Ports,
): Promise<Tried> => {
  const { clock, telemetry } = ports;
  const mark = markOf(seen, clock.now());
  const marking = await save(withNote(withSend(learnt, mark), mark.markedAt, 'send', because), stored, ports);
  if (marking.written.kind !== 'written')
    return {
      entry: { ...learnt, revision: marking.entry.revision },
      stored,
      decision: ledgerTrouble(`the send could not be marked: ${marking.written.kind}`),
    };
  const marked = marking.entry;
  const takeBack = (decision: Decision): Tried => ({ entry: withoutSend(marked, mark), stored: marked, decision });

  const { intent, attempts } = marked;
  const others = await sendsOfOthers(intent, ports.ledger);
  if (others.fault !== undefined) return takeBack(ledgerTrouble(others.fault.message));
  const held = holdBack(marked, mark, others.sends, ports.timing);
  if (held !== undefined) return takeBack(held);

  const sure = await lastLook(seen, cloud, intent, clock, { untilAt: clock.now() + FRESH_MS }, forbids);
  if (sure.kind !== 'server') return takeBack(sure);
  const { seenAt: evidenceAt } = sure;
  const frozen = await waitWhileFrozen(intent, ports);
  if (frozen !== undefined) return takeBack(frozen);
  const sentAt = clock.now();
  const late = reasonTooLate(marked, { ...mark, evidenceAt }, sentAt);
  if (late !== undefined) return takeBack({ kind: 'wait', because: late });
  telemetry.sending({
    intent,
    attempt: attempts,
    decision: 'send',
    because,
    server: marked.server ?? { vmState: 'unknown', taskState: null, powerState: null },
    evidenceAgeMs: sentAt - evidenceAt,
    actions: seen.history?.kind === 'actions' ? seen.history.actions.length : null,
  });
  const answer = await cloud.stopServer(intent.serverId, intent.type, { untilAt: sentAt + POST_TIMEOUT_MS });
  const answeredAt = clock.now();
  telemetry.sent({ intent, attempt: attempts, reply: answer, tookMs: answeredAt - sentAt });
  const entry = withSend(marked, { ...mark, evidenceAt, ...resultOf(answer), answeredAt });
  // Only an accepted stop moves something forward: a stop refused for hours is sent at growing delays.
  const looks = answer.kind === 'ok' ? 0 : entry.looks;
  const firstMs = firstLookMs(others.usualMs, ports.timing, clock.random);
  return { entry: { ...entry, looks }, stored: marked, decision: afterAnswer(answer, learnt.trouble, firstMs) };
};

// `updated` has whole seconds, and clocks differ a little: a server that changed less than this before the
// mark may change once more in the same second, so it is not noted.
const SETTLED_MS = 5_000;

const markOf = (seen: SeenServer, markedAt: Instant): Send => {
  const { updatedAt } = seen.server;
  const saw = updatedAt !== null && updatedAt + SETTLED_MS <= markedAt ? snapshotOf(seen) : undefined;
  return { markedAt, evidenceAt: seen.seenAt, state: 'unresolved', ...(saw === undefined ? {} : { saw }) };
};

const resultOf = (answer: Reply<Accepted>): Pick<Send, 'state' | 'openstackRequestId' | 'fault'> => {
  if (answer.kind === 'ok') {
    const id = answer.value.openstackRequestId;
    return { state: 'accepted', ...(id === null ? {} : { openstackRequestId: id }) };
  }
  const { fault } = answer;
  const id = fault.openstackRequestId;
  return {
    state: fault.kind === 'ambiguous' ? 'unresolved' : 'refused',
    fault,
    ...(id === undefined ? {} : { openstackRequestId: id }),
  };
};

// Of two intents for one server only one has an unresolved send at a time, and neither acts on evidence older
// than the other's send. A power-off that failed since the request counts for every intent of the server.
const holdBack = (marked: Entry, mark: Send, others: readonly Send[], timing: Timing): Decision | undefined => {
  const failed = [...marked.sends, ...others].filter(
    ({ state, markedAt }) => state === 'failed' && markedAt >= marked.intent.requestedAt,
  );
  if (failed.length >= MOST_ACCEPTED)
    return { kind: 'bury', reason: 'stop-failed', because: 'the power-off failed twice, for this request and others' };
  const blockedMs = Math.max(...failed.map((send) => quarantineEnd(send, timing) - mark.markedAt), 0);
  if (blockedMs > 0)
    return {
      kind: 'wait',
      because: 'the power-off failed for another request: once more after the quarantine',
      atLeastMs: blockedMs,
    };
  const rival = others.find(
    (send) =>
      (send.state === 'unresolved' && quarantineEnd(send, timing) > mark.markedAt) ||
      (send.state !== 'refused' && (send.answeredAt ?? send.markedAt) >= mark.evidenceAt),
  );
  return rival && { kind: 'wait', because: 'another intent has a stop of this server under way' };
};

const reasonTooLate = ({ intent, leaseUntil }: Entry, mark: Send, now: number): string | undefined => {
  if (now - mark.markedAt > FRESH_MS) return 'the mark grew old before the stop could leave';
  if (now - mark.evidenceAt > FRESH_MS) return 'the evidence grew old before the stop could leave';
  if (now + POST_TIMEOUT_MS + LEASE_MARGIN_MS > leaseUntil) return 'too little of the lease is left for the stop';
  if (now + POST_TIMEOUT_MS > intent.notAfter) return 'notAfter would pass before the answer';
  return undefined;
};
