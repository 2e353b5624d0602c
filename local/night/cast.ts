import { randomUUID } from 'node:crypto';
import { aServer, type ServerPlan } from '../../cloud/machines/server-plan.ts';
import { CALLED, CALM, FROZEN, NOT_ASKED, QUEUED, REHEARSED, SCHEDULED, TAGGED } from './ideas.ts';
import type { Scheduled } from './scheduled-servers.ts';

/** How a stop is requested: `selection` by its tag, `frozen` by a message for a frozen cloud, `nobody` not at all. */
export type Caller = 'schedule' | 'queue' | 'webhook' | 'selection' | 'frozen' | 'nobody';

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
  /** Has a mark that protects it: from the start, or from the moment that the cloud listed it for the selection. */
  readonly marked?: 'at-first' | 'once-listed';
  /** A user gives it the tag of the selection, before everything is delivered again. */
  readonly taggedLater?: true;
}

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
    ...TAGGED.map((idea) => ({ idea, caller: 'selection' as const, serverId: randomUUID() })),
    { idea: FROZEN, caller: 'frozen' as const, serverId: randomUUID() },
    ...NOT_ASKED.map((idea) => ({ idea, caller: 'nobody' as const, serverId: randomUUID() })),
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
