import type { ServerRecord } from './server-record.ts';

/** Who acts, as far as Nova's rules look at it. */
export interface Caller {
  readonly userId: string;
  readonly username: string;
  readonly projectId: string | null;
  readonly isAdmin: boolean;
}

/** The acts this cloud knows, under the names Nova's messages use. */
export type ActName =
  | 'stop'
  | 'start'
  | 'reboot'
  | 'rebuild'
  | 'lock'
  | 'unlock'
  | 'resetState'
  | 'delete'
  | 'update metadata';

/** Why Nova does not do it: the status and the text of its answer. */
export interface Refusal {
  readonly status: 403 | 404 | 409 | 500;
  readonly message: string;
}

interface Rule {
  /** False: the lock does not hold it up. */
  readonly obeysLock: boolean;
  readonly needsHost: boolean;
  /** Null: any. */
  readonly vmStates: readonly string[] | null;
  readonly taskStates: readonly (string | null)[] | null;
  readonly needsLaunch: boolean;
}

const IDLE = [null];

// nova/compute/api.py, the decorators of API.stop, start, reboot, rebuild, delete, update_instance_metadata, lock, unlock.
const RULES: Readonly<Record<ActName | 'hard reboot', Rule>> = {
  stop: { obeysLock: true, needsHost: true, vmStates: ['active', 'error'], taskStates: IDLE, needsLaunch: true },
  start: { obeysLock: true, needsHost: true, vmStates: ['stopped'], taskStates: IDLE, needsLaunch: true },
  reboot: { obeysLock: true, needsHost: false, vmStates: ['active'], taskStates: IDLE, needsLaunch: true },
  'hard reboot': {
    obeysLock: true,
    needsHost: false,
    vmStates: ['active', 'stopped', 'paused', 'suspended', 'error'],
    taskStates: [null, 'rebooting', 'rebooting_hard', 'resuming', 'unpausing', 'pausing', 'suspending'],
    needsLaunch: true,
  },
  rebuild: {
    obeysLock: true,
    needsHost: false,
    vmStates: ['active', 'stopped', 'error'],
    taskStates: IDLE,
    needsLaunch: true,
  },
  delete: { obeysLock: true, needsHost: false, vmStates: null, taskStates: null, needsLaunch: false },
  'update metadata': {
    obeysLock: true,
    needsHost: false,
    vmStates: ['active', 'paused', 'suspended', 'stopped'],
    taskStates: null,
    needsLaunch: true,
  },
  lock: { obeysLock: false, needsHost: false, vmStates: null, taskStates: null, needsLaunch: false },
  unlock: { obeysLock: false, needsHost: false, vmStates: null, taskStates: null, needsLaunch: false },
  resetState: { obeysLock: false, needsHost: false, vmStates: null, taskStates: null, needsLaunch: false },
};

const conflict = (message: string): Refusal => ({ status: 409, message });
const forbidden = (rule: string): Refusal => ({
  status: 403,
  message: `Policy doesn't allow os_compute_api:${rule} to be performed.`,
});

/** What Nova says when it did not expect an exception of its own. */
export const unexpected = (exception: string): string =>
  `Unexpected API Error. Please report this at http://bugs.launchpad.net/nova/ and attach the Nova API log if possible.\n<class 'nova.exception.${exception}'>`;

/** Nova's refusal, in Nova's order: policy, lock, host, vm_state, task_state, launched; undefined when it would act. */
export const refusalOf = (
  act: ActName,
  server: ServerRecord,
  caller: Caller,
  variant?: 'hard reboot',
): Refusal | undefined => {
  if (act === 'resetState' && !caller.isAdmin) return forbidden('os-admin-actions:reset_state');
  const lockedByOther = server.lockedBy !== null && server.lockedBy !== lockSideOf(server, caller);
  if (act === 'unlock' && lockedByOther && !caller.isAdmin) return forbidden('os-lock-server:unlock:unlock_override');
  const rule = RULES[variant ?? act];
  if (rule.obeysLock && server.lockedBy !== null && !caller.isAdmin) return conflict(`Instance ${server.id} is locked`);
  if (rule.needsHost && server.host === null) return conflict(`Instance ${server.id} is not ready`);
  const inWay = (what: string) => conflict(`Cannot '${act}' instance ${server.id} while it is in ${what}`);
  if (rule.vmStates !== null && !rule.vmStates.includes(server.vmState)) return inWay(`vm_state ${server.vmState}`);
  if (rule.taskStates !== null && !rule.taskStates.includes(server.taskState)) {
    return inWay(`task_state ${server.taskState}`);
  }
  if (rule.needsLaunch && server.launchedAt === null) {
    return conflict(`Instance ${server.id} is in an invalid state for '${act}'`);
  }
  return undefined;
};

/** `owner` for everybody of the server's project, an admin too: nova/compute/api.py, API.lock. */
export const lockSideOf = (server: ServerRecord, caller: Caller): 'owner' | 'admin' =>
  server.projectId === caller.projectId ? 'owner' : 'admin';
