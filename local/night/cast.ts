import { randomUUID } from 'node:crypto';
import { aServer, type ServerPlan, stopsAtOnce } from '../cloud/server-plan.ts';
import type { SimulatedCloud } from '../cloud/simulated-cloud.ts';

/** Who asks for a server to be stopped. */
export type Caller = 'schedule' | 'queue' | 'webhook';

/** One server of the night: what it is, who asks for it, and what the night has in store for it. */
export interface Role {
  readonly serverId: string;
  readonly is: string;
  readonly caller: Caller;
  /** Asked for in a request of its own whose window is nearly over. */
  readonly late?: true;
  /** Named twice in its request. */
  readonly twice?: true;
  /** Undefined: the cloud does not know it. */
  readonly plan?: ServerPlan;
  /** A colleague starts it: as soon as it is off, or once it was reported as stopped. */
  readonly restarted?: 'when-off' | 'when-reported';
  /** Ironic reports right after the request that its machine is on: somebody's power-on at the node, or an echo. */
  readonly reported?: true;
  /** What befalls the first stop on its way. */
  readonly fault?: 'answer-lost' | 'throttled';
}

type Idea = Omit<Role, 'serverId' | 'plan' | 'caller'> & { readonly plan?: Partial<ServerPlan> | null };

const QUEUED: readonly Idea[] = [
  { is: 'active' },
  { is: 'active, named twice', twice: true },
  { is: 'in error', plan: { vmState: 'error', fault: { code: 500, message: 'a disk failed' } } },
  { is: 'already stopped', plan: { vmState: 'stopped', powerState: 4 } },
  { is: 'locked by an operator', plan: { lockedBy: 'admin', lockedReason: 'do not touch' } },
  { is: 'paused', plan: { vmState: 'paused', powerState: 3 } },
  { is: 'suspended', plan: { vmState: 'suspended', powerState: 7 } },
  { is: 'takes 3 s to go off', plan: { stop: { ...stopsAtOnce, takesMs: 3_000 } } },
  { is: 'its power-off fails once', plan: { stop: { ending: 'fail', takesMs: 200, lasts: 'once' } } },
  {
    is: 'never got a host',
    plan: {
      vmState: 'error',
      powerState: 0,
      hasHost: false,
      launched: false,
      fault: { code: 500, message: 'No valid host was found. ' },
    },
  },
  { is: 'no such server', plan: null },
];
const A_MINUTE_MS = 60_000;
const CALLED: readonly Idea[] = [
  { is: 'active' },
  { is: 'active' },
  { is: 'shelved', plan: { vmState: 'shelved_offloaded', powerState: 4 } },
  { is: 'a colleague starts it at once', restarted: 'when-off' },
  { is: 'the answer to its stop is lost', fault: 'answer-lost' },
  { is: 'Nova is throttling', fault: 'throttled' },
  { is: 'powered on at its node', reported: true, plan: { vmState: 'stopped', powerState: 4 } },
  { is: 'its last start is echoed', reported: true, plan: { agedMs: A_MINUTE_MS } },
  { is: 'says stopped, stays powered', plan: { stop: { ending: 'lie', takesMs: 200, lasts: 'always' } } },
  { is: 'never ends powering off', plan: { stop: { ending: 'hang', takesMs: 0, lasts: 'always' } } },
];
const LATE: Idea = { is: 'building', late: true, plan: { vmState: 'building', taskState: 'spawning', powerState: 0 } };
const SCHEDULED: readonly Idea[] = [
  { is: 'active' },
  { is: 'a colleague starts it later', restarted: 'when-reported' },
];

/** The servers of the night: those of the schedules get roles in their order, the others are made up. */
export const castOf = (scheduled: readonly string[]): readonly Role[] => [
  ...scheduled.map((id, index) => role(SCHEDULED[index] ?? { is: 'active' }, 'schedule', id)),
  ...[...QUEUED, LATE].map((idea) => role(idea, 'queue', randomUUID())),
  role({ is: 'busy rebooting' }, 'queue', randomUUID()),
  ...CALLED.map((idea) => role(idea, 'webhook', randomUUID())),
];

const role = ({ plan, ...idea }: Idea, caller: Caller, serverId: string): Role => ({
  ...idea,
  serverId,
  caller,
  ...(plan === null ? {} : { plan: aServer({ ...plan, id: serverId, name: idea.is }) }),
});

/** A reboot that began before anybody asked, and ends while we wait. */
export const REBOOTING = 'busy rebooting';

/** Arranges what is in store for each server: the faults on the way, and the colleague. */
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
    // After the event is in the log: the colleague acts on what can be seen.
    setImmediate(() => cloud.operator.start(entry.serverId));
  });
};
