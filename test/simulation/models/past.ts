import type { CloudClock } from '../../../cloud/cloud-clock.ts';
import { type ActionRecord, closeEvents, startAction } from '../../../cloud/machines/action-record.ts';
import type { ServerRecord } from '../../../cloud/machines/server-record.ts';
import type { ServerPlan } from '../plan.ts';

const STATES = {
  running: { vmState: 'active', powerState: 1 },
  stopped: { vmState: 'stopped', powerState: 4 },
  error: { vmState: 'error', powerState: 1 },
  paused: { vmState: 'paused', powerState: 3 },
  building: { vmState: 'building', powerState: 0 },
} as const;

const DAY_MS = 24 * 3_600_000;
// What is off when the scenario begins was on before; longer than any skew, and before anybody asks.
const WAS_UP_FOR_MS = 10_000;

/** The server as the plan wants it when the scenario begins, with the records of what was done to it before. */
export const pastOf = (
  record: ServerRecord,
  { state, upForMs, builtInMs }: ServerPlan,
  clock: Pick<CloudClock, 'now' | 'freshId'>,
): ServerRecord => {
  const upAt = clock.now() - upForMs;
  const offAt = upAt + WAS_UP_FOR_MS;
  const isBuilding = state === 'building';
  const origin = () => ({ requestId: `req-${clock.freshId()}`, userId: 'somebody', projectId: record.projectId });
  const done = (action: string, event: string, at: number): ActionRecord =>
    closeEvents(startAction(action, origin(), at, event), 'Success', at);
  const BUILD = 'compute__do_build_and_run_instance';
  // What is built while the scenario goes on has no past but its build.
  const isNew = builtInMs !== undefined;
  const createdAt = isNew ? clock.now() : isBuilding ? upAt : upAt - DAY_MS;
  return {
    ...record,
    ...STATES[state],
    taskState: isBuilding ? 'spawning' : null,
    createdAt,
    updatedAt: isNew ? createdAt : state === 'stopped' ? offAt : upAt,
    launchedAt: isBuilding ? null : createdAt,
    fault: state === 'error' ? { code: 500, message: 'broken', createdAt: upAt } : null,
    actions: isBuilding
      ? [startAction('create', origin(), upAt, BUILD)]
      : [
          done('create', BUILD, createdAt),
          ...(isNew ? [] : [done('start', 'compute_start_instance', upAt)]),
          ...(state === 'stopped' ? [done('stop', 'compute_stop_instance', offAt)] : []),
        ],
  };
};
