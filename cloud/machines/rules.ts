import type { MarkAct } from './marks.ts';
import type { ServerRecord } from './server-record.ts';

/** Who acts, as far as Nova's rules look at it. */
export interface Caller {
  readonly userId: string;
  readonly username: string;
  readonly projectId: string | null;
  readonly isAdmin: boolean;
}

/** The acts that this cloud knows, under the names that Nova's messages use. */
export type Act =
  | 'stop'
  | 'start'
  | 'reboot'
  | 'rebuild'
  | 'pause'
  | 'unpause'
  | 'suspend'
  | 'resume'
  | 'shelve'
  | 'shelve_offload'
  | 'unshelve'
  | 'rescue'
  | 'unrescue'
  | 'resize'
  | 'confirm_resize'
  | 'revert_resize'
  | 'lock'
  | 'unlock'
  | 'resetState'
  | 'delete'
  | MarkAct;

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

const ANY: Rule = { obeysLock: true, needsHost: false, vmStates: null, taskStates: null, needsLaunch: false };
/** For a server without a task that was launched, in one of these states. */
const idle = (...vmStates: readonly string[]): Rule => ({ ...ANY, vmStates, taskStates: [null], needsLaunch: true });

const MARKABLE = ['active', 'paused', 'suspended', 'stopped'];
// A lock does not keep anybody from tags (nova/api/openstack/compute/server_tags.py, _check_instance_in_valid_state).
const tagging: Rule = { ...ANY, obeysLock: false, vmStates: MARKABLE };
const metadata: Rule = { ...idle(...MARKABLE), taskStates: null };

const REBOOTING = ['rebooting', 'reboot_pending', 'reboot_started'];

// nova/compute/api.py, the decorators of the methods of API that bear these names.
const RULES: Readonly<Record<Act | 'hard reboot', Rule>> = {
  stop: { ...idle('active', 'error'), needsHost: true },
  start: { ...idle('stopped'), needsHost: true },
  reboot: idle('active'),
  'hard reboot': {
    ...idle('active', 'stopped', 'paused', 'suspended', 'error'),
    taskStates: [null, ...REBOOTING, 'resuming', 'rebooting_hard', 'unpausing', 'pausing', 'suspending'],
  },
  rebuild: idle('active', 'stopped', 'error'),
  pause: idle('active'),
  unpause: idle('paused'),
  suspend: idle('active'),
  resume: idle('suspended'),
  shelve: idle('active', 'stopped', 'paused', 'suspended'),
  shelve_offload: idle('shelved'),
  unshelve: idle('shelved', 'shelved_offloaded'),
  rescue: idle('active', 'stopped', 'error'),
  unrescue: idle('rescued'),
  resize: idle('active', 'stopped'),
  confirm_resize: idle('resized'),
  revert_resize: idle('resized'),
  delete: ANY,
  'update metadata': metadata,
  'delete metadata': metadata,
  'update tag': tagging,
  'update tags': tagging,
  'delete tag': tagging,
  'delete tags': tagging,
  lock: { ...ANY, obeysLock: false },
  unlock: { ...ANY, obeysLock: false },
  resetState: { ...ANY, obeysLock: false },
};

const conflict = (message: string): Refusal => ({ status: 409, message });
const forbidden = (rule: string): Refusal => ({
  status: 403,
  message: `Policy doesn't allow os_compute_api:${rule} to be performed.`,
});

// Nova's policies for administrators only, each with its name.
const ADMINS_ONLY: Partial<Record<Act, string>> = {
  resetState: 'os-admin-actions:reset_state',
  shelve_offload: 'os-shelve:shelve_offload',
};

/** What Nova says when it did not expect an exception of its own. */
export const unexpected = (exception: string): string =>
  `Unexpected API Error. Please report this at http://bugs.launchpad.net/nova/ and attach the Nova API log if possible.\n<class 'nova.exception.${exception}'>`;

/** Nova's refusal, in Nova's order: policy, lock, host, vm_state, task_state, launched; undefined when it would act. */
export const refusalOf = (
  act: Act,
  server: ServerRecord,
  caller: Caller,
  variant?: 'hard reboot',
): Refusal | undefined => {
  const policy = ADMINS_ONLY[act];
  if (policy !== undefined && !caller.isAdmin) return forbidden(policy);
  const lockedByOther = server.lockedBy !== null && server.lockedBy !== lockSideOf(server, caller);
  if (act === 'unlock' && lockedByOther && !caller.isAdmin) return forbidden('os-lock-server:unlock:unlock_override');
  const rule = RULES[variant ?? act];
  if (rule.obeysLock && server.lockedBy !== null && !caller.isAdmin) return conflict(`Instance ${server.id} is locked`);
  if (rule.needsHost && server.host === null) return conflict(`Instance ${server.id} is not ready`);
  const inWay = (what: string) =>
    conflict(`Cannot '${SPOKEN[act] ?? act}' instance ${server.id} while it is in ${what}`);
  if (rule.vmStates !== null && !rule.vmStates.includes(server.vmState)) return inWay(`vm_state ${server.vmState}`);
  if (rule.taskStates !== null && !rule.taskStates.includes(server.taskState)) {
    return inWay(`task_state ${server.taskState}`);
  }
  if (rule.needsLaunch && server.launchedAt === null) {
    return conflict(`Instance ${server.id} is in an invalid state for '${SPOKEN[act] ?? act}'`);
  }
  return undefined;
};

// Messages name the action as the API does where that differs: raise_http_conflict_for_instance_invalid_state.
const SPOKEN: Partial<Record<Act, string>> = {
  shelve_offload: 'shelveOffload',
  confirm_resize: 'confirmResize',
  revert_resize: 'revertResize',
};

/** `owner` for everybody of the server's project, an admin too: nova/compute/api.py, API.lock. */
export const lockSideOf = (server: ServerRecord, caller: Caller): 'owner' | 'admin' =>
  server.projectId === caller.projectId ? 'owner' : 'admin';
