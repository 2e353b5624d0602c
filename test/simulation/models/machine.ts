import type { ActionRecord, View } from '../engine/record.ts';
import type { World } from '../engine/world.ts';
import type { ServerPlan } from '../plan.ts';

interface Kept<T> {
  readonly at: number;
  readonly value: T;
}

interface KeptRecord {
  readonly record: ActionRecord;
  readonly writtenAt: number;
  failedAt: number;
}

/** One server as Nova's database holds it, with everything it ever was: a replica may be asked for an earlier moment. */
export interface Machine {
  readonly id: string;
  readonly echoes: boolean;
  now(): View | null;
  /** Changes the server; `updated` moves with it. */
  become(change: Partial<View> | null, because: string): void;
  /** Writes an action record; reported by Ironic: with the one event of its report, of its own or of somebody at the node. */
  record(action: string, requestId: string, userId: string, arrivedAt: number, reported?: 'echo' | 'at-node'): void;
  fail(requestId: string): void;
  asOf(instant: number): View | null;
  recordsAsOf(instant: number): readonly ActionRecord[];
}

const STATES = {
  running: { vmState: 'active', powerState: 1 },
  stopped: { vmState: 'stopped', powerState: 4 },
  error: { vmState: 'error', powerState: 1 },
  paused: { vmState: 'paused', powerState: 3 },
  building: { vmState: 'building', powerState: 0 },
} as const;

// What is off when the scenario begins was on before; longer than any skew, and before anybody asks.
const WAS_UP_FOR_MS = 10_000;

export const createMachine = (world: World, id: string, plan: ServerPlan): Machine => {
  const { timeline } = world;
  const { novaSkewMs, wholeSeconds } = world.plan;
  const nova = (at: number): number => at + novaSkewMs;
  const wholeSecond = (at: number): number => Math.floor(nova(at) / 1000) * 1000;
  const startedAt = (at: number): number => (wholeSeconds ? wholeSecond(at) : nova(at));
  const upAt = timeline.now() - plan.upForMs;
  const changedAt = plan.state === 'stopped' ? upAt + WAS_UP_FOR_MS : upAt;
  const state = STATES[plan.state];
  const views: Kept<View | null>[] = [
    {
      at: changedAt,
      value: {
        ...state,
        taskState: plan.state === 'building' ? 'spawning' : null,
        locked: plan.locked,
        updatedAt: wholeSecond(changedAt),
      },
    },
  ];
  const records: KeptRecord[] = [];
  let newest = views[0]?.value ?? null;

  const write = (record: ActionRecord, writtenAt: number): void => {
    records.push({ record, writtenAt, failedAt: Number.POSITIVE_INFINITY });
    world.tell({ kind: 'action', server: id, record });
  };
  const written = (action: string, requestId: string, userId: string, arrivedAt: number): ActionRecord => ({
    action,
    requestId,
    userId,
    arrivedAt,
    startedAt: startedAt(arrivedAt),
    failed: false,
    echo: false,
  });
  const record: Machine['record'] = (action, requestId, userId, arrivedAt, reported) =>
    write(
      {
        ...written(action, requestId, userId, arrivedAt),
        ...(reported !== undefined && { echo: true }),
        ...(reported === 'at-node' && { atNode: true }),
      },
      timeline.now(),
    );
  // What was done to it long ago is in the list as well, on every replica.
  const past = (action: string, at: number): void =>
    write(written(action, `req-before-${action}-${id.slice(-2)}`, 'somebody', at), Number.NEGATIVE_INFINITY);
  past(plan.state === 'building' ? 'create' : 'start', upAt);
  if (plan.state === 'stopped') past('stop', changedAt);

  return {
    id,
    echoes: plan.echoes,
    now: () => newest,
    become: (change, because) => {
      const at = timeline.now();
      newest = change === null || newest === null ? null : { ...newest, ...change, updatedAt: wholeSecond(at) };
      views.push({ at, value: newest });
      world.tell({ kind: 'view', server: id, view: newest, because });
    },
    record,
    fail: (requestId) => {
      for (const kept of records) if (kept.record.requestId === requestId) kept.failedAt = timeline.now();
    },
    asOf: (instant) => {
      const seen = views.findLast(({ at }) => at <= instant) ?? views[0];
      return seen?.value ?? null;
    },
    recordsAsOf: (instant) =>
      records
        .filter(({ writtenAt }) => writtenAt <= instant)
        .map(({ record: kept, failedAt }) => (failedAt <= instant ? { ...kept, failed: true } : kept)),
  };
};
