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
  /** Writes an action record. */
  record(action: string, requestId: string, userId: string, arrivedAt: number, echo?: boolean): void;
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

export const createMachine = (world: World, id: string, plan: ServerPlan): Machine => {
  const { timeline } = world;
  const { novaSkewMs, wholeSeconds } = world.plan;
  const nova = (at: number): number => at + novaSkewMs;
  const wholeSecond = (at: number): number => Math.floor(nova(at) / 1000) * 1000;
  const startedAt = (at: number): number => (wholeSeconds ? wholeSecond(at) : nova(at));
  const upAt = timeline.now() - plan.upForMs;
  const state = STATES[plan.state];
  const views: Kept<View | null>[] = [
    {
      at: upAt,
      value: {
        ...state,
        taskState: plan.state === 'building' ? 'spawning' : null,
        locked: plan.locked,
        updatedAt: wholeSecond(upAt),
      },
    },
  ];
  const records: KeptRecord[] = [];
  let newest = views[0]?.value ?? null;

  const record: Machine['record'] = (action, requestId, userId, arrivedAt, echo = false) => {
    const written = { action, requestId, userId, arrivedAt, startedAt: startedAt(arrivedAt), failed: false, echo };
    records.push({ record: written, writtenAt: timeline.now(), failedAt: Number.POSITIVE_INFINITY });
    world.tell({ kind: 'action', server: id, record: written });
  };
  // The power-on of long ago is in the list as well.
  record(plan.state === 'building' ? 'create' : 'start', `req-before-${id.slice(-2)}`, 'somebody', upAt);

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
        .filter(({ writtenAt, record: { arrivedAt } }) => writtenAt <= instant || arrivedAt === upAt)
        .map(({ record: kept, failedAt }) => (failedAt <= instant ? { ...kept, failed: true } : kept)),
  };
};
