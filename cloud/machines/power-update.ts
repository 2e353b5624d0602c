import { closeEvents, startAction } from './action-record.ts';
import type { PowerParts } from './power-off.ts';
import type { Caller } from './rules.ts';
import type { ServerRecord } from './server-record.ts';

/** What Ironic says of a node's power, in the words of Nova's external event `power-update`. */
export type PowerReport = 'POWER_ON' | 'POWER_OFF';

const ON = { vmState: 'active', powerState: 1 } as const;
const OFF = { vmState: 'stopped', powerState: 4 } as const;
const CHANGES = {
  POWER_ON: { action: 'start', from: OFF, to: ON },
  POWER_OFF: { action: 'stop', from: ON, to: OFF },
} as const;

/** Whether the report moves the server: only when Nova knew it otherwise and is not at work on it. */
export const movesServer = ({ taskState, vmState, powerState }: ServerRecord, report: PowerReport): boolean => {
  const { from } = CHANGES[report];
  return taskState === null && vmState === from.vmState && powerState === from.powerState;
};

/**
 * Ironic reports a power change, whoever made it: a person at the node, or Nova itself a moment before. It is on record in any case,
 * as a `start` or `stop` with one event; the server, its `updated` too, moves only when Nova knew it otherwise and is not at work
 * on it, and a lock holds up nothing (nova/compute/api.py, external_instance_event; nova/compute/manager.py, power_update).
 */
export const powerUpdate = (
  { store, log, now }: Pick<PowerParts, 'store' | 'log' | 'now'>,
  { id, report, requestId, by }: { id: string; report: PowerReport; requestId: string; by: Caller },
): void => {
  const { action, to } = CHANGES[report];
  const origin = { requestId, userId: by.userId, projectId: by.projectId };
  const record = startAction(action, origin, store.stamp(), 'compute_power_update');
  const before = store.get(id);
  if (before !== undefined && movesServer(before, report)) {
    // nova/virt/ironic/driver.py, power_update_event.
    store.change(id, to);
    const shared = { at: now(), serverId: id, requestId, user: by.username };
    if (report === 'POWER_ON') log.event({ ...shared, event: 'powered-on', result: null });
    else log.event({ ...shared, event: 'power-off-ended', result: 'off' });
  }
  store.record(id, closeEvents(record, 'Success', store.stamp()));
};
