import { type CloudClock, freshRequestId } from '../../../cloud/cloud-clock.ts';
import type { CloudLogWriter } from '../../../cloud/cloud-log.ts';
import type { ActionRecord as NovaRecord } from '../../../cloud/machines/action-record.ts';
import type { Driver } from '../../../cloud/machines/driver.ts';
import { type Machines, machines } from '../../../cloud/machines/machines.ts';
import { movesServer, type PowerReport } from '../../../cloud/machines/power-update.ts';
import type { Caller } from '../../../cloud/machines/rules.ts';
import { aServer, type StopBehaviour } from '../../../cloud/machines/server-plan.ts';
import { type ServerRecord, serverRecord } from '../../../cloud/machines/server-record.ts';
import { type ServerStore, serverStore } from '../../../cloud/machines/server-store.ts';
import { wholeSecond } from '../../../cloud/wire-time.ts';
import { unitAt } from '../engine/chance.ts';
import type { FaultName } from '../engine/faults.ts';
import type { ActionRecord, StopAnswer, View } from '../engine/record.ts';
import { DUSK, type World } from '../engine/world.ts';
import type { ServerPlan } from '../plan.ts';
import { carryOutDeed, type DeedOf } from './deeds.ts';
import { pastOf } from './past.ts';

/** The user of our credential. */
export const OUR_USER = 'user-of-ours';
/** The project of all servers. */
export const PROJECT = 'fa51b0f8b3f34c1e8d6a3b7c6c1d2e3f';
const OWNER = { userId: 'somebody', projectId: PROJECT };
const OPERATOR: Caller = { userId: 'user-of-an-operator', username: 'operator', projectId: PROJECT, isAdmin: false };

/** The simulated cloud on the timeline of a scenario. */
export interface Nova {
  readonly clock: CloudClock;
  readonly store: ServerStore;
  readonly machines: Machines;
  readonly us: Caller;
  /** The server as a replica shows it that lags by so much; null for one that is gone, or never was. */
  view(server: string, behindMs: number): View | null;
  /** Its records there, oldest first. */
  records(server: string, behindMs: number): readonly ActionRecord[];
  /** A page of the list of servers, newest first, as a replica shows it that lags by so much. */
  page(behindMs: number, marker: string | undefined, fault: FaultName | undefined): Page;
  /** A stop arrives. Checked at once; the task is taken a moment later, when somebody else may have been faster (a 500). */
  stop(server: string, requestId: string, takesMs: number, verdict: (answer: StopAnswer) => void): void;
  /** What a person does; false when Nova refuses. */
  does(deed: Omit<DeedOf, 'by'>, asUs: boolean): boolean;
}

/** A page as Nova answers it. */
export interface Page {
  readonly records: readonly ServerRecord[];
  /** Servers of a cell that is down, of which nothing else is shown. */
  readonly unknown: readonly string[];
  readonly next: string | undefined;
}

const MAX_LIMIT = 1_000;
// Of the two cells the one that may be down.
const isInCell = ({ id }: ServerRecord): boolean => Number(id.slice(-2)) % 2 === 1;

const IDS = Array.from({ length: 100 }, (_, n) => `00000000-0000-4000-8000-0000000000${String(n).padStart(2, '0')}`);

/** The id of the nth server of a plan, up to the 99th. */
export const serverIdOf = (n: number): string => IDS[n] ?? '';

/** A running server that no valid request ever names. */
export const DECOY = serverIdOf(99);

// Ironic is asked every two seconds: no machine goes off, on, or through a reboot in less.
const LEAST_MS = 2_000;
const MOST_POWER_OFF_MS = 40_000;
const DELETE_MS = 3_000;
const SYNC_MS = 600_000;

/** What Nova answers a stop with that status. */
export const answerOf = (status: number): StopAnswer => ANSWERS.get(status) ?? 'accepted';
const ANSWERS: ReadonlyMap<number, StopAnswer> = new Map([
  [400, 'bad-request'],
  [401, 'unauthorized'],
  [403, 'forbidden'],
  [404, 'not-found'],
  [409, 'conflict'],
  [500, 'error'],
]);

