import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  GetSecretValueCommand,
  SecretsManagerClient,
  SecretsManagerServiceException,
} from '@aws-sdk/client-secrets-manager';
import { ChangeMessageVisibilityBatchCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { Webhook } from 'standardwebhooks';
import { beforeEach, expect, test, vi } from 'vitest';

const [sqs, dynamo, secrets] = [mockClient(SQSClient), mockClient(DynamoDBClient), mockClient(SecretsManagerClient)];
const ENVIRONMENT = {
  AWS_REGION: 'eu-central-1',
  QUEUE_URL: 'https://queue.invalid/stop',
  DEAD_LETTER_QUEUE_URL: 'https://queue.invalid/dead-letters',
  LEDGER_TABLE: 'ledger',
  MAX_RECEIVES: '1000',
  VISIBILITY_TIMEOUT: '360',
  CLOUDS_SECRET_ID: 'lights-out/prod/clouds',
  WEBHOOK_SECRET_ID: 'lights-out/prod/webhook',
  OS_CLOUD: 'otc',
  AWS_LAMBDA_FUNCTION_NAME: 'lights-out-prod-queue',
};
const context = { getRemainingTimeInMillis: () => 60_000 };

let written: string[];
beforeEach(() => {
  for (const mock of [sqs, dynamo, secrets]) mock.reset();
  sqs.on(ChangeMessageVisibilityBatchCommand).resolves({ Successful: [{ Id: '0' }], Failed: [] });
  dynamo.on(GetItemCommand).resolves({});
  dynamo.on(PutItemCommand).resolves({});
  for (const [name, value] of Object.entries(ENVIRONMENT)) vi.stubEnv(name, value);
  vi.resetModules();
  written = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
});

const alertLines = () => written.filter((line) => line.includes('"message":"alert"')).map((line) => JSON.parse(line));

const refused = new SecretsManagerServiceException({
  name: 'AccessDeniedException',
  $fault: 'client',
  message: 'canary',
  $metadata: { httpStatusCode: 400 },
});

const intentRecord = () => {
  const now = Date.now();
  const intent = {
    version: 1,
    source: 'queue',
    requestId: 'r1',
    serverId: '5f0c1a3e-8d3b-4c52-9b1f-2f6f0f8f6a01',
    cloud: 'otc',
    requestedAt: new Date(now - 1000).toISOString(),
    notAfter: new Date(now + 3_600_000).toISOString(),
    dryRun: false,
  };
  return {
    messageId: 'm1',
    receiptHandle: 'h1',
    body: JSON.stringify({ intent }),
    attributes: { ApproximateReceiveCount: '1', SentTimestamp: String(now - 1000) },
  };
};

test.each([
  {
    name: 'refused',
    answer: () => secrets.on(GetSecretValueCommand).rejects(refused),
    because: 'secret lights-out/prod/clouds: cannot be read: AccessDeniedException (HTTP 400)',
  },
  {
    name: 'malformed',
    answer: () => secrets.on(GetSecretValueCommand).resolves({ SecretString: '{"clouds": canary' }),
    because:
      'secret lights-out/prod/clouds: holds truncated or malformed JSON; ' +
      'expected {"clouds": {"name": {…}}} as JSON or YAML',
  },
])('the worker says loudly which secret is $name, and looks again', async ({ answer, because }) => {
  answer();
  const { handler } = await import('../../handlers/queue.ts');
  expect(await handler({ Records: [intentRecord()] }, context)).toEqual({
    batchItemFailures: [{ itemIdentifier: 'm1' }],
  });
  expect(alertLines()).toMatchObject([{ what: 'cloud', because, service: 'lights-out-prod-queue' }]);
  const told = written.join('');
  expect(told).toContain('"outcome":"look-again"');
  expect(told).toContain('"fixedBy":"operator","LookAgain":1');
  expect(told).toContain('"trouble":"secret"');
  expect(told).not.toContain('canary');
  expect(sqs.commandCalls(SendMessageBatchCommand)).toEqual([]);
});

test.each([
  {
    name: 'refused',
    answer: () => secrets.on(GetSecretValueCommand).rejects(refused),
    because:
      'secret lights-out/prod/webhook: the current version: AccessDeniedException (HTTP 400); ' +
      'the previous version: AccessDeniedException (HTTP 400)',
  },
  {
    name: 'malformed',
    answer: () => secrets.on(GetSecretValueCommand).resolves({ SecretString: 'whsec_canary' }),
    because:
      'secret lights-out/prod/webhook: the current version: no usable key (key 1 is not 24 to 64 bytes long); ' +
      'expected whsec_… or {"keys": ["whsec_…"]}',
  },
])('the webhook says loudly which secret is $name, and answers 503', async ({ answer, because }) => {
  answer();
  const { handler } = await import('../../handlers/webhook.ts');
  const body = JSON.stringify({ serverIds: ['5f0c1a3e-8d3b-4c52-9b1f-2f6f0f8f6a01'] });
  const at = new Date();
  const headers = {
    'content-type': 'application/json',
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(Buffer.alloc(32), { format: 'raw' }).sign('msg_1', at, body),
  };
  const answered = await Reflect.apply(handler, undefined, [{ headers, body, isBase64Encoded: false }, context]);
  expect(answered).toMatchObject({ statusCode: 503 });
  expect(alertLines()).toMatchObject([{ what: 'webhook', because }]);
  expect(written.join('') + JSON.stringify(answered)).not.toContain('canary');
  expect(sqs.calls()).toEqual([]);
});
