import { aServer } from '../../../cloud/machines/server-plan.ts';
import { sqsDeadLetters, sqsIntents, sqsRedelivery, sqsRollCalls } from '../../../lib/aws/sqs.ts';
import type { Instant } from '../../../lib/instant.ts';
import { memoryTable, tableLedger } from '../../../lib/ledger/table-ledger.ts';
import { createClouds } from '../../../lib/openstack/open-clouds.ts';
import { secret } from '../../../lib/secret.ts';
import type { WorkerSettings } from '../../../lib/settings/read-settings.ts';
import { createTelemetry } from '../../../lib/telemetry/create-telemetry.ts';
import { work } from '../../../lib/worker/work.ts';
import { countedCloud } from './counted-cloud.ts';
import { countedLog } from './counted-log.ts';
import { countedQueue, type QueueCounts } from './counted-queue.ts';
import { countedTable, type TableCounts } from './counted-table.ts';
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

/** Plays one request with the production code in virtual time, until the queue is empty, and counts every call. */
export const countNight = async (night: Night): Promise<NightCounts> => {
  const { settings, service } = night;
  const time = virtualTime(START);
  const ids = Array.from({ length: night.servers }, () => time.freshId());
  const takes = { ending: 'ok', takesMs: night.offAfterMs, lasts: 'always' } as const;
  const cloud = countedCloud(
    time,
    ids.map((id) => aServer({ id, tags: [night.tag], stop: takes })),
  );
  const { table, counts: tableCounts } = countedTable(memoryTable());
  const ledger = tableLedger(table);
  const queue = countedQueue(time, settings.queueUrl, night.batchSize, settings.timing.windowMinMs);
  const log = countedLog();
  const sent = { events: 0, notices: 0, secretReads: 0, invocations: 0 };
  const readSecret = async () => {
    sent.secretReads += 1;
    return { kind: 'value', value: secret(cloud.cloudsYaml(settings.defaultCloud)) } as const;
  };

  const environment = () => ({
    ...settings,
    clouds: createClouds({
      place: { env: {}, workingDir: '/', homeDir: '/', readText: async () => undefined },
      secret: { id: 'clouds', read: readSecret },
      clock: time,
      allowAdmin: false,
      createTransport: () => cloud.transport,
    }),
    ledger,
    freezes: ledger,
    rolls: ledger.rolls,
    selects: ledger,
    intents: sqsIntents(queue.sqs, settings.queueUrl, time),
    rollCalls: sqsRollCalls(queue.sqs, settings.queueUrl, time),
    deadLetters: sqsDeadLetters(queue.sqs, settings.deadLetterQueueUrl, time),
    redelivery: sqsRedelivery(queue.sqs, settings.queueUrl, time),
    telemetry: createTelemetry({ service, sink: log.sink }),
    clock: time,
    ...(night.reports && {
      events: {
        put: async (events: readonly unknown[]) => {
          sent.events += events.length;
          return { kind: 'sent' } as const;
        },
      },
      notices: {
        publish: async () => {
          sent.notices += 1;
          return { kind: 'sent' } as const;
        },
      },
    }),
  });
  const environments = Array.from({ length: ENVIRONMENTS }, environment);

  queue.send(night.body(ids, time.now()));
  await queue.deliver(async (event) => {
    const ports = environments[sent.invocations % ENVIRONMENTS];
    if (ports === undefined) throw new Error('there is no environment');
    sent.invocations += 1;
    const { batchItemFailures } = await work(event, time.now() + FUNCTION_MS, ports);
    return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  });
  if (cloud.states().some((state) => state !== 'stopped')) throw new Error('a server is not off');
  return {
    servers: night.servers,
    invocations: sent.invocations,
    steps: log.linesOf('outcome'),
    queue: queue.counts(),
    table: tableCounts(),
    cloud: cloud.counts(),
    log: { lines: log.lines(), bytes: log.bytes() },
    metrics: log.metrics(),
    secretReads: sent.secretReads,
    events: sent.events,
    notices: sent.notices,
  };
};
