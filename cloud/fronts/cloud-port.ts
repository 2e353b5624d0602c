import type { Fault } from '../../lib/power/fault.ts';
import type { Cloud, Reply, ServerList } from '../../lib/power/ports/cloud.ts';
import {
  type ListedServer,
  parseServerId,
  type Server,
  type ServerAction,
  type ServerId,
} from '../../lib/power/server.ts';
import { type CloudClock, freshRequestId } from '../cloud-clock.ts';
import type { ActionRecord } from '../machines/action-record.ts';
import type { Machines } from '../machines/machines.ts';
import type { Caller, Refusal } from '../machines/rules.ts';
import type { ServerRecord } from '../machines/server-record.ts';
import type { ServerStore } from '../machines/server-store.ts';
import { statusOf } from '../nova/server-status.ts';
import { wholeSecond } from '../wire-time.ts';

/** A server as a client reads it. */
export const serverOf = (id: ServerId, record: ServerRecord): Server => ({
  id,
  name: record.name,
  tags: record.tags,
  metadata: record.metadata,
  flavor: { id: null, name: record.flavor, extraSpecs: record.extraSpecs },
  vmState: record.vmState,
  taskState: record.taskState,
  powerState: record.powerState,
  locked: record.lockedBy !== null,
  ...(record.lockedReason === null ? {} : { lockedReason: record.lockedReason }),
  updatedAt: wholeSecond(record.updatedAt),
  launched: record.launchedAt !== null && record.hostId !== '',
  ...(record.fault !== null && statusOf(record.vmState, record.taskState) === 'ERROR'
    ? { fault: { code: record.fault.code, message: record.fault.message } }
    : {}),
});

/** The same in a list of servers; none for an id that is no UUID. */
export const listedOf = ({ id: text, ...record }: ServerRecord): readonly ListedServer[] => {
  const id = parseServerId(text);
  if (id === undefined) return [];
  const { name, tags, metadata, flavor, extraSpecs, createdAt } = record;
  const shown = { id: null, name: flavor, extraSpecs };
  return [{ id, name, tags, metadata, flavor: shown, createdAt: wholeSecond(createdAt) }];
};

/** A record as a client reads it in a list. */
export const actionOf = ({ action, requestId, userId, startedAt, message }: ActionRecord): ServerAction => ({
  action,
  requestId,
  userId,
  startedAt,
  failed: message === 'Error',
});

/** A record as a client reads it by itself, with its events and their end. */
export const actionWithEventsOf = (record: ActionRecord): ServerAction => {
  const ends = record.events.map(({ finishedAt }) => finishedAt);
  const endedAt = ends.length === 0 || ends.includes(null) ? null : Math.max(...ends.map(Number));
  return { ...actionOf(record), events: record.events.map(({ event }) => event), endedAt };
};

// Written down once more, by hand: the client's own table is what is tested with it (docs/nova.md, section 7).
const FAULTS: Readonly<Record<Refusal['status'], Pick<Fault, 'kind' | 'trouble' | 'code'>>> = {
  403: { kind: 'refused', trouble: 'forbidden', code: 'forbidden' },
  404: { kind: 'refused', trouble: 'not-found', code: 'itemNotFound' },
  409: { kind: 'conflict', trouble: 'conflict', code: 'conflictingRequest' },
  500: { kind: 'ambiguous', trouble: 'server-error', code: 'computeFault' },
};

/** Nova's refusal as a client understands it. */
const faultOf = ({ status, message }: Refusal): { readonly kind: 'fault'; readonly fault: Fault } => ({
  kind: 'fault',
  fault: { ...FAULTS[status], message, http: status },
});

const NOT_FOUND = faultOf({ status: 404, message: 'Instance could not be found.' });

/** The cloud behind the port itself: no HTTP, no JSON, every answer at once. */
export const cloudPort = (
  { clock, store, machines }: { readonly clock: CloudClock; readonly store: ServerStore; readonly machines: Machines },
  caller: Caller,
): Cloud & ServerList => {
  const ok = <T>(value: T): Reply<T> => ({ kind: 'ok', value, dateAt: wholeSecond(clock.now()) });
  const visible = (id: string): ServerRecord | undefined => {
    const record = store.get(id);
    return record?.deleted === false ? record : undefined;
  };
  return {
    userId: caller.userId,
    showServer: async (id) => {
      const record = visible(id);
      return record === undefined ? NOT_FOUND : ok(serverOf(id, record));
    },
    // One page, newest first.
    listServers: async () => {
      const mine = store.all(0).filter(({ deleted, projectId }) => !deleted && projectId === caller.projectId);
      return ok({ servers: mine.toReversed().flatMap(listedOf), unknown: 0 });
    },
    // Those of a deleted server are shown too.
    listActions: async (id) => {
      const actions = store.get(id)?.actions;
      return actions === undefined ? NOT_FOUND : ok(actions.map(actionOf).reverse());
    },
    showAction: async (id, requestId) => {
      const found = store.get(id)?.actions.find((one) => one.requestId === requestId);
      return found === undefined ? NOT_FOUND : ok(actionWithEventsOf(found));
    },
    stopServer: async (id) => {
      const record = visible(id);
      if (record === undefined) return NOT_FOUND;
      const requestId = freshRequestId(clock);
      const refusal =
        machines.check({ act: 'stop' }, record, caller) ?? machines.perform({ act: 'stop' }, record, caller, requestId);
      return refusal === undefined ? ok({ openstackRequestId: requestId }) : faultOf(refusal);
    },
  };
};
