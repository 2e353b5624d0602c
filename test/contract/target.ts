import * as v from 'valibot';

/** Servers by the state or behaviour a statement needs. */
export const ROLES = [
  'error',
  'stopped',
  'paused',
  'suspended',
  'locked',
  'shelved',
  'shelved_offloaded',
  'rescued',
  'building',
  'novalidhost',
  'slow_stop',
  'fail_stop',
  'error_stop',
  'hang_stop',
  'lie_stop',
  'other_project',
  'deleted',
  'nonexistent',
] as const;

export type Role = (typeof ROLES)[number];

/** Reads a server id for every role. */
export const idsByRole = v.object(v.entriesFromList(ROLES, v.string()));

export interface Account {
  readonly username: string;
  readonly password: string;
  readonly projectName: string;
}

export type Who = 'stopper' | 'reader' | 'admin' | 'outsider';

/** A cloud that some of the contract can be read to: bare metal has not all roles. */
export interface Place {
  /** `http://…/v3` */
  readonly authUrl: string;
  /** `http://…/v2.1` */
  readonly computeUrl: string;
  readonly projectId: string;
  readonly regions: { readonly plain: string; readonly legacy: string };
  readonly accounts: Readonly<Record<Who, Account>>;
  /** Application credentials of the stopper; the restricted one may show servers, list details and post actions, at /v2.1 only. */
  readonly credentials: Readonly<Record<'full' | 'restricted', { readonly id: string; readonly secret: string }>>;
  /** At least ten ACTIVE ones, named bms-000 and so on, tagged `bms` and `rack-r0` to `rack-r3`. */
  readonly active: readonly string[];
  /** A power-off of some seconds. */
  readonly slow: string;
  /** Whether Ironic is underneath, or what plays it. */
  readonly bareMetal: boolean;
  /** Lets Nova's policy refuse the action list to readers, until the answer is called. */
  forbidHistory?(): Promise<() => Promise<void>>;
  /** Lets Ironic lose the BMC of a server's node, until the answer is called. */
  loseBmc?(serverId: string): Promise<() => Promise<void>>;
  /** A flavor that a server can be resized to, where the cloud's hosts allow it. */
  readonly largerFlavor?: string;
  /** Lets Nova ponder the next action on a server before it puts it on record. Real Nova does so when it asks Glance for an image. */
  ponder?(serverId: string): void;
  /** Lets that much of the cloud's time pass. */
  pass(ms: number): Promise<void>;
  close(): Promise<void>;
}

/** A cloud that the whole contract is read to, simulated or real. */
export interface Target extends Place {
  readonly servers: Readonly<Record<Role, string>>;
}

/** Where a target comes from. */
export interface Provider<T extends Place = Target> {
  readonly name: string;
  start(): Promise<T>;
}
