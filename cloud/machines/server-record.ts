import { createHash } from 'node:crypto';
import type { Instant } from '../../lib/instant.ts';
import { type CloudClock, freshRequestId } from '../cloud-clock.ts';
import { type ActionRecord, closeEvents, startAction } from './action-record.ts';
import type { ServerPlan, StopBehaviour } from './server-plan.ts';

/** A server as Nova's database knows it. Never changed in place: a change is a new record. */
export interface ServerRecord {
  readonly id: string;
  readonly name: string;
  readonly projectId: string;
  readonly userId: string;
  readonly vmState: string;
  readonly taskState: string | null;
  readonly powerState: number;
  /** The machine is off, which Nova does not show before its next power sync. */
  readonly haltedUnseen: boolean;
  readonly lockedBy: 'owner' | 'admin' | null;
  readonly lockedReason: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags: readonly string[];
  readonly flavor: string;
  /** The flavor's, as they were when the server was built. */
  readonly extraSpecs: Readonly<Record<string, string>>;
  /** Null: never scheduled, or taken off its host (shelved_offloaded). */
  readonly host: string | null;
  readonly hostId: string;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly launchedAt: Instant | null;
  readonly terminatedAt: Instant | null;
  /** Kept after the error is over; shown for ERROR and DELETED only. */
  readonly fault: { readonly code: number; readonly message: string; readonly createdAt: Instant } | null;
  readonly deleted: boolean;
  readonly stop: StopBehaviour;
  /** Ironic reports to Nova what Nova itself did to its power (`send_power_notifications`). */
  readonly reported: boolean;
  /** Oldest first. */
  readonly actions: readonly ActionRecord[];
}

const HOST = 'simulated-compute';

/** The record of a planned server at the cloud's start, with the actions a real one has: `create`, and what ended its life or its power. */
export const serverRecord = (
  plan: ServerPlan,
  owner: { readonly userId: string; readonly projectId: string },
  clock: Pick<CloudClock, 'now' | 'freshId'>,
): ServerRecord => {
  const createdAt = clock.now() - plan.agedMs;
  const create = startAction(
    'create',
    { requestId: freshRequestId(clock), ...owner },
    createdAt,
    'compute__do_build_and_run_instance',
  );
  return {
    id: plan.id,
    name: plan.name,
    projectId: owner.projectId,
    userId: owner.userId,
    vmState: plan.deleted ? 'deleted' : plan.vmState,
    taskState: plan.taskState,
    powerState: plan.deleted ? 0 : plan.powerState,
    haltedUnseen: false,
    lockedBy: plan.lockedBy,
    lockedReason: plan.lockedReason,
    metadata: plan.metadata,
    tags: plan.tags,
    flavor: plan.flavor,
    extraSpecs: plan.extraSpecs,
    ...(plan.hasHost ? onHost(owner.projectId) : { host: null, hostId: '' }),
    createdAt,
    updatedAt: createdAt,
    launchedAt: plan.launched ? createdAt : null,
    terminatedAt: plan.deleted ? createdAt : null,
    fault: plan.fault === null ? null : { ...plan.fault, createdAt },
    deleted: plan.deleted,
    stop: plan.stop,
    reported: plan.reported,
    actions: [
      closeEvents(create, plan.launched ? 'Success' : 'Error', createdAt),
      ...(plan.vmState === 'stopped' ? [past('stop', 'compute_stop_instance', owner, createdAt, clock)] : []),
      ...(plan.deleted ? [past('delete', 'compute_terminate_instance', owner, createdAt, clock)] : []),
    ],
  };
};

/** On the one host, under the id that the project sees: nova/utils.py, generate_hostid, sha224 of project and host. */
export const onHost = (projectId: string): Pick<ServerRecord, 'host' | 'hostId'> => ({
  host: HOST,
  hostId: createHash('sha224').update(`${projectId}${HOST}`).digest('hex'),
});

const past = (
  action: string,
  event: string,
  owner: { readonly userId: string; readonly projectId: string },
  at: Instant,
  clock: Pick<CloudClock, 'freshId'>,
): ActionRecord =>
  closeEvents(startAction(action, { requestId: freshRequestId(clock), ...owner }, at, event), 'Success', at);
