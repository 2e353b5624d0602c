import type { Instant } from '../../../lib/instant.ts';
import { memoryLedger } from '../../../lib/ledger/table-ledger.ts';
import type { AtMost } from '../../../lib/power/choose/select.ts';
import type { Fault } from '../../../lib/power/fault.ts';
import type { Intent } from '../../../lib/power/intent.ts';
import type { Cloud, Reply, ServerList, ServerPage } from '../../../lib/power/ports/cloud.ts';
import type { DeadLetter } from '../../../lib/power/ports/queue.ts';
import type { AlertLine, ChosenLine, ConflictLine, ListAgainLine } from '../../../lib/power/ports/telemetry.ts';
import type { Roll, RollCall } from '../../../lib/power/roll.ts';
import type { ListedServer } from '../../../lib/power/server.ts';
import { type WorkerPorts, work } from '../../../lib/worker/work.ts';
import { aFault, MINUTE, NOON, serverNo, TIMING, UNGUARDED } from '../../builders.ts';
import { aClock } from '../../fakes.ts';

/** A server in a list: tagged, a day old. */
export const aListed = (n: number, changes: Partial<ListedServer> = {}): ListedServer => ({
  id: serverNo(n),
  name: `bms-${n}`,
  tags: ['env=dev'],
  metadata: {},
  flavor: { id: null, name: 'physical.o2.medium', extraSpecs: {} },
  createdAt: NOON - 24 * 60 * MINUTE,
  ...changes,
});

/** The calls between which a function may end. */
export type Call = 'list' | 'find' | 'pin' | 'point' | 'intents' | 'letter' | 'report' | 'rollCall';

const never = (): never => {
  throw new Error('no server is looked at');
};

/**
 * A worker that splits requests: a project whose servers are listed in pages, a table in memory, and queues that keep what is sent.
 * `world` may be changed between two deliveries.
 */
