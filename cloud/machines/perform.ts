import type { CloudEventName } from '../cloud-log.ts';
import { closeEvents, startAction } from './action-record.ts';
import { changesOf, type MarkOrder } from './marks.ts';
import type { Order, Ordered } from './order.ts';
import { beginPowerOff, type PowerParts } from './power-off.ts';
import type { PowerReport } from './power-update.ts';
import { lockSideOf, type Refusal, unexpected } from './rules.ts';
import type { ServerRecord } from './server-record.ts';
import { type WorkingAct, workOf } from './work.ts';

/** What orders are carried out with. */
export interface PerformParts extends PowerParts {
  readonly keepsShelved: boolean;
  after(ms: number, act: () => void): () => void;
}

// Ironic is through with a boot before its report arrives.
const REPORTED_AFTER_MS = 1_500;

/** Does what was ordered, without a check; refuses only an order that lost the race for the task state. */
export const perform = (parts: PerformParts, ordered: Ordered): Refusal | undefined => {
  const { order, id, caller, requestId, arrivedAt } = ordered;
  const origin = { requestId, userId: caller.userId, projectId: caller.projectId };
  const taskState = parts.store.get(id)?.taskState ?? null;
  switch (order.act) {
    case 'stop':
      if (taskState !== null) return LOST_RACE;
      beginPowerOff(parts, { id, origin, username: caller.username, arrivedAt });
      return undefined;
    case 'lock':
      lock(parts, ordered, order.reason);
      return undefined;
    case 'unlock':
      atOnce(parts, ordered, 'api_unlock', 'unlocked', { lockedBy: null, lockedReason: null });
      return undefined;
    case 'resetState':
      atOnce(parts, ordered, null, 'state-reset', { vmState: order.state, taskState: null });
      parts.tasks.callOff(id);
      return undefined;
    case 'update metadata':
    case 'delete metadata':
      mark(parts, ordered, order, 'metadata-set');
      return undefined;
    case 'update tag':
    case 'update tags':
    case 'delete tag':
    case 'delete tags':
      mark(parts, ordered, order, 'tags-set');
      return undefined;
    default:
      if (taskState !== null && !interrupts(order)) return LOST_RACE;
      work(parts, ordered, order);
      return undefined;
  }
};

// No action record is left.
const mark = (parts: PerformParts, ordered: Ordered, order: MarkOrder, event: CloudEventName): void => {
  const server = parts.store.get(ordered.id);
  if (server === undefined) return;
  parts.store.change(ordered.id, changesOf(order, server));
  note(parts, ordered, event);
};

// Both are carried out whatever the task is.
const interrupts = (order: Order): boolean => order.act === 'delete' || (order.act === 'reboot' && order.hard);

const note = ({ log, now }: PowerParts, { id, caller, requestId }: Ordered, event: CloudEventName): void =>
  log.event({ at: now(), event, serverId: id, requestId, user: caller.username, result: null });

const work = (parts: PerformParts, ordered: Ordered, order: Extract<Order, { readonly act: WorkingAct }>): void => {
  const { id, caller, requestId, arrivedAt } = ordered;
  const server = parts.store.get(id);
  if (server === undefined) return;
  const origin = { requestId, userId: caller.userId, projectId: caller.projectId };
  const { action, events, taskState, began, done, ends, fails, stopsAfter, reports } = workOf(
    order.act === 'reboot' && order.hard ? 'hard reboot' : order.act,
    server,
    parts.keepsShelved,
  );
  const takesMs = parts.driver.takesMs(order.act, server);
  parts.tasks.begin({
    id,
    origin,
    action,
    events,
    arrivedAt,
    taskState,
    takesMs,
    finish: () => {
      const then = parts.store.get(id);
      if (then !== undefined)
        parts.store.change(id, { taskState: null, haltedUnseen: false, ...ends(then, parts.store.stamp()) });
      if (fails === true) return 'Error';
      note(parts, ordered, done);
      if (then === undefined || stopsAfter?.(then) !== true) return 'Success';
      beginPowerOff(parts, { id, origin, username: caller.username, arrivedAt, within: true });
      return null;
    },
    calledOff: () => undefined,
  });
  note(parts, ordered, began);
  if (!server.reported || reports === undefined) return;
  const reportIn = (ms: number, report: PowerReport): void => void parts.after(ms, () => parts.report(id, report));
  if (reports === 'image') {
    // The agent's boot, the halt after it has written, and the boot of what it wrote.
    reportIn(takesMs * 0.3, 'POWER_ON');
    reportIn(takesMs * 0.8, 'POWER_OFF');
    reportIn(takesMs * 0.9, 'POWER_ON');
  } else if (reports === 'halt') reportIn(takesMs * 0.5, 'POWER_OFF');
  else reportIn(takesMs + REPORTED_AFTER_MS, 'POWER_ON');
};

const atOnce = (
  parts: PowerParts,
  ordered: Ordered,
  event: string | null,
  name: CloudEventName,
  changes: Partial<ServerRecord>,
): void => {
  const { order, id, caller, requestId, arrivedAt } = ordered;
  const origin = { requestId, userId: caller.userId, projectId: caller.projectId };
  const action = startAction(order.act, origin, arrivedAt, event);
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
