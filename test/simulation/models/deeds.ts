import type { Machines } from '../../../cloud/machines/machines.ts';
import type { Order } from '../../../cloud/machines/perform.ts';
import type { Caller } from '../../../cloud/machines/rules.ts';
import type { ServerStore } from '../../../cloud/machines/server-store.ts';
import type { Timeline } from '../engine/timeline.ts';
import type { Deed } from '../plan.ts';

/** Where people act. */
export interface Scene {
  readonly store: ServerStore;
  readonly machines: Machines;
  readonly timeline: Timeline;
  freshId(): string;
  /** Ironic reports what somebody did at the node. */
  report(server: string, power: 'POWER_ON' | 'POWER_OFF'): void;
}

const ORDERS: Partial<Record<Deed, Order>> = {
  start: { act: 'start' },
  stop: { act: 'stop' },
  reboot: { act: 'reboot', hard: false },
  'hard-reboot': { act: 'reboot', hard: true },
  rebuild: { act: 'rebuild' },
  lock: { act: 'lock', reason: null },
  unlock: { act: 'unlock' },
  delete: { act: 'delete' },
  pause: { act: 'pause' },
  unpause: { act: 'unpause' },
  suspend: { act: 'suspend' },
  resume: { act: 'resume' },
  shelve: { act: 'shelve' },
  unshelve: { act: 'unshelve' },
  rescue: { act: 'rescue' },
  unrescue: { act: 'unrescue' },
  resize: { act: 'resize' },
  'confirm-resize': { act: 'confirm_resize' },
  'reset-state': { act: 'resetState', state: 'active' },
};

const NODE: Partial<
  Record<Deed, { readonly report: 'POWER_ON' | 'POWER_OFF'; readonly from: readonly [string, number] }>
> = {
  'node-on': { report: 'POWER_ON', from: ['stopped', 4] },
  'node-off': { report: 'POWER_OFF', from: ['active', 1] },
};

// No machine obeys sooner.
const LEAST_MS = 2_000;

/** Does what a person does; false when Nova refuses, or when there is nothing to do at the node. */
export const carryOutDeed = (scene: Scene, deed: Deed, id: string, takesMs: number, by: Caller): boolean => {
  const { store, machines, timeline, freshId, report } = scene;
  const server = store.get(id);
  if (server === undefined || server.deleted) return false;
  const order = ORDERS[deed];
  if (order !== undefined) {
    const caller = deed === 'reset-state' ? { ...by, isAdmin: true } : by;
    return (
      (machines.check(order, server, caller) ?? machines.perform(order, server, caller, `req-${freshId()}`)) ===
      undefined
    );
  }
  const isIdle = server.taskState === null;
  const node = NODE[deed];
  if (node !== undefined) {
    const [vmState, powerState] = node.from;
    if (!isIdle || server.vmState !== vmState || server.powerState !== powerState) return false;
    timeline.quietly(timeline.now() + Math.max(takesMs, LEAST_MS), () => report(id, node.report));
    return true;
  }
  if (deed === 'rename') store.change(id, {});
  else if (isIdle && server.vmState === 'active')
    store.change(id, { vmState: 'error', fault: { code: 500, message: 'broken', createdAt: server.updatedAt } });
  else return false;
  return true;
};