export const aSelection = () => {
  const clock = aClock();
  const ledger = memoryLedger();
  const intents: Intent[] = [];
  const letters: DeadLetter[] = [];
  const rollCalls: RollCall[] = [];
  const told: {
    chosen: ChosenLine[];
    listAgain: ListAgainLine[];
    conflicts: ConflictLine[];
    alerts: AlertLine[];
    requested: number[];
  } = { chosen: [], listAgain: [], conflicts: [], alerts: [], requested: [] };
  const delays: number[] = [];
  const world = {
    servers: [aListed(1), aListed(2), aListed(3, { tags: ['env=prod'] })] as readonly ListedServer[],
    pageSize: 2,
    /** In place of that page, from 1. */
    page: (_nth: number): Reply<ServerPage> | undefined => undefined,
    dateAt: (): Instant | undefined => clock.at - 500,
    /** How long a page takes. */
    pageMs: 0,
    known: ['otc'] as readonly string[],
    opening: undefined as Fault | undefined,
    pages: 0,
    /** Ends the function right before or after such a call. */
    kill: undefined as { readonly call: Call; readonly when: 'before' | 'after' } | undefined,
    /** The call is not answered, and does nothing. */
    down: undefined as Call | undefined,
    selectAtMost: 50 as AtMost,
    atMostPerRequest: 1_000,
    maxReceives: 1_000,
    deadlineMs: MINUTE,
  };

  const call = async <T>(name: Call, act: () => T | Promise<T>): Promise<T> => {
    if (world.kill?.call === name && world.kill.when === 'before') throw new Error('killed');
    const done = await act();
    if (world.kill?.call === name) throw new Error('killed');
    return done;
  };
  const reached = <T>(name: Call, act: () => T | Promise<T>) =>
    call(name, (): T | Promise<T> | { readonly kind: 'unavailable'; readonly because: string } =>
      world.down === name ? { kind: 'unavailable', because: 'down' } : act(),
    );
  const keep = <T>(name: Call, kept: T[], sent: readonly T[]) =>
    reached(name, () => {
      kept.push(...sent);
      return { kind: 'sent' } as const;
    });

  const listServers: ServerList['listServers'] = (next) =>
    call('list', () => {
      const from = Number(next ?? 0);
      world.pages += 1;
      clock.at += world.pageMs;
      const instead = world.page(from / world.pageSize + 1);
      if (instead !== undefined) return instead;
      const servers = world.servers.slice(from, from + world.pageSize);
      const hasNext = from + world.pageSize < world.servers.length;
      const dateAt = world.dateAt();
      const more = hasNext ? { next: String(from + world.pageSize) } : {};
      return { kind: 'ok', value: { servers, unknown: 0, ...more }, ...(dateAt === undefined ? {} : { dateAt }) };
    });
  const cloud: Cloud & ServerList = {
    userId: 'ours',
    listServers,
    showServer: never,
    stopServer: never,
    listActions: never,
    showAction: never,
  };
  const { rolls } = ledger;
  const portsNow = (): WorkerPorts => ({
    clouds: {
      cloud: async (name) => {
        if (world.opening !== undefined) return { kind: 'fault', fault: world.opening };
        return world.known.includes(name) ? { kind: 'cloud', cloud } : { kind: 'unknown', known: world.known };
      },
    },
    ledger,
    ...UNGUARDED,
    rolls: {
      find: (key, part) => reached('find', () => rolls.find(key, part)),
      pin: (roll) => reached('pin', () => rolls.pin(roll)),
      point: (roll) => reached('point', () => rolls.point(roll)),
      report: (roll, over) => reached('report', () => rolls.report(roll, over)),
    },
    intents: { send: (sent) => keep('intents', intents, sent) },
    deadLetters: { send: (letter) => keep('letter', letters, [letter]) },
    ...UNGUARDED,
    rollCalls: { send: (sent) => keep('rollCall', rollCalls, [sent]) },
    redelivery: {
      delay: async (messages) => {
        delays.push(...messages.map(({ delayMs }) => delayMs));
        return { kind: 'sent' };
      },
    },
    telemetry: {
      requested: ({ servers }) => told.requested.push(servers ?? 0),
      chosen: (line) => told.chosen.push(line),
      listAgain: (line) => told.listAgain.push(line),
      conflict: (line) => told.conflicts.push(line),
      alert: (line) => told.alerts.push(line),
      malformed: never,
      complete: never,
      outcome: never,
      sending: never,
      sent: never,
      refused: never,
      flush: () => {},
    },
    clock: { ...clock, now: () => clock.at, freshId: () => crypto.randomUUID() },
    timing: TIMING,
    defaultCloud: 'otc',
    selectAtMost: world.selectAtMost,
    atMostPerRequest: world.atMostPerRequest,
    maxReceives: world.maxReceives,
  });

  return {
    world,
    clock,
    ledger,
    intents,
    letters,
    rollCalls,
    told,
    delays,
    /** Delivers a message once; true: it is done. */
    deliver: async (
      body: string,
      { receives = 1, id = 'm1' }: { receives?: number; id?: string } = {},
    ): Promise<boolean> => {
      const record = {
        messageId: id,
        receiptHandle: id,
        body,
        attributes: { ApproximateReceiveCount: String(receives), SentTimestamp: String(NOON) },
      };
      const { batchItemFailures } = await work({ Records: [record] }, clock.at + world.deadlineMs, portsNow());
      return batchItemFailures.length === 0;
    },
    /** The roll of the message `m1`, as it is in the table. */
    roll: async (part = 'select'): Promise<Roll | undefined> => {
      const found = await rolls.find({ cloud: 'otc', source: 'queue', requestId: 'm1', dryRun: false }, part);
      if (found.kind === 'unavailable') throw new Error(found.because);
      return found.roll;
    },
    chosen: (): readonly string[] => intents.map(({ serverId }) => serverId),
  };
};

/** A request that selects by tag. */
export const aSelect = (more: object = {}): string => JSON.stringify({ select: { tags: ['env=dev'] }, ...more });

/** A page that could not be read. */
export const failedPage = (changes: Partial<Fault> = {}): Reply<never> => ({ kind: 'fault', fault: aFault(changes) });
