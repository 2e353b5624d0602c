import { randomUUID } from 'node:crypto';
import { aServer, type ServerPlan, stopsAtOnce } from '../../cloud/machines/server-plan.ts';
import type { SimulatedCloud } from '../../cloud/simulated-cloud.ts';
import type { Scheduled } from './scheduled-servers.ts';

/** How a stop is requested. */
export type Caller = 'schedule' | 'queue' | 'webhook';

/** One server of the night: what is awkward about it, who asks for its stop, and what happens to it. */
export interface Role {
  readonly serverId: string;
  readonly name: string;
  readonly is: string;
  /** The promise that it shows, by its place in the list (promises.ts), from 1. */
  readonly shows: number;
  readonly caller: Caller;
  /** Asked for in a request of its own whose window is nearly over. */
  readonly late?: true;
  /** Named twice in its request. */
  readonly twice?: true;
  /** Undefined: the cloud does not know it. */
  readonly plan?: ServerPlan;
  /** A user starts it: as soon as it is off, or once it was reported as stopped. */
  readonly restarted?: 'when-off' | 'when-reported';
  /** A user reboots it right after the request. */
  readonly rebooted?: true;
  /** Ironic reports right after the request that its machine is on: a power-on at the node, or an echo. */
  readonly reported?: true;
  /** What happens to the first stop on its way. */
  readonly fault?: 'answer-lost' | 'throttled';
}

type Idea = Omit<Role, 'serverId' | 'name' | 'plan' | 'caller'> & { readonly plan?: Partial<ServerPlan> | null };

const CALM: Idea = { is: 'nothing', shows: 1 };
const QUEUED: readonly Idea[] = [
  CALM,
  { is: 'named twice', shows: 3, twice: true },
  {
    is: 'in an error state',
    shows: 1,
    plan: { vmState: 'error', fault: { code: 500, message: 'a disk failed' } },
  },
  { is: 'off already', shows: 3, plan: { vmState: 'stopped', powerState: 4 } },
  { is: 'locked by an operator', shows: 2, plan: { lockedBy: 'admin', lockedReason: 'do not touch' } },
  { is: 'paused', shows: 4, plan: { vmState: 'paused', powerState: 3 } },
  { is: 'suspended', shows: 4, plan: { vmState: 'suspended', powerState: 7 } },
  { is: 'takes 3 s to power off', shows: 1, plan: { stop: { ...stopsAtOnce, takesMs: 3_000 } } },
  { is: 'power-off fails once', shows: 3, plan: { stop: { ending: 'fail', takesMs: 200, lasts: 'once' } } },
  {
    is: 'could never be built',
    shows: 4,
    plan: {
      vmState: 'error',
      powerState: 0,
      hasHost: false,
      launched: false,
      fault: { code: 500, message: 'No valid host was found. ' },
    },
  },
  { is: 'no server has this id', shows: 4, plan: null },
  {
    is: 'still being built',
    shows: 3,
    late: true,
    plan: { vmState: 'building', taskState: 'spawning', powerState: 0 },
  },
  { is: 'a user reboots it', shows: 2, rebooted: true },
];
const A_MINUTE_MS = 60_000;
const CALLED: readonly Idea[] = [
  CALM,
  CALM,
  { is: 'shelved: put away, off', shows: 3, plan: { vmState: 'shelved_offloaded', powerState: 4 } },
  { is: 'restarted at once', shows: 2, restarted: 'when-off' },
  { is: 'answer to stop is lost', shows: 3, fault: 'answer-lost' },
  { is: 'the cloud is throttling', shows: 4, fault: 'throttled' },
  {
    is: 'power button pressed',
    shows: 2,
    reported: true,
    plan: { vmState: 'stopped', powerState: 4 },
  },
  { is: 'old power-on repeated', shows: 1, reported: true, plan: { agedMs: A_MINUTE_MS } },
  {
    is: 'says stopped, still on',
    shows: 1,
    plan: { stop: { ending: 'lie', takesMs: 200, lasts: 'always' } },
  },
  { is: 'never ends powering off', shows: 4, plan: { stop: { ending: 'hang', takesMs: 0, lasts: 'always' } } },
];
const SCHEDULED: readonly Idea[] = [CALM, { is: 'restarted later', shows: 2, restarted: 'when-reported' }];
const REHEARSED: Idea = { is: 'a rehearsal', shows: 3 };

/** The servers of the night: those of the schedules get roles in their order, the others are made up. */
export const castOf = (scheduled: readonly Pick<Scheduled, 'serverIds' | 'dryRun'>[]): readonly Role[] =>
  [
    ...scheduled
      .flatMap(({ serverIds, dryRun }) => serverIds.map((serverId) => ({ serverId, dryRun })))
      .map(({ serverId, dryRun }, index) => ({
        idea: dryRun ? REHEARSED : (SCHEDULED[index] ?? CALM),
        caller: 'schedule' as const,
        serverId,
      })),
    ...QUEUED.map((idea) => ({ idea, caller: 'queue' as const, serverId: randomUUID() })),
    ...CALLED.map((idea) => ({ idea, caller: 'webhook' as const, serverId: randomUUID() })),
  ].map(({ idea: { plan, ...idea }, caller, serverId }, index) => {
    const name = `bms-${String(index + 1).padStart(2, '0')}`;
    return {
      ...idea,
      serverId,
      name,
      caller,
      ...(plan === null ? {} : { plan: aServer({ ...plan, id: serverId, name }) }),
    };
  });

/** Prepares each server's faults, and the user who starts some of them. */
export const arrange = (cast: readonly Role[], cloud: SimulatedCloud): void => {
  for (const { serverId, fault } of cast) {
    if (fault === 'answer-lost') cloud.faults.next('stopServer', { kind: 'drop', when: 'after' }, { serverId });
    if (fault === 'throttled')
      cloud.faults.next(
        'stopServer',
        {
          kind: 'answer',
          when: 'before',
          status: 429,
          headers: { 'Content-Type': 'application/json', 'Retry-After': '1' },
          body: '{"overLimit": {"code": 429, "message": "This request was rate-limited.", "retryAfter": "1"}}',
        },
        { serverId },
      );
  }
  const atOnce = new Set(cast.filter(({ restarted }) => restarted === 'when-off').map(({ serverId }) => serverId));
  cloud.log.subscribe((entry) => {
    if (entry.kind !== 'event' || entry.event !== 'power-off-ended' || !atOnce.delete(entry.serverId)) return;
    // Once the event is in the log: users act on what they can see.
    setImmediate(() => cloud.operator.start(entry.serverId));
  });
};
