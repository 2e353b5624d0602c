import type { Instant } from '../../lib/instant.ts';
import { type CloudClock, freshRequestId } from '../cloud-clock.ts';
import type { CloudLogWriter } from '../cloud-log.ts';
import { type Driver, plannedDriver } from './driver.ts';
import type { Order } from './order.ts';
import { perform } from './perform.ts';
import { beginPowerOff } from './power-off.ts';
import { type PowerReport, powerUpdate } from './power-update.ts';
import { type Caller, type Refusal, refusalOf } from './rules.ts';
import type { ServerRecord } from './server-record.ts';
import type { ServerStore } from './server-store.ts';
import { tasks } from './tasks.ts';

/** nova-compute and the rules before it. */
export interface Machines {
  /** Nova's refusal of the order, in the state the server is in now; undefined when it would be done. */
  check(order: Order, server: ServerRecord, caller: Caller): Refusal | undefined;
  /**
   * Does it, checked or not; refuses only when a task came in between (Nova's compare-and-swap on task_state). `arrivedAt`, now when
   * left out: when the request arrived, which is the time of its record (nova/objects/instance_action.py, pack_action_start).
   */
  perform(
    order: Order,
    server: ServerRecord,
    caller: Caller,
    requestId: string,
    arrivedAt?: Instant,
  ): Refusal | undefined;
  /** One round of Nova's power sync. */
  syncPower(): void;
  /** Ironic's report of a power change, under its own name when nobody else's is given. */
  reportPower(id: string, report: PowerReport, requestId: string, by?: Caller): void;
  /** Forgets everything under way. */
  stop(): void;
}

/** What nova.conf says of nova-compute. */
export interface ComputeSettings {
  /** A shelved server stays on its host (`shelved_offload_time` -1); Nova's default takes it off at once (0). */
  readonly keepsShelved?: boolean;
}

export const machines = (
  clock: CloudClock,
  store: ServerStore,
  log: Pick<CloudLogWriter, 'event'>,
  driver: Driver = plannedDriver,
  { keepsShelved = false }: ComputeSettings = {},
): Machines => {
  const running = tasks(clock, store);
  const keystoneId = (): string => clock.freshId().replaceAll('-', '');
  // Ironic's own user, in the project of the services.
  const ironic: Caller = { userId: keystoneId(), username: 'ironic', projectId: keystoneId(), isAdmin: true };
  const pending = new Set<() => void>();
  const after = (ms: number, act: () => void): (() => void) => {
    const forget = clock.after(ms, () => {
      pending.delete(forget);
      act();
    });
    pending.add(forget);
    return forget;
  };
  const reportPower: Machines['reportPower'] = (id, report, requestId, by = ironic) => {
    const server = store.get(id);
    // A server off its host has no node, and Nova answers 422.
    if (server?.deleted === false && server.host !== null)
      powerUpdate({ store, log, now: clock.now }, { id, report, requestId, by });
  };
  const parts = {
    store,
    log,
    driver,
    keepsShelved,
    tasks: running,
    now: clock.now,
    after,
    report: (id: string, report: PowerReport) => reportPower(id, report, freshRequestId(clock)),
  };
  return {
    check: (order, server, caller) =>
      refusalOf(order.act, server, caller, order.act === 'reboot' && order.hard ? 'hard reboot' : undefined),
    perform: (order, { id }, caller, requestId, arrivedAt = store.stamp()) =>
      perform(parts, { order, id, caller, requestId, arrivedAt }),
    // nova/compute/manager.py, _sync_instance_power_state: what is on against its record, or off against it, is stopped.
    syncPower: () => {
      for (const { id, taskState, vmState, powerState, haltedUnseen } of store.all(0)) {
        const isOff = powerState === 4 || haltedUnseen;
        const astray = (vmState === 'stopped' && powerState === 1) || (vmState === 'active' && isOff);
        if (taskState !== null || !astray) continue;
        const origin = { requestId: freshRequestId(clock), userId: null, projectId: null };
        beginPowerOff(parts, { id, origin, username: null, arrivedAt: store.stamp() });
      }
    },
    reportPower,
    stop: () => {
      running.stop();
      for (const forget of pending) forget();
      pending.clear();
    },
  };
};
