import { type CloudClock, freshRequestId } from '../../../cloud/cloud-clock.ts';
import type { Machines } from '../../../cloud/machines/machines.ts';
import type { Order } from '../../../cloud/machines/order.ts';
import { movesServer, type PowerReport } from '../../../cloud/machines/power-update.ts';
import type { Caller } from '../../../cloud/machines/rules.ts';
import type { ServerStore } from '../../../cloud/machines/server-store.ts';
import type { Deed } from '../plan.ts';

/** Where people act. */
export interface Scene {
  readonly clock: CloudClock;
  readonly store: ServerStore;
  readonly machines: Machines;
  /** Ironic reports what somebody did at the node. */
  report(server: string, power: PowerReport): void;
}

/** Who does what to which server, and how long it takes. */
export interface DeedOf {
  readonly deed: Deed;
  readonly server: string;
  readonly takesMs: number;
  readonly by: Caller;
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

const NODE: Partial<Record<Deed, PowerReport>> = { 'node-on': 'POWER_ON', 'node-off': 'POWER_OFF' };

/** Does what a person does; false when Nova refuses, or when there is nothing to do at the node. */
export const carryOutDeed = (scene: Scene, { deed, server: id, takesMs, by }: DeedOf): boolean => {
  const { clock, store, machines, report } = scene;
  const server = store.get(id);
  if (server === undefined || server.deleted) return false;
  const order = ORDERS[deed];
  if (order !== undefined) {
    const caller = deed === 'reset-state' ? { ...by, isAdmin: true } : by;
    const refusal =
      machines.check(order, server, caller) ?? machines.perform(order, server, caller, freshRequestId(clock));
    return refusal === undefined;
  }
  const power = NODE[deed];
  if (power !== undefined) {
    if (!movesServer(server, power)) return false;
    clock.after(takesMs, () => report(id, power));
    return true;
  }
  if (deed === 'rename') store.change(id, {});
  else if (server.taskState === null && server.vmState === 'active')
    store.change(id, { vmState: 'error', fault: { code: 500, message: 'broken', createdAt: server.updatedAt } });
  else return false;
  return true;
};
