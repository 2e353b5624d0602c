import { changedAfter, explains, SKEW_MS } from './history.ts';
import type { Instant } from './instant.ts';
import type { Entry, Send } from './ledger/entry.ts';
import type { Observation, Seen } from './observation.ts';
import { lastSend, quarantineEnd, withSend } from './sends.ts';
import { RUNNING, type Server, type ServerAction } from './server.ts';
import type { Timing } from './settings.ts';

/** What an observation teaches the ledger: first sights, and what became of a send whose answer was lost. Pure. */
export const learn = (entry: Entry, observation: Observation, timing: Timing): Entry => {
  if (observation.kind === 'not-looked') return entry;
  if (observation.kind === 'fault') return { ...entry, trouble: observation.fault };
  return resolveSend(firstSights(entry, observation), observation, timing);
};

/** Off by its state, on by its power: what real Ironic shows when a machine does not obey. */
export const isPoweredOff = (server: Server): 'off' | 'powered' | 'not-told' => {
  if (server.powerState === null) return 'not-told';
  return server.powerState === RUNNING ? 'powered' : 'off';
};

const firstSights = (entry: Entry, seen: Seen): Entry => {
  const { notFoundAt, poweredAt, unexplainedAt, ...rest } = entry;
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
    ...(unexplained ? { unexplainedAt: unexplainedAt ?? seen.seenAt } : {}),
  };
};

const movedWithoutRecord = (server: Server, actions: readonly ServerAction[], requestedAt: Instant): boolean =>
  server.updatedAt !== null && changedAfter(server.updatedAt, requestedAt) && !explains(actions, server.updatedAt);

// The record of our own stop: by its id, or, when the answer was lost, by our user and the moment.
const isOurs = (action: ServerAction, send: Send, userId: string | null, timing: Timing): boolean => {
  if (action.action !== 'stop') return false;
  if (send.openstackRequestId !== undefined) return action.requestId === send.openstackRequestId;
  return (
    (userId === null || action.userId === null || action.userId === userId) &&
    action.startedAt >= send.markedAt - SKEW_MS &&
    action.startedAt <= quarantineEnd(send, timing)
  );
};

const resolveSend = (entry: Entry, seen: Seen, timing: Timing): Entry => {
  const send = lastSend(entry);
  if (send === undefined || send.state === 'failed' || seen.history?.kind !== 'actions') return entry;
  const userId = seen.kind === 'server' ? seen.userId : null;
  const record = seen.history.actions.find((action) => isOurs(action, send, userId, timing));
  if (record !== undefined) {
    return withSend(entry, {
      ...send,
      state: record.failed ? 'failed' : 'accepted',
      answeredAt: send.answeredAt ?? record.startedAt,
      openstackRequestId: record.requestId,
    });
  }
  // After the quarantine no request of ours is alive, and a record is written before Nova answers: it never arrived.
  const neverArrived = send.state === 'unresolved' && seen.seenAt >= quarantineEnd(send, timing);
  return neverArrived ? withSend(entry, { ...send, state: 'refused' }) : entry;
};
