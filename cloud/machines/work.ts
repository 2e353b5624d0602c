import type { Instant } from '../../lib/instant.ts';
import type { CloudEventName } from '../cloud-log.ts';
import type { MarkAct } from './marks.ts';
import type { Act } from './rules.ts';
import { onHost, type ServerRecord } from './server-record.ts';

/** The acts that keep nova-compute at work for a while; a stop is one more, and takes what its machine makes of it. */
export type WorkingAct = Exclude<Act, 'stop' | 'lock' | 'unlock' | 'resetState' | MarkAct>;

/** What an act is to Nova: its record, its task, its end. */
export interface Work {
  /** The name of its record (nova/compute/instance_actions.py). */
  readonly action: string;
  /** Oldest first. */
  readonly events: readonly string[];
  /** Null: it shows none. */
  readonly taskState: string | null;
  readonly began: CloudEventName;
  readonly done: CloudEventName;
  /** The server when the work is done, at that moment of Nova's. */
  ends(server: ServerRecord, at: Instant): Partial<ServerRecord>;
  /** True: the driver cannot do it, and its record says Error. */
  readonly fails?: true;
  /** True: what was off before is on now and has to be stopped again, as a part of the same action. */
  stopsAfter?(server: ServerRecord): boolean;
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
const offItsHost: Ends = () => ({ vmState: 'shelved_offloaded', powerState: 4, host: null, hostId: '' });
const launched: Ends = (_, launchedAt) => ({ ...ON, launchedAt });
const unshelved: Ends = ({ projectId }, launchedAt) => ({ ...ON, ...onHost(projectId), launchedAt });
const rescued: Ends = (_, launchedAt) => ({ vmState: 'rescued', powerState: 1, launchedAt });
const resized: Ends = (_, launchedAt) => ({ vmState: 'resized', launchedAt });
const confirmed: Ends = ({ powerState }) => ({ vmState: powerState === 4 ? 'stopped' : 'active' });
const reverted: Ends = ({ powerState }, launchedAt) => ({
  ...(powerState === 4 ? {} : { vmState: 'active' }),
  launchedAt,
});
const gone: Ends = (_, terminatedAt) => ({ vmState: 'deleted', powerState: 0, deleted: true, terminatedAt });

type Names = readonly [events: string, taskState: string | null, began: CloudEventName, done: CloudEventName];
const work = (action: string, names: Names, ends: Ends, reports?: Work['reports']): Work => {
  const [events, taskState, began, done] = names;
  return { action, events: events.split(' '), taskState, began, done, ends, ...(reports && { reports }) };
};

const START: Names = ['compute_start_instance', 'powering-on', 'power-on-began', 'powered-on'];
const REBUILD: Names = ['rebuild_server compute_rebuild_instance', 'rebuilding', 'rebuild-began', 'rebuilt'];
const PAUSE: Names = ['compute_pause_instance', 'pausing', 'pause-began', 'paused'];
const UNPAUSE: Names = ['compute_unpause_instance', 'unpausing', 'unpause-began', 'unpaused'];
const SUSPEND: Names = ['compute_suspend_instance', 'suspending', 'suspend-began', 'suspended'];
const RESUME: Names = ['compute_resume_instance', 'resuming', 'resume-began', 'resumed'];
const SHELVE: Names = ['compute_shelve_instance', 'shelving', 'shelve-began', 'shelved'];
const OFFLOAD: Names = ['compute_shelve_offload_instance', 'shelving_offloading', 'shelve-began', 'shelved'];
const UNSHELVING = 'get_image_info schedule_instances compute_unshelve_instance';
const UNSHELVE: Names = [UNSHELVING, 'unshelving', 'unshelve-began', 'unshelved'];
const RESCUE: Names = ['compute_rescue_instance', 'rescuing', 'rescue-began', 'rescued'];
const UNRESCUE: Names = ['compute_unrescue_instance', 'unrescuing', 'unrescue-began', 'unrescued'];
const RESIZING =
  'conductor_migrate_server cold_migrate compute_prep_resize compute_resize_instance compute_finish_resize';
const RESIZE: Names = [RESIZING, 'resize_prep', 'resize-began', 'resized'];
const CONFIRM: Names = ['compute_confirm_resize', null, 'resize-began', 'resized'];
const REVERTING = 'compute_revert_resize compute_finish_revert_resize';
const REVERT: Names = [REVERTING, 'resize_reverting', 'resize-began', 'resized'];
const DELETE: Names = ['compute_terminate_instance', 'deleting', 'delete-began', 'deleted'];
const REBOOT: Names = ['compute_reboot_instance', 'rebooting', 'reboot-began', 'rebooted'];

// nova/compute/manager.py, the methods with these event names, and their states in nova/compute/api.py.
const WORK: Readonly<Record<WorkingAct | 'hard reboot', Work>> = {
  start: work('start', START, running, 'boot'),
  reboot: work('reboot', REBOOT, running, 'boot'),
  'hard reboot': { ...work('reboot', REBOOT, running, 'boot'), taskState: 'rebooting_hard' },
  rebuild: { ...work('rebuild', REBUILD, launched, 'image'), stopsAfter: ({ vmState }) => vmState === 'stopped' },
  pause: work('pause', PAUSE, simply('paused', 3)),
  unpause: work('unpause', UNPAUSE, running),
  suspend: work('suspend', SUSPEND, simply('suspended', 7)),
  resume: work('resume', RESUME, running, 'boot'),
  shelve: work('shelve', SHELVE, simply('shelved', 4), 'halt'),
  shelve_offload: work('shelveOffload', OFFLOAD, offItsHost),
  unshelve: work('unshelve', UNSHELVE, unshelved, 'image'),
  rescue: work('rescue', RESCUE, rescued, 'image'),
  unrescue: work('unrescue', UNRESCUE, running, 'image'),
  resize: work('resize', RESIZE, resized),
  confirm_resize: work('confirmResize', CONFIRM, confirmed),
  revert_resize: { ...work('revertResize', REVERT, reverted), stopsAfter: ({ powerState }) => powerState === 4 },
  delete: work('delete', DELETE, gone),
};

/** What the act is to Nova, done to that server. `keepsShelved`: what is shelved stays on its host. */
export const workOf = (act: WorkingAct | 'hard reboot', server: ServerRecord, keepsShelved: boolean): Work => {
  const { vmState, reported } = server;
  // nova/virt/ironic/driver.py has no pause, no suspend and no snapshot: the server stays as it was. To shelve it, Nova halts it first.
  if (reported && (act === 'pause' || act === 'suspend')) return { ...WORK[act], fails: true, ends: () => ({}) };
  if (reported && act === 'shelve') return { ...WORK.shelve, fails: true, ends: () => ({ haltedUnseen: true }) };
  if (act === 'shelve' && !keepsShelved) return { ...WORK.shelve, ends: offItsHost };
  // nova/conductor/manager.py, unshelve_instance: what is still on its host is started there, on the record of the unshelve.
  if (act === 'unshelve' && vmState === 'shelved') return UNSHELVE_AT_HOST;
  return WORK[act];
};

const UNSHELVE_AT_HOST: Work = { ...WORK.unshelve, events: WORK.start.events, ends: running, reports: 'boot' };