/** The server as everybody may see it; null when it is gone. */
const viewOf = ({
  vmState,
  taskState,
  powerState,
  lockedBy,
  updatedAt,
  deleted,
  tags,
  metadata,
}: ServerRecord): View | null =>
  deleted
    ? null
    : {
        vmState,
        taskState,
        powerState,
        locked: lockedBy !== null,
        updatedAt: wholeSecond(updatedAt),
        tags,
        metadata,
      };

export const createNova = (world: World): Nova => {
  const { timeline, plan } = world;
  let ids = 0;
  let powerOffs = 0;
  // How long the act takes that a person is about to do.
  let takesMs = LEAST_MS;
  const clock: CloudClock = {
    now: () => timeline.now() + plan.novaSkewMs,
    after: (ms, act) => {
      let forgotten = false;
      timeline.quietly(timeline.now() + ms, () => {
        if (!forgotten) act();
      });
      return () => {
        forgotten = true;
      };
    },
    freshId: () => {
      ids += 1;
      return `00000000-0000-4000-9000-${String(ids).padStart(12, '0')}`;
    },
  };
  const trueTime = (at: number): number => Math.floor(at) - plan.novaSkewMs;

  const arrivals = new Map<string, number>();
  const atNode = new Set<string>();
  const recordOf = ({ action, requestId, userId, startedAt, message, events }: NovaRecord): ActionRecord => ({
    action,
    requestId,
    userId: userId ?? '',
    arrivedAt: arrivals.get(requestId) ?? trueTime(startedAt),
    startedAt,
    failed: message === 'Error',
    echo: events.length === 1 && events[0]?.event === 'compute_power_update',
    ...(atNode.has(requestId) && { atNode: true }),
  });
  const store = serverStore(clock, {
    wholeSeconds: plan.wholeSeconds,
    onChange: (server) => world.tell({ kind: 'view', server: server.id, view: viewOf(server) }),
    onRecord: ({ id }, action) => {
      arrivals.set(action.requestId, trueTime(action.startedAt));
      world.tell({ kind: 'action', server: id, record: recordOf(action) });
    },
  });

  // Nova's periodic sync stops a liar once more, and looks at one whose BMC answers again.
  const syncLater = (id: string): void => {
    if (unitAt(plan.seed, 12, powerOffs) >= 0.5) return;
    timeline.quietly(timeline.now() + SYNC_MS, () => {
      const server = store.get(id);
      if (server?.vmState === 'stopped' && server.taskState === null && server.powerState === 0)
        store.change(id, { powerState: 1 });
      compute.syncPower();
    });
  };
  const log: Pick<CloudLogWriter, 'event'> = {
    event: ({ event, serverId, result }) => {
      if (event !== 'power-off-ended') return;
      if (result === 'off') world.notice('off', serverId);
      if (result === 'lied' || result === 'lost') syncLater(serverId);
    },
  };

  const driver: Driver = {
    powerOff: (): StopBehaviour => {
      powerOffs += 1;
      const fault = world.fault('driver', 0, powerOffs);
      const usualMs = LEAST_MS + Math.floor(unitAt(plan.seed, 11, powerOffs) ** 12 * MOST_POWER_OFF_MS);
      const takes = (ending: StopBehaviour['ending'], ms = usualMs): StopBehaviour => ({
        ending,
        takesMs: ms,
        lasts: 'always',
      });
      switch (fault?.fault) {
        case 'driver.fails':
          return takes('fail');
        case 'driver.lies':
          return takes('lie');
        case 'driver.loses':
          return takes('lost');
        case 'driver.shrugs':
          return takes('shrug');
        case 'driver.dead':
          return takes('hang');
        case 'driver.hangs':
        case 'driver.crawls':
          return takes('ok', fault.ms);
        default:
          return takes('ok');
      }
    },
    takesMs: (act) => (act === 'delete' ? DELETE_MS : takesMs),
  };
  const compute = machines(clock, store, log, driver);
  const us: Caller = {
    userId: OUR_USER,
    username: 'stopper',
    projectId: PROJECT,
    isAdmin: plan.ourRole === 'admin',
  };

  const put = (id: string, server: ServerPlan): void => {
    const { tags = [], metadata = {} } = server;
    const lockedBy = server.locked ? 'owner' : null;
    const planned = aServer({ id, name: 'bms', reported: server.echoes, lockedBy, tags, metadata });
    const record = pastOf(serverRecord(planned, OWNER, clock), server, clock);
    store.add(record);
    world.tell({ kind: 'view', server: id, view: viewOf(record) });
    for (const action of record.actions) world.tell({ kind: 'action', server: id, record: recordOf(action) });
  };
  for (const [n, server] of plan.servers.entries())
    if (server.builtInMs === undefined) put(serverIdOf(n), server);
    else timeline.quietly(DUSK + server.builtInMs, () => put(serverIdOf(n), server));
  // Only what nobody should act on names it.
  if (plan.poison.length > 0) put(DECOY, { state: 'running', locked: false, upForMs: 1e9, echoes: false });

  return {
    clock,
    store,
    machines: compute,
    us,
    view: (server, behindMs) => {
      const record = store.behind(server, behindMs);
      return record === undefined ? null : viewOf(record);
    },
    records: (server, behindMs) => (store.behind(server, behindMs)?.actions ?? []).map(recordOf),
    page: (behindMs, marker, fault) => {
      const last = marker === undefined ? undefined : store.get(marker);
      const isAfter = ({ createdAt, id }: ServerRecord): boolean =>
        last === undefined || createdAt < last.createdAt || (createdAt === last.createdAt && id < last.id);
      const asOf = clock.now() - behindMs;
      const isDown = fault === 'page.cell-down';
      // Only a query without a marker shows what a cell that is down has.
      const isLost = fault === 'page.cell-lost' || (isDown && marker !== undefined);
      const all = store
        .all(behindMs)
        .filter((server) => !server.deleted && server.createdAt <= asOf && !(isLost && isInCell(server)))
        .sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1))
        .filter(isAfter)
        .slice(0, plan.pageSize ?? MAX_LIMIT);
      const next = all.length === (plan.pageSize ?? MAX_LIMIT) ? all.at(-1)?.id : undefined;
      const shows = (server: ServerRecord): boolean => !(isDown && isInCell(server));
      return {
        records: all.filter(shows),
        unknown: all.filter((server) => !shows(server)).map(({ id }) => id),
        next: fault === 'page.stuck' && marker !== undefined ? marker : next,
      };
    },
    stop: (server, requestId, pondersMs, verdict) => {
      const arrivedAt = clock.now();
      const record = store.get(server);
      if (record === undefined || record.deleted) return verdict('not-found');
      const refusal = compute.check({ act: 'stop' }, record, us);
      if (refusal !== undefined) return verdict(answerOf(refusal.status));
      timeline.quietly(timeline.now() + pondersMs, () => {
        const then = store.get(server);
        if (then === undefined || then.deleted) return verdict('not-found');
        const lost = compute.perform({ act: 'stop' }, then, us, requestId, arrivedAt);
        verdict(lost === undefined ? 'accepted' : answerOf(lost.status));
        if (lost === undefined) world.notice('accepted', server);
      });
    },
    does: (deed, asUs) => {
      takesMs = Math.max(deed.takesMs, LEAST_MS);
      const report = (id: string, power: PowerReport): void => {
        const requestId = freshRequestId(clock);
        const before = store.get(id);
        if (before !== undefined && movesServer(before, power)) atNode.add(requestId);
        compute.reportPower(id, power, requestId);
      };
      const act = { ...deed, takesMs, by: asUs ? us : OPERATOR };
      return carryOutDeed({ clock, store, machines: compute, report }, act);
    },
  };
};
