import { secretsManager } from '../lib/aws/secrets-manager.ts';
import { dynamoClient } from '../lib/ledger/dynamo-client.ts';
import { dynamoLedger } from '../lib/ledger/dynamo-ledger.ts';
import { createClouds } from '../lib/openstack/clouds.ts';
import { createTransport } from '../lib/openstack/http.ts';
import { machinePlace } from '../lib/openstack/machine-place.ts';
import type { BatchResponse } from '../lib/queue/batch.ts';
import { lazySqs } from '../lib/queue/sqs.ts';
import { sqsDeadLetters } from '../lib/queue/sqs-dead-letters.ts';
import { sqsIntents } from '../lib/queue/sqs-intents.ts';
import { sqsRedelivery } from '../lib/queue/sqs-redelivery.ts';
import { work } from '../lib/queue/work.ts';
import { readWorkerSettings } from '../lib/settings/read-settings.ts';
import { systemClock as clock } from '../lib/system-clock.ts';
import { createTelemetry } from '../lib/telemetry/create-telemetry.ts';

const settings = readWorkerSettings(process.env);
const { queueUrl, deadLetterQueueUrl, ledgerTable, cloudsSecretId, allowAdmin } = settings;
const sqs = lazySqs();
// The function's own name, which holds the stage: two stages of one account keep their figures apart.
const service = process.env.AWS_LAMBDA_FUNCTION_NAME ?? 'queue';
const secrets = secretsManager();
const telemetry = createTelemetry({ service });
const ports = {
  ...settings,
  clouds: createClouds({
    place: machinePlace(process.env),
    clock,
    allowAdmin,
    createTransport,
    onOld: (because) => telemetry.loud({ what: 'cloud', because }),
    ...(cloudsSecretId === undefined
      ? {}
      : { secret: { id: cloudsSecretId, read: () => secrets.read(cloudsSecretId) } }),
  }),
  ledger: dynamoLedger({ client: dynamoClient(), table: ledgerTable }),
  intents: sqsIntents(sqs, queueUrl, clock),
  deadLetters: sqsDeadLetters(sqs, deadLetterQueueUrl, clock),
  redelivery: sqsRedelivery(sqs, queueUrl, clock),
  telemetry,
  clock,
};

/** Does what a batch of the stop queue asks for; answers with the messages that are to come again. */
export const handler = (event: unknown, context: { getRemainingTimeInMillis(): number }): Promise<BatchResponse> =>
  work(event, clock.now() + context.getRemainingTimeInMillis(), ports);
