import type { Instant } from '../../lib/instant.ts';
import type { CloudEventName } from '../cloud-log.ts';
import type { Act } from './rules.ts';
import { onHost, type ServerRecord } from './server-record.ts';

/** The acts that keep nova-compute at work for a while; a stop is one more, and takes what its machine makes of it. */
export type WorkingAct = Exclude<Act, 'stop' | 'lock' | 'unlock' | 'resetState' | 'update metadata'>;

/** What an act is to Nova: its record, its task, its end. */
export interface Work {
  /** The name of its record (nova/compute/instance_actions.py). */
  readonly action: string;
  readonly event: string;
  readonly taskState: string;
  readonly began: CloudEventName;
  readonly done: CloudEventName;
  /** The server when the work is done, at that moment of Nova's. */
  ends(server: ServerRecord, at: Instant): Partial<ServerRecord>;
  /**
   * What Ironic reports of it, where it reports power changes (ironic/conductor/utils.py, node_power_action): a boot once, and what
   * writes an image also while it is at work (ironic/drivers/modules/agent.py).
   */
  readonly reports?: 'boot' | 'image' | 'halt';
}

type Ends = Work['ends'];
const ON = { vmState: 'active', powerState: 1 } as const;
const running: Ends = () => ON;
const simply =
  (vmState: string, powerState: number): Ends =>
  () => ({ vmState, powerState });
// With Nova's default (shelved_offload_time 0) a shelved server leaves its host at once.
const offItsHost: Ends = () => ({ vmState: 'shelved_offloaded', powerState: 4, host: null, hostId: '' });
const asItRan = ({ powerState }: ServerRecord) => ({ vmState: powerState === 4 ? 'stopped' : 'active' });

type Names = readonly [event: string, taskState: string, began: CloudEventName, done: CloudEventName];
const work = (action: string, names: Names, ends: Ends, reports?: Work['reports']): Work => {
  const [event, taskState, began, done] = names;
  return { action, event: `compute_${event}`, taskState, began, done, ends, ...(reports && { reports }) };
};

const rebuilt: Ends = ({ vmState }, launchedAt) => ({ ...(vmState === 'stopped' ? {} : ON), launchedAt });
const unshelved: Ends = ({ projectId }, launchedAt) => ({ ...ON, ...onHost(projectId), launchedAt });
const rescued: Ends = (_, launchedAt) => ({ vmState: 'rescued', powerState: 1, launchedAt });
const resized: Ends = (_, launchedAt) => ({ vmState: 'resized', launchedAt });
const reverted: Ends = (server, launchedAt) => ({ ...asItRan(server), launchedAt });
const gone: Ends = (_, terminatedAt) => ({ vmState: 'deleted', powerState: 0, deleted: true, terminatedAt });

const START: Names = ['start_instance', 'powering-on', 'power-on-began', 'powered-on'];
const REBUILD: Names = ['rebuild_instance', 'rebuilding', 'rebuild-began', 'rebuilt'];
const PAUSE: Names = ['pause_instance', 'pausing', 'pause-began', 'paused'];
const UNPAUSE: Names = ['unpause_instance', 'unpausing', 'unpause-began', 'unpaused'];
const SUSPEND: Names = ['suspend_instance', 'suspending', 'suspend-began', 'suspended'];
const RESUME: Names = ['resume_instance', 'resuming', 'resume-began', 'resumed'];
const SHELVE: Names = ['shelve_instance', 'shelving', 'shelve-began', 'shelved'];
const OFFLOAD: Names = ['shelve_offload_instance', 'shelving_offloading', 'shelve-began', 'shelved'];
const UNSHELVE: Names = ['unshelve_instance', 'unshelving', 'unshelve-began', 'unshelved'];
const RESCUE: Names = ['rescue_instance', 'rescuing', 'rescue-began', 'rescued'];
const UNRESCUE: Names = ['unrescue_instance', 'unrescuing', 'unrescue-began', 'unrescued'];
const RESIZE: Names = ['prep_resize', 'resize_prep', 'resize-began', 'resized'];
const CONFIRM: Names = ['confirm_resize', 'resize_confirming', 'resize-began', 'resized'];
const REVERT: Names = ['revert_resize', 'resize_reverting', 'resize-began', 'resized'];
const DELETE: Names = ['terminate_instance', 'deleting', 'delete-began', 'deleted'];

// nova/compute/manager.py, the methods with these event names, and their states in nova/compute/api.py.
const WORK: Readonly<Record<Exclude<WorkingAct, 'reboot'>, Work>> = {
  start: work('start', START, running, 'boot'),
  rebuild: work('rebuild', REBUILD, rebuilt, 'image'),
  pause: work('pause', PAUSE, simply('paused', 3)),
  unpause: work('unpause', UNPAUSE, running),
  suspend: work('suspend', SUSPEND, simply('suspended', 4)),
  resume: work('resume', RESUME, running, 'boot'),
  shelve: work('shelve', SHELVE, offItsHost, 'halt'),
  shelve_offload: work('shelveOffload', OFFLOAD, offItsHost),
  unshelve: work('unshelve', UNSHELVE, unshelved, 'image'),
  rescue: work('rescue', RESCUE, rescued, 'image'),
  unrescue: work('unrescue', UNRESCUE, running, 'image'),
  resize: work('resize', RESIZE, resized),
  confirm_resize: work('confirmResize', CONFIRM, asItRan),
  revert_resize: work('revertResize', REVERT, reverted),
  delete: work('delete', DELETE, gone),
};

const REBOOT: Names = ['reboot_instance', 'rebooting', 'reboot-began', 'rebooted'];

/** What the act is to Nova; a reboot has two tasks. */
export const workOf = (act: WorkingAct, hard: boolean): Work => {
  if (act !== 'reboot') return WORK[act];
  return { ...work('reboot', REBOOT, running, 'boot'), ...(hard && { taskState: 'rebooting_hard' }) };
};
