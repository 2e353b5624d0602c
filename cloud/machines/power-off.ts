import type { Instant } from '../../lib/instant.ts';
import type { CloudLogWriter, PowerOffResult } from '../cloud-log.ts';
import type { ActionOrigin } from './action-record.ts';
import type { Driver } from './driver.ts';
import type { PowerReport } from './power-update.ts';
import { type StopBehaviour, stopsAtOnce } from './server-plan.ts';
import type { ServerRecord } from './server-record.ts';
import type { ServerStore } from './server-store.ts';
import type { Tasks } from './tasks.ts';

/** What a power-off works on. */
export interface PowerParts {
  readonly store: ServerStore;
  readonly tasks: Tasks;
  readonly log: Pick<CloudLogWriter, 'event'>;
  readonly driver: Driver;
  now(): Instant;
  /** Ironic's report of a power change. */
  report(id: string, report: PowerReport): void;
}

interface Ending {
  readonly changes: Partial<ServerRecord>;
  readonly event: 'Success' | 'Error';
  readonly result: PowerOffResult;
}

/** A stop to begin. */
export interface PowerOff {
  readonly id: string;
  readonly origin: ActionOrigin;
  /** Null: the power sync. */
  readonly username: string | null;
  readonly arrivedAt: Instant;
  /** True: the stop that ends the work of another action, in whose record it goes on. If it fails, so does the work. */
  readonly within?: boolean;
}

/** The server's stop, from powering-off to whatever its machine makes of it. */
export const beginPowerOff = (
  parts: PowerParts,
  { id, origin, username, arrivedAt, within = false }: PowerOff,
): void => {
  const { store, tasks, log, driver } = parts;
  const before = store.get(id);
  if (before === undefined) return;
  const plan = driver.powerOff(before);
  const note = (event: 'power-off-began' | 'power-off-ended', result: PowerOffResult | null): void =>
    log.event({ at: parts.now(), event, serverId: id, requestId: origin.requestId, user: username, result });
  if (plan.lasts === 'once') store.change(id, { stop: stopsAtOnce });
  tasks.begin({
    id,
    origin,
    action: within ? null : 'stop',
    events: ['compute_stop_instance'],
    arrivedAt,
    taskState: 'powering-off',
    takesMs: plan.ending === 'hang' ? null : plan.takesMs,
    finish: () => {
      const failsWork = within && plan.ending === 'fail';
      const { changes, event, result } = endingOf(failsWork ? { ...plan, ending: 'error' } : plan, parts.now());
      store.change(id, { taskState: null, haltedUnseen: false, ...changes });
      note('power-off-ended', result);
      if (before.reported && result === 'off') parts.report(id, 'POWER_OFF');
      return event;
    },
    calledOff: () => note('power-off-ended', 'called-off'),
  });
  note('power-off-began', null);
};

const endingOf = (plan: StopBehaviour, now: Instant): Ending => {
  // nova/exception.py, InstancePowerOffFailure.
  const fault = { code: 400, message: 'Failed to power off instance: the BMC did not answer', createdAt: now };
  switch (plan.ending) {
    // The fault is recorded here too, but shown only once the server is in ERROR: nova/compute/manager.py, wrap_instance_fault.
    case 'fail':
      return { changes: { fault }, event: 'Error', result: 'failed' };
    case 'error':
      return { changes: { vmState: 'error', fault }, event: 'Error', result: 'error' };
    case 'lie':
      return { changes: { vmState: 'stopped' }, event: 'Success', result: 'lied' };
    // nova/virt/ironic/driver.py, map_power_state: a node in power state `error` is NOSTATE.
    case 'lost':
      return { changes: { vmState: 'stopped', powerState: 0 }, event: 'Success', result: 'lost' };
    // nova-compute was started again: it clears the task of a stop that it does not find under way, and nothing says why.
    case 'shrug':
      return { changes: {}, event: 'Success', result: 'failed' };
    default:
      return { changes: { vmState: 'stopped', powerState: 4 }, event: 'Success', result: 'off' };
  }
};
