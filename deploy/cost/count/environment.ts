import type { Sqs } from '../../../lib/aws/sqs.ts';
import { sqsDeadLetters, sqsIntents, sqsRedelivery, sqsRollCalls } from '../../../lib/aws/sqs.ts';
import type { Clock } from '../../../lib/clock.ts';
import type { TableLedger } from '../../../lib/ledger/table-ledger.ts';
import type { Transport } from '../../../lib/openstack/http/http.ts';
import { createClouds } from '../../../lib/openstack/open-clouds.ts';
import type { Events, Notices } from '../../../lib/power/ports/reports.ts';
import { secret } from '../../../lib/secret.ts';
import type { WorkerSettings } from '../../../lib/settings/read-settings.ts';
import { createTelemetry } from '../../../lib/telemetry/create-telemetry.ts';
import type { Sink } from '../../../lib/telemetry/powertools.ts';
import type { WorkerPorts } from '../../../lib/worker/work.ts';

/** What the worker's function reaches: models in place of the cloud and of AWS. */
export interface Surroundings {
  readonly settings: WorkerSettings;
  /** The worker's name, which is in each line and metric. */
  readonly service: string;
  readonly clock: Clock;
  readonly ledger: TableLedger;
  readonly sqs: Sqs;
  readonly transport: Transport;
  readonly sink: Sink;
  /** The text of the clouds secret. */
  readonly readClouds: () => string;
  readonly events?: Events;
  readonly notices?: Notices;
}

/** One environment of the worker's function, put together as handlers/queue.ts does: all that it keeps between two calls. */
export const environment = (given: Surroundings): WorkerPorts => {
  const { settings, service, clock, ledger, sqs, transport, sink, readClouds, events, notices } = given;
  return {
    ...settings,
    clouds: createClouds({
      place: { env: {}, workingDir: '/', homeDir: '/', readText: async () => undefined },
      secret: { id: 'clouds', read: async () => ({ kind: 'value', value: secret(readClouds()) }) },
      clock,
      allowAdmin: false,
      createTransport: () => transport,
    }),
    ledger,
    freezes: ledger,
    rolls: ledger.rolls,
    selects: ledger,
    intents: sqsIntents(sqs, settings.queueUrl, clock),
    rollCalls: sqsRollCalls(sqs, settings.queueUrl, clock),
    deadLetters: sqsDeadLetters(sqs, settings.deadLetterQueueUrl, clock),
    redelivery: sqsRedelivery(sqs, settings.queueUrl, clock),
    telemetry: createTelemetry({ service, sink }),
    clock,
    ...(events === undefined ? {} : { events }),
    ...(notices === undefined ? {} : { notices }),
  };
};
