import { changedAfter, explains, SKEW_MS } from './history.ts';
import type { Instant } from './instant.ts';
import { type Entry, type Send, without } from './ledger/entry.ts';
import type { Observation, Seen } from './observation.ts';
import { lastSend, quarantineEnd, withSend } from './sends.ts';
import { RUNNING, type Server, type ServerAction } from './server.ts';
import type { Timing } from './settings.ts';

/**
 * What an observation teaches the ledger: first sights, and what became of a send whose answer was lost. `others` are the request ids
 * of the stops that other intents sent to the server, by the same user and perhaps in the same second. Pure.
 */
export const learn = (
  entry: Entry,
  observation: Observation,
  timing: Timing,
  others: ReadonlySet<string | undefined> = new Set(),
): Entry => {
  if (observation.kind === 'not-looked') return entry;
  if (observation.kind === 'fault') return { ...entry, trouble: observation.fault };
  return resolveSend(firstSights(entry, observation), observation, timing, others);
};

/** Off by its state, on by its power: what real Ironic shows when a machine does not obey. */
export const isPoweredOff = (server: Server): 'off' | 'powered' | 'not-told' => {
  if (server.powerState === null) return 'not-told';
  return server.powerState === RUNNING ? 'powered' : 'off';
};

const FIRST_SIGHTS = ['notFoundAt', 'poweredAt', 'unexplainedAt'] as const;

const firstSights = (entry: Entry, seen: Seen): Entry => {
  const { notFoundAt, poweredAt, unexplainedAt } = entry;
  const rest = FIRST_SIGHTS.reduce(without, entry);
  if (seen.kind === 'not-found') return { ...rest, notFoundAt: notFoundAt ?? seen.seenAt };
  const { server, history } = seen;
  const powered = server.vmState === 'stopped' && server.taskState === null && isPoweredOff(server) === 'powered';
  const unexplained =
    history?.kind === 'actions'
      ? movedWithoutRecord(server, history.actions, entry.intent.requestedAt)
      : unexplainedAt !== undefined;
  return {
    ...rest,
    server: { vmState: server.vmState, taskState: server.taskState, powerState: server.powerState },
    ...(server.fault === undefined ? {} : { serverFault: server.fault.message }),
    ...(powered ? { poweredAt: poweredAt ?? seen.seenAt } : {}),
    // A newer change is another one: what a replica hides of it has to be waited for anew.
    ...(unexplained ? { unexplainedAt: Math.max(unexplainedAt ?? seen.seenAt, server.updatedAt ?? 0) } : {}),
  };
};

const movedWithoutRecord = (server: Server, actions: readonly ServerAction[], requestedAt: Instant): boolean =>
  server.updatedAt !== null && changedAfter(server.updatedAt, requestedAt) && !explains(actions, server.updatedAt);

// What may be the record of our own stop: by its id, or, when the answer was lost, by our user and the moment.
const mayBeOurs = (action: ServerAction, send: Send, userId: string | null, timing: Timing): boolean => {
  if (action.action !== 'stop') return false;
  if (send.openstackRequestId !== undefined) return action.requestId === send.openstackRequestId;
  return (
    (userId === null || action.userId === null || action.userId === userId) &&
    action.startedAt >= send.markedAt - SKEW_MS &&
    action.startedAt <= quarantineEnd(send, timing)
  );
};

// A stop may arrive long after we stopped listening: then its record tells when it was accepted, and a late race is looked for up to then.
const acceptedAt = ({ state, answeredAt }: Send, { startedAt }: ServerAction): Instant =>
  state === 'accepted' ? (answeredAt ?? startedAt) : Math.max(answeredAt ?? 0, startedAt);

const resolveSend = (entry: Entry, seen: Seen, timing: Timing, others: ReadonlySet<string | undefined>): Entry => {
  const send = lastSend(entry);
  if (send === undefined || send.state === 'failed' || seen.history?.kind !== 'actions') return entry;
  const records = seen.history.actions.filter((action) => mayBeOurs(action, send, seen.userId, timing));
  const mine = records.filter(({ requestId }) => !others.has(requestId));
  // Of several, somebody else is behind some: only when all of them failed has ours certainly failed. They come newest first.
  const record = mine.findLast(({ failed }) => !failed) ?? mine.at(-1);
  if (record !== undefined) {
    return withSend(entry, {
      ...send,
      state: record.failed ? 'failed' : 'accepted',
      answeredAt: acceptedAt(send, record),
      openstackRequestId: record.requestId,
    });
  }
  // After the quarantine no request of ours is alive, and a record is written before Nova answers: it never arrived. One that
  // another intent has taken for its own leaves that open: it may be wrong about it.
  const neverArrived =
    records.length === 0 && send.state === 'unresolved' && seen.seenAt >= quarantineEnd(send, timing);
  return neverArrived ? withSend(entry, { ...send, state: 'refused' }) : entry;
};
