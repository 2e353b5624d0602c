import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { buildApp } from 'fauxqs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { AWS_TIMEOUTS } from '../../../lib/aws/sdk.ts';
import { lazySqs, sqsDeadLetters, sqsIntents, sqsRedelivery } from '../../../lib/aws/sqs.ts';
import { parseMessage } from '../../../lib/message/message.ts';
import { aContext, aFailure, anIntent, serverNo } from '../../builders.ts';
import { aClock } from '../../fakes.ts';

const LOCAL = { region: 'eu-central-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

describe('on an SQS that answers', () => {
  const app = buildApp({ logger: false });
  let endpoint = '';
  const client = () => new SQSClient({ ...LOCAL, endpoint });
  const urlOf = (name: string) => `${endpoint}/000000000000/${name}`;

  beforeAll(async () => {
    endpoint = await app.listen({ host: '127.0.0.1', port: 0 });
    for (const QueueName of ['stops', 'dead-letters', 'again']) {
      await client().send(new CreateQueueCommand({ QueueName }));
    }
  });
  afterAll(() => app.close());

  const receive = async (name: string) => {
    const command = new ReceiveMessageCommand({
      QueueUrl: urlOf(name),
      MaxNumberOfMessages: 10,
      MessageAttributeNames: ['All'],
    });
    return (await client().send(command)).Messages ?? [];
  };

  test('intents arrive as they left, through AWS_ENDPOINT_URL_SQS', async () => {
    const sent = Array.from({ length: 12 }, (_, n) => anIntent({ serverId: serverNo(n), reason: 'ü\ufffe "\n' }));
    vi.stubEnv('AWS_ENDPOINT_URL_SQS', endpoint);
    expect(await sqsIntents(lazySqs(LOCAL), urlOf('stops'), aClock()).send(sent)).toEqual({ kind: 'sent' });
    vi.unstubAllEnvs();
    const arrived = [...(await receive('stops')), ...(await receive('stops'))].map(({ Body = '' }) =>
      parseMessage(Body, aContext()),
    );
    const byServer = arrived.toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
    expect(byServer).toEqual(sent.map((intent) => ({ kind: 'intent', intent })));
  });

  test('dead letters arrive with their attributes', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL_SQS', endpoint);
    const letters = sqsDeadLetters(lazySqs(LOCAL), urlOf('dead-letters'), aClock());
    expect(await letters.send({ intent: anIntent(), failure: aFailure() })).toEqual({ kind: 'sent' });
    const [message] = await receive('dead-letters');
    expect(parseMessage(message?.Body ?? '', aContext())).toMatchObject({ kind: 'letter', intent: anIntent() });
    expect(new Set(Object.keys(message?.MessageAttributes ?? {}))).toEqual(
      new Set(['reason', 'requestId', 'serverId', 'source']),
    );
  });

  test('a message comes again when it is asked to, and a wrong handle is reported', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL_SQS', endpoint);
    await sqsIntents(lazySqs(LOCAL), urlOf('again'), aClock()).send([anIntent()]);
    const [message] = await receive('again');
    expect(await receive('again')).toEqual([]);
    const redelivery = sqsRedelivery(lazySqs(LOCAL), urlOf('again'), aClock());
    const receiptHandle = message?.ReceiptHandle ?? '';
    expect(await redelivery.delay([{ receiptHandle, delayMs: 0 }])).toEqual({ kind: 'sent' });
    expect(await receive('again')).toHaveLength(1);
    expect(await redelivery.delay([{ receiptHandle: 'nonsense', delayMs: 0 }])).toMatchObject({ kind: 'unavailable' });
  });
});

describe('on an SQS that does not answer', () => {
  const silent: Server = createServer(() => {});
  let url = '';
  beforeAll(async () => {
    await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done));
    url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/000000000000/stops`;
  });
  afterAll(() => {
    silent.closeAllConnections();
    silent.close();
  });

  test('a call ends with its timeout', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL_SQS', new URL(url).origin);
    const quick = lazySqs({ ...LOCAL, requestHandler: { ...AWS_TIMEOUTS, requestTimeout: 50, socketTimeout: 60_000 } });
    const sent = await sqsIntents(quick, url, aClock()).send([anIntent()]);
    expect(sent).toEqual({ kind: 'unavailable', because: expect.stringMatching(/1 of 1: TimeoutError/) });
  }, 3000);

  test('the timeouts in use are set, and thrown', async () => {
    expect(AWS_TIMEOUTS).toMatchObject({ throwOnRequestTimeout: true });
    vi.stubEnv('AWS_ENDPOINT_URL_SQS', new URL(url).origin);
    await expect(lazySqs(LOCAL).sendBatch(url, [{ Id: '0', MessageBody: 'x' }])).rejects.toHaveProperty(
      'name',
      'TimeoutError',
    );
  }, 8000);
});
