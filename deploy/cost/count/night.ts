import { makeAccounts } from '../../../cloud/keystone/accounts.ts';
import { tokenBook } from '../../../cloud/keystone/token-book.ts';
import { aServer } from '../../../cloud/machines/server-plan.ts';
import type { Instant } from '../../../lib/instant.ts';
import { memoryTable, tableLedger } from '../../../lib/ledger/table-ledger.ts';
import type { WorkerSettings } from '../../../lib/settings/read-settings.ts';
import { work } from '../../../lib/worker/work.ts';
import { countedCloud } from './counted-cloud.ts';
import { countedLog } from './counted-log.ts';
import { countedQueue, type QueueCounts } from './counted-queue.ts';
import { countedTable, type TableCounts } from './counted-table.ts';
import { environment, type Surroundings } from './environment.ts';
import { virtualTime } from './virtual-time.ts';

/** What one request cost in calls, from its message to its report. */
export interface NightCounts {
  readonly servers: number;
  /** Calls of the function. */
  readonly invocations: number;
  /** Looks at a server: one `outcome` line each. */
  readonly steps: number;
  readonly queue: QueueCounts;
  readonly table: TableCounts;
  /** Calls to Keystone and Nova, by method and path. */
  readonly cloud: Readonly<Record<string, number>>;
  readonly log: { readonly lines: number; readonly bytes: number };
  /** Our own metrics that got a value. */
  readonly metrics: number;
  readonly secretReads: number;
  /** Entries of PutEvents, and messages to people. */
  readonly events: number;
  readonly notices: number;
}

/** A request and the settings that it meets. */
export interface Night {
  readonly settings: WorkerSettings;
  readonly batchSize: number;
  /** The worker's name, which is in each line and metric. */
  readonly service: string;
  readonly servers: number;
  /** How long a server takes to power off, in milliseconds. */
  readonly offAfterMs: number;
  readonly tag: string;
  body(ids: readonly string[], now: Instant): string;
  /** Whether events and a message to people are sent. */
  readonly reports: boolean;
}

const START: Instant = Date.UTC(2026, 0, 15, 20);
const FUNCTION_MS = 60_000;
// MaximumConcurrency 2: two environments, each with its own token.
const ENVIRONMENTS = 2;

/** Requests that follow each other, each with servers, a table and a queue of its own. */
export interface Nights {
  /** Plays one request with the production code in virtual time, until the queue is empty, and counts every call. */
  play(): Promise<NightCounts>;
}

/** Nights of one stack: what its functions keep in memory goes on from one to the next. */
export const countNights = (night: Night): Nights => {
  const { settings, service } = night;
  const time = virtualTime(START);
  const people = { accounts: makeAccounts(), tokens: tokenBook(time) };
  const takes = { ending: 'ok', takesMs: night.offAfterMs, lasts: 'always' } as const;

  const withServers = (servers: number) => {
    const ids = Array.from({ length: servers }, () => time.freshId());
    const plans = ids.map((id) => aServer({ id, tags: [night.tag], stop: takes }));
    return {
      ids,
      cloud: countedCloud(time, plans, people),
      table: countedTable(memoryTable()),
      queue: countedQueue(time, settings.queueUrl, night.batchSize, settings.timing.windowMinMs),
      log: countedLog(),
      sent: { events: 0, notices: 0, secretReads: 0, invocations: 0 },
    };
  };
  let models = withServers(0);

  // What is reached changes with each night, and the functions do not see it.
  const ledger = tableLedger({
    get: (key) => models.table.table.get(key),
    getMany: (keys) => models.table.table.getMany(keys),
    put: (key, item, over) => models.table.table.put(key, item, over),
    query: (pk) => models.table.table.query(pk),
  });
  const surroundings: Surroundings = {
    ...{ settings, service, clock: time, ledger },
    sqs: {
      sendBatch: (url, entries) => models.queue.sqs.sendBatch(url, entries),
      delayBatch: (url, entries) => models.queue.sqs.delayBatch(url, entries),
    },
    transport: (request) => models.cloud.transport(request),
    sink: (line) => models.log.sink(line),
    readClouds: () => {
      models.sent.secretReads += 1;
      return models.cloud.cloudsYaml(settings.defaultCloud);
    },
    ...(night.reports && {
      events: {
        put: async (events: readonly unknown[]) => {
          models.sent.events += events.length;
          return { kind: 'sent' } as const;
        },
      },
      notices: {
        publish: async () => {
          models.sent.notices += 1;
          return { kind: 'sent' } as const;
        },
      },
    }),
  };
  const environments = Array.from({ length: ENVIRONMENTS }, () => environment(surroundings));

  const play = async (): Promise<NightCounts> => {
    models = withServers(night.servers);
    const { ids, cloud, table, queue, log, sent } = models;
    queue.send(night.body(ids, time.now()));
    await queue.deliver(async (event) => {
      const ports = environments[sent.invocations % ENVIRONMENTS];
      if (ports === undefined) throw new Error('there is no environment');
      sent.invocations += 1;
      const { batchItemFailures } = await work(event, time.now() + FUNCTION_MS, ports);
      return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    });
    if (cloud.states().some((state) => state !== 'stopped')) throw new Error('a server is not off');
    models = withServers(0);
    return {
      servers: night.servers,
      invocations: sent.invocations,
      steps: log.linesOf('outcome'),
      queue: queue.counts(),
      table: table.counts(),
      cloud: cloud.counts(),
      log: { lines: log.lines(), bytes: log.bytes() },
      metrics: log.metrics(),
      secretReads: sent.secretReads,
      events: sent.events,
      notices: sent.notices,
    };
  };
  return { play };
};
