import type { Instant } from '../../instant.ts';
import { isReport } from '../echo.ts';
import { type Entry, type Send, withoutField } from '../entry.ts';
import { changedAfter, explainsUpdate, LAG_MS, SKEW_MS } from '../history.ts';
import {
  actionListOf,
  isListRefusal,
  isSame,
  type Observation,
  type Seen,
  type SeenServer,
  snapshotOf,
} from '../observation.ts';
import { lastSend, quarantineEnd, withSend } from '../sends.ts';
import { isSameState, powerOf, type Server, type ServerAction, stateOf } from '../server.ts';
import type { Timing } from '../timing.ts';

/**
 * Adds to an entry all that an observation shows: first sights, and the fate of a send whose answer was lost.
 * `others` are the request ids of the stops that other intents sent to the server, by the same user and
 * perhaps in the same second. Pure.
 */
export const learn = (
  entry: Entry,
  observation: Observation,
  timing: Timing,
  others: ReadonlySet<string | undefined> = new Set(),
): Entry => {
  if (observation.kind === 'not-looked') return entry;
  if (observation.kind === 'fault') return { ...entry, trouble: observation.fault };
  return resolveSend(explainConflicts(withFirstSights(entry, observation), observation), observation, timing, others);
};

const FIRST_SIGHTS = ['notFoundAt', 'poweredAt', 'unexplainedAt'] as const;

const withFirstSights = (entry: Entry, seen: Seen): Entry => {
  const { notFoundAt, poweredAt, stoppedAt, unexplainedAt } = entry;
  const rest = withListSight(FIRST_SIGHTS.reduce(withoutField, entry), seen);
  if (seen.kind === 'not-found') return { ...rest, notFoundAt: notFoundAt ?? seen.seenAt };
  const { server, history } = seen;
  const stopped = server.vmState === 'stopped';
  const notOff = stopped && server.taskState === null && powerOf(server) !== 'off';
  const unexplained =
    history?.kind === 'actions'
      ? isUnrecordedChange(server, history.actions, entry.intent.requestedAt)
      : unexplainedAt !== undefined;
  return {
    ...rest,
    server: entry.server !== undefined && isSameState(entry.server, server) ? entry.server : stateOf(server),
    ...(server.fault === undefined ? {} : { serverFault: server.fault.message }),
    ...(notOff ? { poweredAt: poweredAt ?? seen.seenAt } : {}),
    ...(stopped && lastSend(entry)?.state === 'accepted' ? { stoppedAt: stoppedAt ?? offSince(entry, seen) } : {}),
    // A newer change is another one: a replica may hide its record, so the wait begins again.
    ...(unexplained ? { unexplainedAt: Math.max(unexplainedAt ?? seen.seenAt, server.updatedAt ?? 0) } : {}),
  };
};

// Nova saves `vm_state` when the power is off, and `updated` with it: where that is after our stop, it is closer than our look.
const offSince = (entry: Entry, { seenAt, server: { updatedAt } }: SeenServer): Instant =>
  updatedAt !== null && updatedAt > (lastSend(entry)?.answeredAt ?? seenAt) ? Math.min(updatedAt, seenAt) : seenAt;

const withListSight = (entry: Entry, { history, seenAt }: Seen): Entry => {
  if (history?.kind === 'actions')
    return entry.listRead ? entry : { ...withoutField(entry, 'noListAt'), listRead: true };
  return history?.kind === 'fault' && isListRefusal(history.fault) && entry.noListAt === undefined
    ? { ...entry, noListAt: seenAt }
    : entry;
};

const isUnrecordedChange = (server: Server, actions: readonly ServerAction[], requestedAt: Instant): boolean =>
  server.updatedAt !== null &&
  changedAfter(server.updatedAt, requestedAt) &&
  !explainsUpdate(actions, server.updatedAt);

// A state in which Nova refuses a stop says why it was refused; the next conflict is another one.
const explainConflicts = (entry: Entry, seen: Seen): Entry => {
  const explains =
    seen.kind === 'server' &&
    (seen.server.taskState !== null || seen.server.locked === true || !STOPPABLE.has(seen.server.vmState));
  return explains && entry.sends.some(isUnexplained)
    ? { ...entry, sends: entry.sends.map((send) => (isUnexplained(send) ? { ...send, explained: true } : send)) }
    : entry;
};

const STOPPABLE: ReadonlySet<string> = new Set(['active', 'error']);

/** A stop that Nova refused as a conflict, while each look since then showed a server that it may stop. */
export const isUnexplained = ({ state, fault, explained }: Send): boolean =>
  state === 'refused' && fault?.kind === 'conflict' && explained === undefined;

// What may be the record of our own stop: by its id, or, when the answer was lost, by our user and the moment.
const mayBeOurs = (action: ServerAction, send: Send, userId: string | null, timing: Timing): boolean => {
  if (action.action !== 'stop' || isReport(action)) return false;
  if (send.openstackRequestId !== undefined) return action.requestId === send.openstackRequestId;
  return (
    (userId === null || action.userId === null || action.userId === userId) &&
    action.startedAt >= send.markedAt - SKEW_MS &&
    action.startedAt <= quarantineEnd(send, timing)
  );
};

// A stop may arrive long after we stopped listening: then its record shows when it was accepted, and its
// patience begins there.
const acceptedAt = ({ state, answeredAt }: Send, { startedAt }: ServerAction): Instant =>
  state === 'accepted' ? (answeredAt ?? startedAt) : Math.max(answeredAt ?? 0, startedAt);

const resolveSend = (entry: Entry, seen: Seen, timing: Timing, others: ReadonlySet<string | undefined>): Entry => {
  const send = lastSend(entry);
  if (send === undefined || send.state === 'failed') return entry;
  if (seen.history?.kind !== 'actions')
    return isKnownUnsent(entry, send, seen, timing) ? withSend(entry, { ...send, state: 'refused' }) : entry;
  const records = seen.history.actions.filter((action) => mayBeOurs(action, send, seen.userId, timing));
  const mine = records.filter(({ requestId }) => !others.has(requestId));
  // Of several records some belong to other users, so our stop certainly failed only when all of them did.
  // The newest comes first.
  const record = mine.findLast(({ failed }) => !failed) ?? mine.at(-1);
  if (record !== undefined) {
    return withSend(entry, {
      ...send,
      state: record.failed ? 'failed' : 'accepted',
      answeredAt: acceptedAt(send, record),
      openstackRequestId: record.requestId,
    });
  }
  // After the quarantine no request of ours is alive, and a record is written before Nova answers: it never
  // arrived. One that another intent has taken for its own leaves that open: it may be wrong about it.
  const neverArrived =
    records.length === 0 && send.state === 'unresolved' && seen.seenAt >= quarantineEnd(send, timing);
  return neverArrived ? withSend(entry, { ...send, state: 'refused' }) : entry;
};

// Without an action list: a stop moves `updated`, at its beginning and at its end. A server that shows the
// very `updated` and states of our evidence, once neither a request nor a replica can be late any more, has
// had no stop of ours.
const isKnownUnsent = (entry: Entry, send: Send, seen: Seen, timing: Timing): boolean => {
  if (send.state !== 'unresolved' || seen.kind !== 'server' || actionListOf(entry, seen) !== 'none') return false;
  const saw = snapshotOf(seen);
  return (
    send.saw !== undefined &&
    saw !== undefined &&
    seen.seenAt >= send.markedAt + Math.max(timing.quarantineMs, LAG_MS) &&
    isSame(saw, send.saw)
  );
};
