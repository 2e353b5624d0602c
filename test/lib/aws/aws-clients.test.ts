import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, onTestFinished, test, vi } from 'vitest';
import { dynamoClient } from '../../../lib/aws/dynamo-table.ts';
import { secretsManager } from '../../../lib/aws/secrets-manager.ts';
import { lazySqs } from '../../../lib/aws/sqs.ts';

interface Client {
  readonly config: {
    readonly maxAttempts: (() => Promise<number>) | number;
    readonly requestHandler: object;
    readonly region: (() => Promise<string>) | string;
  };
}

/** What a client was built with, as the SDK holds it after all its defaults. */
const settingsOf = async ({ config }: Client) => ({
  maxAttempts: typeof config.maxAttempts === 'function' ? await config.maxAttempts() : config.maxAttempts,
  region: typeof config.region === 'function' ? await config.region() : config.region,
  timeouts: await ('configProvider' in config.requestHandler ? config.requestHandler.configProvider : undefined),
});

const TIMEOUTS = { connectionTimeout: 1000, requestTimeout: 2000, socketTimeout: 2000, throwOnRequestTimeout: true };
const region = 'eu-central-1';

test('the ledger’s client tries twice and gives up in time', async () => {
  expect(await settingsOf(dynamoClient({ region }))).toMatchObject({ maxAttempts: 2, region, timeouts: TIMEOUTS });
});

test('the queue’s client tries once: what failed is sent again on the clock that was handed in', async () => {
  const aws = mockClient(SQSClient);
  aws.on(SendMessageBatchCommand).resolves({});
  const sqs = lazySqs({ region });
  await sqs.sendBatch('https://sqs.eu-central-1.amazonaws.com/1/q', []);
  await sqs.sendBatch('https://sqs.eu-central-1.amazonaws.com/1/q', []);
  const [first, second] = aws.send.thisValues;
  expect(second).toBe(first);
  expect(await settingsOf(first as SQSClient)).toMatchObject({ maxAttempts: 1, region, timeouts: TIMEOUTS });
});

test('the client of secrets tries twice and gives up in time', async () => {
  const aws = mockClient(SecretsManagerClient);
  aws.on(GetSecretValueCommand).resolves({ SecretString: 'x' });
  const secrets = secretsManager({ region });
  await secrets.read('keys');
  await secrets.read('keys');
  const [first, second] = aws.send.thisValues;
  expect(second).toBe(first);
  expect(await settingsOf(first as SecretsManagerClient)).toMatchObject({ maxAttempts: 2, region, timeouts: TIMEOUTS });
});

test('the proxies that lead to the cloud are not taken for AWS', async () => {
  const asked: string[] = [];
  const aws = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.setHeader('content-type', 'application/x-amz-json-1.0').end('{}');
  });
  await new Promise<void>((resolve) => aws.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    vi.unstubAllEnvs();
    aws.close();
  });
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY']) vi.stubEnv(name, 'http://127.0.0.1:1');
  const endpoint = `http://127.0.0.1:${(aws.address() as AddressInfo).port}`;
  const client = dynamoClient({ region, endpoint, credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
  await client.send(new GetItemCommand({ TableName: 't', Key: { pk: { S: 'x' } } }));
  client.destroy();
  // Not in full, as a proxy would be asked.
  expect(asked).toEqual(['POST /']);
});
