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

const ON = { vmState: 'active', powerState: 1 } as const;
const simply = (vmState: string, powerState: number) => (): Partial<ServerRecord> => ({ vmState, powerState });

// nova/compute/manager.py, the methods with these event names, and their states in nova/compute/api.py.
const WORK: Readonly<Record<Exclude<WorkingAct, 'reboot'>, Work>> = {
  start: {
    action: 'start',
    event: 'compute_start_instance',
    taskState: 'powering-on',
    began: 'power-on-began',
    done: 'powered-on',
    ends: () => ON,
    reports: 'boot',
  },
  rebuild: {
    action: 'rebuild',
    event: 'compute_rebuild_instance',
    taskState: 'rebuilding',
    began: 'rebuild-began',
    done: 'rebuilt',
    ends: ({ vmState }, launchedAt) => ({ ...(vmState === 'stopped' ? {} : ON), launchedAt }),
    reports: 'image',
  },
  pause: {
    action: 'pause',
    event: 'compute_pause_instance',
    taskState: 'pausing',
    began: 'pause-began',
    done: 'paused',
    ends: simply('paused', 3),
  },
  unpause: {
    action: 'unpause',
    event: 'compute_unpause_instance',
    taskState: 'unpausing',
    began: 'unpause-began',
    done: 'unpaused',
    ends: () => ON,
  },
  suspend: {
    action: 'suspend',
    event: 'compute_suspend_instance',
    taskState: 'suspending',
    began: 'suspend-began',
    done: 'suspended',
    ends: simply('suspended', 4),
  },
  resume: {
    action: 'resume',
    event: 'compute_resume_instance',
    taskState: 'resuming',
    began: 'resume-began',
    done: 'resumed',
    ends: () => ON,
    reports: 'boot',
  },
  // With Nova's default (shelved_offload_time 0) it leaves its host at once.
  shelve: {
    action: 'shelve',
    event: 'compute_shelve_instance',
    taskState: 'shelving',
    began: 'shelve-began',
    done: 'shelved',
    ends: () => ({ vmState: 'shelved_offloaded', powerState: 4, host: null, hostId: '' }),
    reports: 'halt',
  },
  shelve_offload: {
    action: 'shelveOffload',
    event: 'compute_shelve_offload_instance',
    taskState: 'shelving_offloading',
    began: 'shelve-began',
    done: 'shelved',
    ends: () => ({ vmState: 'shelved_offloaded', powerState: 4, host: null, hostId: '' }),
  },
  unshelve: {
    action: 'unshelve',
    event: 'compute_unshelve_instance',
    taskState: 'unshelving',
    began: 'unshelve-began',
    done: 'unshelved',
    ends: ({ projectId }, launchedAt) => ({ ...ON, ...onHost(projectId), launchedAt }),
    reports: 'image',
  },
  rescue: {
    action: 'rescue',
    event: 'compute_rescue_instance',
    taskState: 'rescuing',
    began: 'rescue-began',
    done: 'rescued',
    ends: (_, launchedAt) => ({ vmState: 'rescued', powerState: 1, launchedAt }),
    reports: 'image',
  },
  unrescue: {
    action: 'unrescue',
    event: 'compute_unrescue_instance',
    taskState: 'unrescuing',
    began: 'unrescue-began',
    done: 'unrescued',
    ends: () => ON,
    reports: 'image',
  },
  resize: {
    action: 'resize',
    event: 'compute_prep_resize',
    taskState: 'resize_prep',
    began: 'resize-began',
    done: 'resized',
    ends: ({ powerState }, launchedAt) => ({ vmState: 'resized', powerState, launchedAt }),
  },
  confirm_resize: {
    action: 'confirmResize',
    event: 'compute_confirm_resize',
    taskState: 'resize_confirming',
    began: 'resize-began',
    done: 'resized',
    ends: ({ powerState }) => ({ vmState: powerState === 4 ? 'stopped' : 'active' }),
  },
  revert_resize: {
    action: 'revertResize',
    event: 'compute_revert_resize',
    taskState: 'resize_reverting',
    began: 'resize-began',
    done: 'resized',
    ends: ({ powerState }, launchedAt) => ({ vmState: powerState === 4 ? 'stopped' : 'active', launchedAt }),
  },
  delete: {
    action: 'delete',
    event: 'compute_terminate_instance',
    taskState: 'deleting',
    began: 'delete-began',
    done: 'deleted',
    ends: (_, terminatedAt) => ({ vmState: 'deleted', powerState: 0, deleted: true, terminatedAt }),
  },
};

/** What the act is to Nova; a reboot has two tasks. */
export const workOf = (act: WorkingAct, hard: boolean): Work =>
  act === 'reboot'
    ? {
        action: 'reboot',
        event: 'compute_reboot_instance',
        taskState: hard ? 'rebooting_hard' : 'rebooting',
        began: 'reboot-began',
        done: 'rebooted',
        ends: () => ON,
        reports: 'boot',
      }
    : WORK[act];
