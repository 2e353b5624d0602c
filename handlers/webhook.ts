import { dynamoClient, dynamoLedger } from '../lib/aws/dynamo-table.ts';
import { secretsManager } from '../lib/aws/secrets-manager.ts';
import { lazySqs, sqsIntents, sqsRequests, sqsRollCalls } from '../lib/aws/sqs.ts';
import { systemClock as clock } from '../lib/clock.ts';
import { readWebhookSettings } from '../lib/settings/read-settings.ts';
import { createTelemetry } from '../lib/telemetry/create-telemetry.ts';
import { createWebhook } from '../lib/webhook/create-webhook.ts';
import { reportEnding } from '../lib/webhook/ending.ts';
import { webhookKeyReader } from '../lib/webhook/read-keys.ts';

// The function's own name, which holds the stage: two stages of one account keep their figures apart.
const telemetry = createTelemetry({ service: process.env.AWS_LAMBDA_FUNCTION_NAME ?? 'webhook' });
const { queueUrl, ledgerTable, timing, defaultCloud, keys, atMostPerRequest } = readWebhookSettings(process.env);
const sqs = lazySqs();

/** `POST /stop`: takes a signed stop request and puts its intents into the stop queue. */
export const handler = createWebhook({
  receipts: dynamoLedger({ client: dynamoClient(), table: ledgerTable }),
  intents: sqsIntents(sqs, queueUrl, clock),
  requests: sqsRequests(sqs, queueUrl, clock),
  rollCalls: sqsRollCalls(sqs, queueUrl, clock),
  keys: webhookKeyReader({
    source: keys,
    secrets: secretsManager(),
    clock,
    onTrouble: (because) => telemetry.alert({ what: 'webhook', because }),
  }),
  clock,
  rules: { timing, defaultCloud },
  atMostPerRequest,
  report: reportEnding(telemetry),
});
