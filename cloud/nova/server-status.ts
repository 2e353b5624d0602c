const REBUILD = { rebuilding: 'REBUILD', rebuild_block_device_mapping: 'REBUILD', rebuild_spawning: 'REBUILD' };
const RESIZE = {
  resize_prep: 'RESIZE',
  resize_migrating: 'RESIZE',
  resize_migrated: 'RESIZE',
  resize_finish: 'RESIZE',
};

// nova/api/openstack/common.py, _STATE_MAP: vm_state → task_state → status.
const STATUS: ReadonlyMap<string, Readonly<Record<string, string>>> = new Map([
  [
    'active',
    {
      default: 'ACTIVE',
      rebooting: 'REBOOT',
      reboot_pending: 'REBOOT',
      reboot_started: 'REBOOT',
      rebooting_hard: 'HARD_REBOOT',
      reboot_pending_hard: 'HARD_REBOOT',
      reboot_started_hard: 'HARD_REBOOT',
      updating_password: 'PASSWORD',
      migrating: 'MIGRATING',
      ...REBUILD,
      ...RESIZE,
    },
  ],
  ['building', { default: 'BUILD' }],
  ['stopped', { default: 'SHUTOFF', ...RESIZE, ...REBUILD }],
  ['resized', { default: 'VERIFY_RESIZE', resize_reverting: 'REVERT_RESIZE' }],
  ['paused', { default: 'PAUSED', migrating: 'MIGRATING' }],
  ['suspended', { default: 'SUSPENDED' }],
  ['rescued', { default: 'RESCUE' }],
  ['error', { default: 'ERROR', ...REBUILD }],
  ['deleted', { default: 'DELETED' }],
  ['soft-delete', { default: 'SOFT_DELETED' }],
  ['shelved', { default: 'SHELVED' }],
  ['shelved_offloaded', { default: 'SHELVED_OFFLOADED' }],
]);

/** The `status` that Nova derives; ACTIVE covers running, stopping and deleting. */
export const statusOf = (vmState: string, taskState: string | null): string => {
  const byTask = STATUS.get(vmState);
  return byTask?.[taskState ?? 'default'] ?? byTask?.default ?? 'UNKNOWN';
};

/**
 * The states that a `status` filter means; `taskStates` null: any, since the status is some vm_state's plain one
 * (nova/api/openstack/common.py, task_and_vm_state_from_status). Undefined for a status that does not exist.
 */
export const statesOf = (
  statuses: readonly string[],
): { readonly vmStates: readonly string[]; readonly taskStates: readonly string[] | null } | undefined => {
  const wanted = new Set(statuses.map((status) => status.toUpperCase()));
  const meant = [...STATUS].flatMap(([vmState, byTask]) =>
    Object.entries(byTask).flatMap(([taskState, status]) => (wanted.has(status) ? [{ vmState, taskState }] : [])),
  );
  if (meant.length === 0) return undefined;
  const taskStates = meant.map(({ taskState }) => taskState);
  return {
    vmStates: meant.map(({ vmState }) => vmState),
    taskStates: taskStates.includes('default') ? null : taskStates,
  };
};
