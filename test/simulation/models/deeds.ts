import { type CloudClock, freshRequestId } from '../../../cloud/cloud-clock.ts';
import type { Machines } from '../../../cloud/machines/machines.ts';
import type { MarkOrder } from '../../../cloud/machines/marks.ts';
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
  /** True time: when a protection ends. */
  readonly endsAt: number;
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

/** The tag that requests select by, and the one that they may except. */
export const TAG = 'env=dev';
export const KEEP = 'keep';
const MARK = 'lights-out';
const UNTIL = 'lights-out-until';

/** What people do to the marks of a server, one order after the other. */
const markOrdersOf = (deed: Deed, endsAt: number): readonly MarkOrder[] => {
  const set = (key: string, value: string): MarkOrder => ({ act: 'update metadata', metadata: { [key]: value } });
  switch (deed) {
    case 'tag':
      return [{ act: 'update tag', tag: TAG }];
    case 'untag':
      return [{ act: 'delete tag', tag: TAG }];
    case 'keep':
      return [{ act: 'update tag', tag: KEEP }];
    case 'unkeep':
      return [{ act: 'delete tag', tag: KEEP }];
    case 'protect':
      return [{ act: 'update tag', tag: `${MARK}=never` }];
    case 'protect-metadata':
      return [set(MARK, 'please not')];
    case 'protect-until':
      return [set(UNTIL, new Date(endsAt).toISOString())];
    case 'protect-unreadably':
      return [set(UNTIL, 'the release is out')];
    case 'unprotect':
      return [
        { act: 'delete tag', tag: `${MARK}=never` },
        { act: 'delete metadata', key: MARK },
        { act: 'delete metadata', key: UNTIL },
      ];
    default:
      return [];
  }
};

const NODE: Partial<Record<Deed, PowerReport>> = { 'node-on': 'POWER_ON', 'node-off': 'POWER_OFF' };

/** Does what a person does; false when Nova refuses, or when there is nothing to do at the node. */
export const carryOutDeed = (scene: Scene, { deed, server: id, takesMs, endsAt, by }: DeedOf): boolean => {
  const { clock, store, machines, report } = scene;
  const server = store.get(id);
  if (server === undefined || server.deleted) return false;
  const marks = markOrdersOf(deed, endsAt);
  if (marks.length > 0) {
    const done = marks.map(
      (mark) =>
        (machines.check(mark, server, by) ?? machines.perform(mark, server, by, freshRequestId(clock))) === undefined,
    );
    return done.includes(true);
  }
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
