import { dynamoClient, dynamoLedger } from '../lib/aws/dynamo-table.ts';
import { secretsManager } from '../lib/aws/secrets-manager.ts';
import { lazySqs, sqsDeadLetters, sqsIntents, sqsRedelivery } from '../lib/aws/sqs.ts';
import { systemClock as clock } from '../lib/clock.ts';
import { hostPlace } from '../lib/openstack/config/files.ts';
import { createTransport } from '../lib/openstack/http/transport.ts';
import { createClouds } from '../lib/openstack/open-clouds.ts';
import { readWorkerSettings } from '../lib/settings/read-settings.ts';
import { createTelemetry } from '../lib/telemetry/create-telemetry.ts';
import type { BatchResponse } from '../lib/worker/batch.ts';
import { work } from '../lib/worker/work.ts';

const settings = readWorkerSettings(process.env);
const { queueUrl, deadLetterQueueUrl, ledgerTable, cloudsSecretId, allowAdmin } = settings;
const sqs = lazySqs();
// The function's own name, which holds the stage: two stages of one account keep their figures apart.
const service = process.env.AWS_LAMBDA_FUNCTION_NAME ?? 'queue';
const secrets = secretsManager();
const telemetry = createTelemetry({ service });
const ledger = dynamoLedger({ client: dynamoClient(), table: ledgerTable });
const ports = {
  ...settings,
  clouds: createClouds({
    place: hostPlace(process.env),
    clock,
    allowAdmin,
    createTransport,
    onOld: (because) => telemetry.alert({ what: 'cloud', because }),
    ...(cloudsSecretId === undefined
      ? {}
      : { secret: { id: cloudsSecretId, read: () => secrets.read(cloudsSecretId) } }),
  }),
  ledger,
  freezes: ledger,
  rolls: ledger.rolls,
  intents: sqsIntents(sqs, queueUrl, clock),
  // Nothing answers roll calls yet: `sqsRollCalls(sqs, queueUrl, clock)` takes this place with their handling.
  rollCalls: { send: async () => ({ kind: 'sent' as const }) },
  deadLetters: sqsDeadLetters(sqs, deadLetterQueueUrl, clock),
  redelivery: sqsRedelivery(sqs, queueUrl, clock),
  selects: ledger,
  telemetry,
  clock,
};

/** Does what a batch of the stop queue asks for; answers with the messages that are to come again. */
export const handler = (event: unknown, context: { getRemainingTimeInMillis(): number }): Promise<BatchResponse> =>
  work(event, clock.now() + context.getRemainingTimeInMillis(), ports);
