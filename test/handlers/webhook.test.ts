import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test, vi } from 'vitest';
import { NOON, serverNo } from '../builders.ts';
import { aContextOfLambda, aDelivery, KEY, OTHER_KEY } from '../lib/webhook/a-webhook.ts';

const table = mockClient(DynamoDBClient);
const queue = mockClient(SQSClient);
const secrets = mockClient(SecretsManagerClient);

const QUEUE_URL = 'https://sqs.eu-central-1.amazonaws.com/123456789012/stops';
const SETTINGS = {
  AWS_REGION: 'eu-central-1',
  QUEUE_URL,
  LEDGER_TABLE: 'ledger',
  VISIBILITY_TIMEOUT: '360',
  WEBHOOK_SECRET_ID: 'webhook-keys',
};
const BODY = JSON.stringify({ serverIds: [serverNo(1)] });

const start = async (settings: Readonly<Record<string, string>>) => {
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
  const { handler } = await import('../../handlers/webhook.ts');
  return handler;
};

let lines: string[] = [];
beforeEach(() => {
  vi.resetModules();
  vi.useFakeTimers({ toFake: ['Date'], now: NOON });
  for (const client of [table, queue, secrets]) client.reset();
  table.on(PutItemCommand).resolves({});
  queue.on(SendMessageBatchCommand).resolves({
    Successful: [{ Id: '0', MessageId: 'm', MD5OfMessageBody: '' }],
    Failed: [],
  });
  secrets.on(GetSecretValueCommand).resolves({ SecretString: KEY });
  lines = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => {
    lines.push(String(line));
    return true;
  });
  return () => vi.useRealTimers();
});

test('the webhook puts what is signed with the key of the secret into the queue of the settings, with a receipt in the ledger', async () => {
  const handler = await start(SETTINGS);
  const answer = await handler(aDelivery(BODY), aContextOfLambda());
  expect(answer).toMatchObject({
    statusCode: 202,
    body: '{"requestId":"msg_1","servers":1,"notAfter":"2026-11-23T13:00:00.000Z"}',
  });
  expect(table.commandCalls(PutItemCommand)[0]?.args[0].input.TableName).toBe('ledger');
  expect(queue.commandCalls(SendMessageBatchCommand)[0]?.args[0].input.QueueUrl).toBe(QUEUE_URL);
  expect(lines.join('')).toContain('"requestId":"msg_1"');
});

test('the webhook turns away what is not signed without touching queue or ledger, and logs nothing of it', async () => {
  const handler = await start(SETTINGS);
  const answer = await handler(aDelivery(BODY, { key: OTHER_KEY }), aContextOfLambda());
  expect(answer).toMatchObject({ statusCode: 401, body: '{"error":"invalid signature"}' });
  expect(table.calls()).toEqual([]);
  expect(queue.calls()).toEqual([]);
  expect(lines.join('')).toContain('"because":"no key matches"');
  expect(lines.join('')).not.toMatch(/msg_1|00000000-0000|v1,/);
});

test('the webhook asks the caller to come again while the secret cannot be read', async () => {
  secrets.on(GetSecretValueCommand).rejects(new Error('no access'));
  const handler = await start(SETTINGS);
  expect(await handler(aDelivery(BODY), aContextOfLambda())).toMatchObject({ statusCode: 503 });
  expect(queue.calls()).toEqual([]);
});

test('the webhook does not start with settings that cannot be used, and names them all', async () => {
  await expect(start({ ...SETTINGS, QUEUE_URL: '', WEBHOOK_SECRET_ID: '', LEDGER_TABLE: '!' })).rejects.toThrow(
    /QUEUE_URL.*LEDGER_TABLE.*WEBHOOK_SECRET/s,
  );
});
