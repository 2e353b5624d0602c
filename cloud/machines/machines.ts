import { randomUUID } from 'node:crypto';
import type { CloudClock } from '../cloud-clock.ts';
import type { CloudLogWriter } from '../cloud-log.ts';
import { type Order, perform } from './perform.ts';
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
  /** Does it, checked or not; refuses only when a task came in between (Nova's compare-and-swap on task_state). */
  perform(order: Order, server: ServerRecord, caller: Caller, requestId: string): Refusal | undefined;
  /** One round of Nova's power sync. */
  syncPower(): void;
  /** Ironic's report of a power change, under its own name when nobody else's is given. */
  reportPower(id: string, report: PowerReport, requestId: string, by?: Caller): void;
  /** Forgets everything under way. */
  stop(): void;
}

const keystoneId = (): string => randomUUID().replaceAll('-', '');
/** Ironic's own user, in the project of the services. */
const IRONIC: Caller = { userId: keystoneId(), username: 'ironic', projectId: keystoneId(), isAdmin: true };

export const machines = (clock: CloudClock, store: ServerStore, log: CloudLogWriter): Machines => {
  const running = tasks(clock, store);
  const parts = { store, log, tasks: running, now: clock.now };
  return {
    check: (order, server, caller) =>
      refusalOf(order.act, server, caller, order.act === 'reboot' && order.hard ? 'hard reboot' : undefined),
    perform: (order, { id }, caller, requestId) => perform(parts, { order, id, caller, requestId }),
    // nova/compute/manager.py, _sync_instance_power_state: what is on against its record, or off against it, is stopped.
    syncPower: () => {
      for (const { id, taskState, vmState, powerState } of store.all(0)) {
        const astray = (vmState === 'stopped' && powerState === 1) || (vmState === 'active' && powerState === 4);
        if (taskState !== null || !astray) continue;
        beginPowerOff(parts, id, { requestId: `req-${randomUUID()}`, userId: null, projectId: null }, null);
      }
    },
    reportPower: (id, report, requestId, by = IRONIC) => powerUpdate(parts, { id, report, requestId, by }),
    stop: running.stop,
  };
};
