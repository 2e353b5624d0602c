import type { Instant } from '../instant.ts';

/** A Nova server's UUID, validated and in lower case: the only thing that is ever put into a server's path. */
export type ServerId = string & { readonly isServerId: true };

// Lower case only: Nova answers 404 to an upper case id (seen on Nova 26.2).
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Reads a server id, folding ASCII upper case; undefined when it is not a UUID in its canonical form. */
export const parseServerId = (text: string): ServerId | undefined => {
  if (text.length !== 36) return undefined;
  const folded = text.toLowerCase();
  return UUID.test(folded) ? (folded as ServerId) : undefined;
};

/**
 * A server's flavor as the cloud shows it: name and extra specs from microversion 2.47 on, only the id below
 * (api-ref: GET /servers/{server_id}). Null where it is not shown.
 */
export interface Flavor {
  readonly id: string | null;
  readonly name: string | null;
  readonly extraSpecs: Readonly<Record<string, string>> | null;
}

/** What people know a server by, and mark it with: selectors and guards read nothing else. */
export interface Described {
  readonly name: string;
  /** From microversion 2.26; null below it. */
  readonly tags: readonly string[] | null;
  /** Null when the answer does not show it; every Nova does. */
  readonly metadata: Readonly<Record<string, string>> | null;
  readonly flavor: Flavor | null;
}

/** A server in a list of the project. */
export interface ListedServer extends Described {
  readonly id: ServerId;
  /** On Nova's clock, whole seconds; null when the answer does not show it. */
  readonly createdAt: Instant | null;
}

/** What Nova shows of a server, in Nova's own words (api-ref: GET /servers/{server_id}). */
export interface Server extends Described {
  readonly id: ServerId;
  /** `OS-EXT-STS:vm_state`: nova/compute/vm_states.py. */
  readonly vmState: string;
  /** `OS-EXT-STS:task_state`: null when idle; nova/compute/task_states.py. */
  readonly taskState: string | null;
  /**
   * `OS-EXT-STS:power_state`: 1 is running, 4 is off, 0 is "nobody knows" (nova/objects/fields.py,
   * InstancePowerState); null when the answer does not show it.
   */
  readonly powerState: number | null;
  /** The configuration says that this cloud never shows the power: then vm_state is all that there is. */
  readonly powerNeverTold?: true;
  /** From microversion 2.9; null below it, where nobody but Nova knows. */
  readonly locked: boolean | null;
  /** Why it is locked, where the cloud shows it (2.73) and somebody gave a reason. */
  readonly lockedReason?: string;
  /**
   * Moves with every state change, lock, reboot, rename and metadata edit; whole seconds. Null when the
   * answer does not show it.
   */
  readonly updatedAt: Instant | null;
  /**
   * False when `OS-SRV-USG:launched_at` is null or `hostId` is empty: such a server cannot be stopped. Null
   * when the answer does not show it.
   */
  readonly launched: boolean | null;
  /** Shown for ERROR and DELETED only (nova/api/openstack/compute/views/servers.py); a stop erases it. */
  readonly fault?: { readonly code: number | null; readonly message: string };
}

/** The three fields that decide, as a dead letter and the ledger keep them. */
export interface ServerState {
  readonly vmState: string;
  readonly taskState: string | null;
  readonly powerState: number | null;
}

/** The state of a server, without what does not decide. */
export const stateOf = ({ vmState, taskState, powerState }: Server): ServerState => ({
  vmState,
  taskState,
  powerState,
});

/** Whether two looks saw the same state. */
export const isSameState = (a: ServerState, b: ServerState): boolean =>
  a.vmState === b.vmState && a.taskState === b.taskState && a.powerState === b.powerState;

/**
 * One record of `os-instance-actions`: written before the API answers, so a list lags only behind a read
 * replica.
 */
export interface ServerAction {
  /** `stop`, `start`, `reboot` … (nova/compute/instance_actions.py). */
  readonly action: string;
  readonly requestId: string;
  readonly userId: string | null;
  /** Arrival of the API request, on Nova's clock. */
  readonly startedAt: Instant;
  /** `message` is `Error` once an event of it failed (nova/db/main/api.py). */
  readonly failed: boolean;
  /** The names of its events; absent from a list, and not shown to owners below microversion 2.51. */
  readonly events?: readonly string[];
  /** When the last of its events finished; null while one is under way. Absent where `events` is. */
  readonly endedAt?: Instant | null;
}

/** `os-stop.type`: upstream Nova accepts and ignores it; Open Telekom Cloud honours it for virtual machines. */
export const STOP_TYPES = ['SOFT', 'HARD'] as const;
export type StopType = (typeof STOP_TYPES)[number];

const NO_STATE = 0;
const RUNNING = 1;
const SHUTDOWN = 4;

/**
 * What the power state proves. Off is 4 alone: real Ironic shows 1 for a machine that does not obey, and 0
 * for one whose BMC it has lost. Where a cloud never shows it, everything but 1 counts as off.
 */
export const powerOf = ({
  powerState,
  powerNeverTold,
}: Pick<Server, 'powerState' | 'powerNeverTold'>): 'off' | 'on' | 'not-told' => {
  if (powerState === SHUTDOWN || (powerNeverTold && powerState !== RUNNING)) return 'off';
  return powerState === null || powerState === NO_STATE ? 'not-told' : 'on';
};

/** Off: by its state, with no task that may change it, and by its power. */
export const isOff = (server: Server): boolean =>
  server.vmState === 'stopped' && server.taskState === null && powerOf(server) === 'off';
