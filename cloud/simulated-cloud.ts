import type { Instant } from '../lib/instant.ts';
import type { CloudClock } from './cloud-clock.ts';
import type { CloudLog } from './cloud-log.ts';
import type { Faults } from './fronts/faults.ts';
import type { ServerPlan, StopBehaviour } from './machines/server-plan.ts';
import type { NoActionList } from './nova/action-list-switch.ts';
import type { Operator } from './operator.ts';

/** How the cloud is set up; all may be left out. */
export interface CloudOptions {
  readonly servers?: readonly ServerPlan[];
  /** This machine's time when left out. */
  readonly clock?: CloudClock;
  /** How long a token lives: an hour when left out. */
  readonly tokenLifeMs?: number;
  /** How long Nova trusts a token it has seen without asking Keystone again: 300 s when left out, as in Nova; 0: never. */
  readonly tokenCacheMs?: number;
  /** How often Nova's power sync runs (it stops again what is on against its record); never when left out. */
  readonly powerSyncMs?: number;
  /** A shelved server stays on its host (`shelved_offload_time` -1); it leaves it at once when left out, as in Nova. */
  readonly keepsShelved?: boolean;
  /** How it refuses its action list, to everybody and from the start; served when left out. */
  readonly noActionList?: NoActionList;
  /** A pause between Nova's check of a stop and its write: two stops in it are answered 202 and 500, as by two nova-api. */
  readonly stopRaceGapMs?: number;
}

/** Whom the cloud knows. Passwords are made at its start. */
export interface CloudAccount {
  /** Its name in `cloudsYaml()`. */
  readonly cloud: string;
  readonly userId: string;
  readonly username: string;
  readonly password: string;
  readonly projectId: string;
  readonly projectName: string;
  readonly roles: readonly string[];
}

/** A server as it is now, for whoever watches the cloud from outside its API. */
export interface ServerSnapshot {
  readonly id: string;
  readonly name: string;
  readonly projectId: string;
  readonly vmState: string;
  readonly taskState: string | null;
  readonly powerState: number;
  readonly locked: boolean;
  readonly deleted: boolean;
  readonly updatedAt: Instant;
}

/** A Keystone v3 and a Nova v2.1 on 127.0.0.1, with a window into both. */
export interface SimulatedCloud {
  /** `http://127.0.0.1:…/v3` */
  readonly authUrl: string;
  /** `http://127.0.0.1:…/v2.1` */
  readonly computeUrl: string;
  /** In the catalog, the second one has the project id in its compute path. */
  readonly regions: { readonly plain: string; readonly legacy: string };
  /** `stopper` (member, reader), `reader`, `operator` (member, reader), `admin`, `outsider` (member of the project other). */
  readonly accounts: Readonly<Record<'stopper' | 'reader' | 'operator' | 'admin' | 'outsider', CloudAccount>>;
  readonly log: CloudLog;
  readonly operator: Operator;
  readonly faults: Faults;
  servers(): readonly ServerSnapshot[];
  /** Undefined for an id it never had; a deleted server is still shown. */
  server(id: string): ServerSnapshot | undefined;
  /** Puts one more server in; throws if the id is taken. */
  add(plan: ServerPlan): void;
  /** Changes how a server takes its next power-offs; one under way is not changed. */
  behave(id: string, stop: Partial<StopBehaviour>): void;
  /** From now on it refuses its action list so, to everybody or to that user only; null: it serves it again. */
  refuseActionList(how: NoActionList | null, username?: string): void;
  /** From now on the cell of these servers is down, as lists show it; of none: all cells are up. */
  loseCell(ids: readonly string[]): void;
  /**
   * A clouds.yaml with the clouds `stopper`, `stopper-legacy`, `reader`, `operator`, `admin`, `outsider`, `stopper-appcred` and
   * `stopper-appcred-restricted`. Holds passwords.
   */
  cloudsYaml(): string;
  /** Ends all timers and connections. */
  close(): Promise<void>;
}
