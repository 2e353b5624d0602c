import { randomUUID } from 'node:crypto';

/** How a server's machine takes a power-off. The lab's real Nova shows the first five (its driver's `lab_stop`), real Ironic `lie` and `lost`. */
export interface StopBehaviour {
  /**
   * `ok`: off. `fail`: the driver raises, Nova goes back to ACTIVE and the action says Error. `error`: ends in vm_state error with
   * a fault. `hang`: stays in powering-off. `lie`: vm_state stopped, action Success, power state still 1. `lost`: the same with
   * power state 0, since Ironic cannot reach the BMC any more. `shrug`: ACTIVE again, and no record says why.
   */
  readonly ending: 'ok' | 'fail' | 'error' | 'hang' | 'lie' | 'lost' | 'shrug';
  /** How long the power-off takes before it ends so, in milliseconds. */
  readonly takesMs: number;
  /** `once`: the next power-off only, `ok` afterwards. */
  readonly lasts: 'always' | 'once';
}

/** A server as it is put into the cloud; every field has a calm default. */
export interface ServerPlan {
  readonly id: string;
  readonly name: string;
  /** `bms` (the stopper's project) or `other`. */
  readonly project: 'bms' | 'other';
  readonly vmState: string;
  readonly taskState: string | null;
  readonly powerState: number;
  /** Who locked it. */
  readonly lockedBy: 'owner' | 'admin' | null;
  readonly lockedReason: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags: readonly string[];
  readonly flavor: string;
  /** The flavor's extra specs. */
  readonly extraSpecs: Readonly<Record<string, string>>;
  /** False: never scheduled, so it has no host ("not ready"). */
  readonly hasHost: boolean;
  /** False: `launched_at` is null. */
  readonly launched: boolean;
  readonly fault: { readonly code: number; readonly message: string } | null;
  readonly deleted: boolean;
  /** How long before the cloud's start `created`, `updated` and `launched_at` are, in milliseconds. */
  readonly agedMs: number;
  readonly stop: StopBehaviour;
  /** Ironic reports to Nova what Nova itself did to its power (`send_power_notifications`). */
  readonly reported: boolean;
}

/** Half of what the real one takes with its fake driver; a person watching a demonstration sees it. */
const STOP_TAKES_MS = 50;
const AN_HOUR_MS = 3_600_000;

export const stopsAtOnce: StopBehaviour = { ending: 'ok', takesMs: STOP_TAKES_MS, lasts: 'always' };

/** A calm server: ACTIVE, unlocked, untouched for an hour. */
export const aServer = (changes: Partial<ServerPlan> = {}): ServerPlan => {
  const id = changes.id ?? randomUUID();
  return {
    id,
    name: `bms-${id.slice(0, 8)}`,
    project: 'bms',
    vmState: 'active',
    taskState: null,
    powerState: 1,
    lockedBy: null,
    lockedReason: null,
    metadata: {},
    tags: [],
    flavor: 'physical.o2.medium',
    extraSpecs: {},
    hasHost: true,
    launched: true,
    fault: null,
    deleted: false,
    agedMs: AN_HOUR_MS,
    stop: stopsAtOnce,
    reported: false,
    ...changes,
  };
};
