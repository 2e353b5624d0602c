import type { CloudEventName } from '../cloud-log.ts';
import { closeEvents, startAction } from './action-record.ts';
import { beginPowerOff, type PowerParts } from './power-off.ts';
import { type Caller, lockSideOf, type Refusal, unexpected } from './rules.ts';
import type { ServerRecord } from './server-record.ts';

/** What a caller wants done to a server. */
export type Order =
  | { readonly act: 'stop' | 'start' | 'rebuild' | 'unlock' | 'delete' }
  | { readonly act: 'reboot'; readonly hard: boolean }
  | { readonly act: 'lock'; readonly reason: string | null }
  | { readonly act: 'resetState'; readonly state: 'active' | 'error' }
  | { readonly act: 'update metadata'; readonly metadata: Readonly<Record<string, string>> };

/** An order with its server, its caller and its request. */
export interface Ordered {
  readonly order: Order;
  readonly id: string;
  readonly caller: Caller;
  readonly requestId: string;
}

type Changes = Partial<ServerRecord>;

/** Starts, reboots, rebuilds and deletes; a stop takes what its server says. */
const TASK_TAKES_MS = 50;
const ON: Changes = { vmState: 'active', powerState: 1 };

/** Does what was ordered, without a check; refuses only a stop or start that lost the race for the task state. */
export const perform = (parts: PowerParts, ordered: Ordered): Refusal | undefined => {
  const { order, id, caller, requestId } = ordered;
  const busy = parts.store.get(id)?.taskState !== null;
  if (busy && (order.act === 'stop' || order.act === 'start')) return LOST_RACE;
  switch (order.act) {
    case 'stop':
      beginPowerOff(parts, id, { requestId, userId: caller.userId, projectId: caller.projectId }, caller.username);
      break;
    case 'start':
      forAWhile(parts, ordered, ['compute_start_instance', 'powering-on', 'power-on-began', 'powered-on'], () => ON);
      break;
    case 'reboot': {
      const taskState = order.hard ? 'rebooting_hard' : 'rebooting';
      forAWhile(parts, ordered, ['compute_reboot_instance', taskState, 'reboot-began', 'rebooted'], () => ON);
      break;
    }
    case 'rebuild':
      forAWhile(parts, ordered, ['compute_rebuild_instance', 'rebuilding', 'rebuild-began', 'rebuilt'], (server) => ({
        ...(server?.vmState === 'stopped' ? {} : ON),
        launchedAt: parts.store.stamp(),
      }));
      break;
    case 'delete':
      forAWhile(parts, ordered, ['compute_terminate_instance', 'deleting', 'delete-began', 'deleted'], () => ({
        vmState: 'deleted',
        powerState: 0,
        deleted: true,
        terminatedAt: parts.store.stamp(),
      }));
      break;
    case 'lock':
      lock(parts, ordered, order.reason);
      break;
    case 'unlock':
      atOnce(parts, ordered, 'api_unlock', 'unlocked', { lockedBy: null, lockedReason: null });
      break;
    case 'resetState':
      atOnce(parts, ordered, null, 'state-reset', { vmState: order.state, taskState: null });
      parts.tasks.callOff(id);
      break;
    case 'update metadata':
      // No action record: only `updated` shows it.
      parts.store.change(id, { metadata: { ...parts.store.get(id)?.metadata, ...order.metadata } });
      note(parts, ordered, 'metadata-set');
      break;
  }
  return undefined;
};

const note = ({ log, now }: PowerParts, { id, caller, requestId }: Ordered, event: CloudEventName): void =>
  log.event({ at: now(), event, serverId: id, requestId, user: caller.username, result: null });

const forAWhile = (
  parts: PowerParts,
  ordered: Ordered,
  [event, taskState, began, done]: readonly [string, string, CloudEventName, CloudEventName],
  changes: (server: ServerRecord | undefined) => Changes,
): void => {
  const { order, id, caller, requestId } = ordered;
  parts.tasks.begin({
    id,
    origin: { requestId, userId: caller.userId, projectId: caller.projectId },
    action: order.act,
    event,
    taskState,
    takesMs: TASK_TAKES_MS,
    finish: () => {
      parts.store.change(id, { taskState: null, ...changes(parts.store.get(id)) });
      note(parts, ordered, done);
      return 'Success';
    },
    calledOff: () => undefined,
  });
  note(parts, ordered, began);
};

const atOnce = (
  parts: PowerParts,
  ordered: Ordered,
  event: string | null,
  name: CloudEventName,
  changes: Changes,
): void => {
  const { order, id, caller, requestId } = ordered;
  const origin = { requestId, userId: caller.userId, projectId: caller.projectId };
  const action = startAction(order.act, origin, parts.store.stamp(), event);
  parts.store.record(id, closeEvents(action, 'Success', parts.store.stamp()));
  parts.store.change(id, changes);
  note(parts, ordered, name);
};

const lock = (parts: PowerParts, ordered: Ordered, reason: string | null): void => {
  const server = parts.store.get(ordered.id);
  if (server === undefined) return;
  const side = lockSideOf(server, ordered.caller);
  // nova/compute/api.py, API.lock: the owner's second lock changes nothing and leaves no record.
  if (server.lockedBy !== null && side === 'owner') return;
  const lockedReason = reason ?? server.lockedReason;
  atOnce(parts, ordered, 'api_lock', 'locked', { lockedBy: side, lockedReason });
};

// nova/exception.py, UnexpectedTaskStateError: os-stop does not map it, so it becomes a 500.
const LOST_RACE: Refusal = { status: 500, message: unexpected('UnexpectedTaskStateError') };
