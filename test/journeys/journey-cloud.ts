import type { CloudsEntry } from './clouds-entry.ts';

/** What a server of a journey is, or does when it is stopped. */
export const ROLES = [
  'error',
  'stopped',
  'locked',
  'locked_by_admin',
  'paused',
  'suspended',
  'rescued',
  'shelved',
  'shelved_offloaded',
  'building',
  'novalidhost',
  'slow',
  'fails_once',
  'fail_stop',
  'error_stop',
  'hang_stop',
  'lie_stop',
  'lost_stop',
  'other_project',
  'deleted',
  'nonexistent',
] as const;

export type Role = (typeof ROLES)[number];

/** A colleague at the same cloud, and the cloud's own record; no code of lib/ has a part in either. */
export interface Colleague {
  start(serverId: string): Promise<void>;
  reboot(serverId: string): Promise<void>;
  tag(serverId: string, tag: string): Promise<void>;
  untag(serverId: string, tag: string): Promise<void>;
  /** The status of the answer. */
  stop(serverId: string): Promise<number>;
  /** `vm_state/task_state/power_state`, as in `stopped/-/4`. */
  stateOf(serverId: string): Promise<string>;
  /** When it changed last, by the cloud's clock: milliseconds since 1970. */
  changedAt(serverId: string): Promise<number>;
  /** How many stops of that server the cloud's own record (os-instance-actions) holds since the journeys began. */
  stopsOf(serverId: string): Promise<number>;
  /** How many of them the record says have failed. */
  failedStopsOf(serverId: string): Promise<number>;
}

/** A letter whose reason can be mended, so that its replay succeeds. */
export interface Mendable {
  readonly serverId: string;
  readonly reason: string;
  mend(): Promise<void>;
}

/** A cloud that the journeys run against, simulated or real. What it cannot do is absent, and the journey skipped by name. */
export interface JourneyCloud {
  readonly authUrl: string;
  /** With the project id in its path, if the catalog has it. */
  readonly computeUrl: string;
  /** The entry of clouds.yaml that the functions use; its addresses are replaced by the journeys' own wire. */
  readonly entry: CloudsEntry;
  readonly servers: Readonly<Partial<Record<Role, string>>>;
  /** Running ones, each good for one journey. */
  readonly active: readonly string[];
  readonly colleague: Colleague;
  /** Its running servers are bare metal, by their flavor. */
  readonly bareMetal?: true;
  /** STOP_PATIENCE: how long its slowest honest power-off may take, as an ISO 8601 duration. */
  readonly patience: string;
  /** Enough running servers for the largest request. */
  readonly thousand?: readonly string[];
  readonly mendable?: Mendable;
  /** Deletes a server for good. */
  remove?(serverId: string): Promise<void>;
  /** Makes the role `fails_once` obey from now on. */
  obey?(serverId: string): Promise<void>;
  /** Makes simultaneous stops of one server collide, as several nova-api would. */
  collide?<T>(during: () => Promise<T>): Promise<T>;
  /** Ironic reports of a running server that it is on, as it does after a power-on of Nova's own. */
  echo?(serverId: string): Promise<void>;
  /** Somebody powers a machine on at its node, past Nova; Ironic reports it. */
  powerOnAtNode?(serverId: string): Promise<void>;
  /** The entry of a user who may do everything but see what was done to a server. */
  readonly listless?: CloudsEntry;
  /** Kills Keystone and Nova, and starts them again. */
  readonly power?: { kill(): Promise<void>; start(): Promise<void> };
  close(): Promise<void>;
}
