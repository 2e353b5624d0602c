import { createHmac } from 'node:crypto';
import type { Context } from 'aws-lambda';
import type { Clock } from '../../../lib/clock.ts';
import type { Intent } from '../../../lib/power/intent.ts';
import type { Receipt, Receipts } from '../../../lib/power/ports/ledger.ts';
import type { Sent } from '../../../lib/power/ports/queue.ts';
import type { RollCall } from '../../../lib/power/roll.ts';
import { createWebhook } from '../../../lib/webhook/create-webhook.ts';
import type { Ending, HttpAnswer } from '../../../lib/webhook/ending.ts';
import { parseWebhookKeys, type WebhookKey, type WebhookKeys } from '../../../lib/webhook/keys.ts';
import type { HttpEvent } from '../../../lib/webhook/verify.ts';
import { NOON, TIMING } from '../../builders.ts';

/** Keys of nothing but one letter each: `whsec_` and 24 bytes. */
export const KEY = `whsec_${Buffer.from('k'.repeat(24)).toString('base64')}`;
export const OTHER_KEY = `whsec_${Buffer.from('o'.repeat(24)).toString('base64')}`;

export const keysOf = (text: string): readonly WebhookKey[] => {
  const parsed = parseWebhookKeys(text);
  if (parsed.kind === 'problem') throw new Error(parsed.problem);
  return parsed.keys;
};

/** Signs as Standard Webhooks says, independently of the library. */
export const sign = (key: string, id: string, timestamp: string, body: string | Buffer): string =>
  `v1,${createHmac('sha256', Buffer.from(key.slice(6), 'base64'))
    .update(`${id}.${timestamp}.`)
    .update(body)
    .digest('base64')}`;

interface Delivery {
  readonly id?: string;
  /** Seconds from noon. */
  readonly ahead?: number;
  readonly timestamp?: string;
  readonly key?: string;
  readonly base64?: boolean;
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

/** A signed delivery; `headers` come last. */
export const aDelivery = (
  body: string | Buffer,
  {
    id = 'msg_1',
    ahead = 0,
    timestamp = String(NOON / 1000 + ahead),
    key = KEY,
    base64 = false,
    headers = {},
  }: Delivery = {},
): HttpEvent => ({
  headers: {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': sign(key, id, timestamp, body),
    ...headers,
  },
  body: Buffer.from(body).toString(base64 ? 'base64' : 'utf8'),
  isBase64Encoded: base64,
});

const memoryReceipts = (): Receipts & { readonly stored: Receipt[] } => {
  const stored: Receipt[] = [];
  return {
    stored,
    receive: async (receipt) => {
      const first = stored.find(({ webhookId }) => webhookId === receipt.webhookId);
      if (first !== undefined) {
        return { kind: first.bodySha256 === receipt.bodySha256 ? 'same' : 'other', receipt: first };
      }
      stored.push(receipt);
      return { kind: 'new', receipt };
    },
    find: async (webhookId) => ({ kind: 'found', receipt: stored.find((one) => one.webhookId === webhookId) }),
  };
};

const never = (): never => {
  throw new Error('not in a webhook');
};

/** What Lambda tells of an invocation. */
export const aContextOfLambda = (remainingMs = 10_000): Context => ({
  callbackWaitsForEmptyEventLoop: false,
  functionName: 'webhook',
  functionVersion: '1',
  invokedFunctionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:webhook',
  memoryLimitInMB: '256',
  awsRequestId: 'aws-1',
  logGroupName: 'webhook',
  logStreamName: 'webhook',
  getRemainingTimeInMillis: () => remainingMs,
  done: never,
  fail: never,
  succeed: never,
});

/** A webhook on a memory ledger, a queue that writes down what it is sent, and a clock that stands at noon. */
export const aWebhook = () => {
  const receipts = memoryReceipts();
  const sent: Intent[] = [];
  const requests: string[] = [];
  const rollCalls: RollCall[] = [];
  const endings: Ending[] = [];
  const world = {
    now: NOON,
    keys: { kind: 'keys', keys: keysOf(KEY) } as WebhookKeys,
    keysRead: 0,
    answer: async (): Promise<Sent> => ({ kind: 'sent' }),
    receive: receipts.receive,
    find: receipts.find,
    rules: { timing: TIMING, defaultCloud: 'otc' },
    atMostPerRequest: 1_000,
    remainingMs: 10_000,
  };
  const clock: Clock = { now: () => world.now, sleep: never, random: never, freshId: never };
  const webhook = createWebhook({
    receipts: { receive: (receipt) => world.receive(receipt), find: (webhookId) => world.find(webhookId) },
    intents: {
      send: async (intents) => {
        sent.push(...intents);
        return world.answer();
      },
    },
    requests: {
      send: async (body) => {
        requests.push(body);
        return world.answer();
      },
    },
    rollCalls: {
      send: async (call) => {
        rollCalls.push(call);
        return world.answer();
      },
    },
    keys: async () => {
      world.keysRead += 1;
      return world.keys;
    },
    clock,
    get rules() {
      return world.rules;
    },
    get atMostPerRequest() {
      return world.atMostPerRequest;
    },
    report: (ending) => endings.push(ending),
  });
  const post = (event: HttpEvent): Promise<HttpAnswer> => webhook(event, aContextOfLambda(world.remainingMs));
  return { world, post, sent, requests, rollCalls, endings, stored: receipts.stored };
};
