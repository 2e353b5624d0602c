/** What an action of Nova's leaves behind once it is through. */
interface PowerAction {
  /** `on`: whoever did it wants the server to run. `off`: the machine was halted by it. */
  readonly leaves: 'on' | 'off';
  /** False: it changes a record only, so Ironic has no power change to report for it. */
  readonly moves: boolean;
  /** True: one request that works for minutes or hours, with power changes of its own up to its end. */
  readonly lasts?: true;
}

const ON: PowerAction = { leaves: 'on', moves: true };
const LASTS: PowerAction = { ...ON, lasts: true };
const OFF: PowerAction = { leaves: 'off', moves: true };
const ON_PAPER: PowerAction = { leaves: 'on', moves: false };

/**
 * Nova's actions that move a server's power, or decide what it is to be: names of
 * nova/compute/instance_actions.py, in brackets the method of nova/compute/manager.py that does it. All
 * others leave the power as it was: `migrate` puts it back, and `pause` and `unpause` halt the processor and
 * let it go on.
 */
const POWER_ACTIONS: ReadonlyMap<string, PowerAction> = new Map([
  // (start_instance), (reboot_instance), (resume_instance)
  ['start', ON],
  ['reboot', ON],
  ['resume', ON],
  // The image is written and the machine booted, several times on bare metal: (build_and_run_instance),
  // (rebuild_instance; evacuate is the same), (unshelve_instance), (rescue_instance), (unrescue_instance),
  // (restore_instance)
  ['create', LASTS],
  ['rebuild', LASTS],
  ['evacuate', LASTS],
  ['unshelve', LASTS],
  ['rescue', LASTS],
  ['unrescue', LASTS],
  ['restore', LASTS],
  // (finish_resize), (finish_revert_resize)
  ['resize', ON],
  ['revertResize', ON],
  // The server runs on at its new place (confirm_resize); an administrator writes a state (API.reset_state:
  // no driver is asked).
  ['confirmResize', ON_PAPER],
  ['resetState', ON_PAPER],
  // (stop_instance), (terminate_instance, soft_delete_instance), (shelve_instance),
  // (shelve_offload_instance), (suspend_instance)
  ['stop', OFF],
  ['delete', OFF],
  ['shelve', OFF],
  ['shelveOffload', OFF],
  ['suspend', OFF],
]);

/** What an action does to the power; undefined for one that leaves it as it was. */
export const powerActionOf = (action: string): PowerAction | undefined => POWER_ACTIONS.get(action);
