import { createHmac, createSecretKey } from 'node:crypto';
import { sqsIntents, sqsRequests, sqsRollCalls } from '../../../lib/aws/sqs.ts';
import type { Item } from '../../../lib/ledger/table.ts';
import { tableLedger } from '../../../lib/ledger/table-ledger.ts';
import { createWebhook } from '../../../lib/webhook/create-webhook.ts';
import type { HttpAnswer } from '../../../lib/webhook/ending.ts';
import { parseWebhookKeys, type WebhookKeys } from '../../../lib/webhook/keys.ts';
import type { World } from '../engine/world.ts';
import { selectedIn, type WebhookCall } from './callers.ts';
import { functionClock } from './function-clock.ts';
import type { LedgerStore } from './ledger-store.ts';
import type { Queue } from './queue.ts';
import { STOP_QUEUE, sqsWire } from './sqs-wire.ts';
import { tablePort } from './table-port.ts';
import { CLOUD, TIMING } from './timing.ts';
import type { Worker } from './worker.ts';

// Keys of nothing but one letter: `whsec_` and 24 bytes. The forger has another one.
const KEY_BYTES = Buffer.from('k'.repeat(24));
const KEY = createSecretKey(KEY_BYTES);
const FORGED_KEY = createSecretKey(Buffer.from('f'.repeat(24)));
const PARSED = parseWebhookKeys(`whsec_${KEY_BYTES.toString('base64')}`);
const KEYS: WebhookKeys = PARSED.kind === 'keys' ? PARSED : { kind: 'unavailable', because: PARSED.problem };

const FUNCTION_MS = 10_000;
// Longer than any trouble: a producer gives up on nothing that matters to it.
const MOST_TRIES = 60;
const TRY_AGAIN_MS = 20_000;
const TRY_AGAIN_MOST_MS = 300_000;

const sign = ({ id, askedAt, body, forged }: WebhookCall): string =>
  `v1,${createHmac('sha256', forged ? FORGED_KEY : KEY)
    .update(`${id}.${askedAt / 1000}.${body}`)
    .digest('base64')}`;

/** The webhook as a function of its own, and the producer who calls it again until it is answered. */
export const webhookFunction = (
  world: World,
  queues: { readonly stop: Queue; readonly dead: Queue },
  store: LedgerStore<Item>,
  start: Worker['start'],
): ((call: WebhookCall) => void) => {
  const { timeline, plan } = world;
  const attempt = (call: WebhookCall, tries: number): void => {
    let over = false;
    const end = (status: number): void => {
      if (over) return;
      over = true;
      world.tell({ kind: 'webhook', id: call.id, forged: call.forged, status });
      // Past the tolerance a signature holds no longer; a producer signs again, with the time of the attempt.
      const again = status >= 500 && tries < MOST_TRIES && !call.forged;
      if (again)
        timeline.at(timeline.now() + Math.min(TRY_AGAIN_MS * tries, TRY_AGAIN_MOST_MS), () =>
          attempt({ ...call, askedAt: Math.floor(timeline.now() / 1000) * 1000 }, tries + 1),
        );
    };
    const running = start(plan.functionSkewsMs[0] ?? 0, () => end(504), 'rejects');
    timeline.at(timeline.now() + FUNCTION_MS, () => {
      if (!over) running.kill('time ran out');
    });
    const clock = functionClock(world, running);
    const ledger = tableLedger(tablePort(store, () => running));
    const sqs = sqsWire(world, queues, running);
    const intents = sqsIntents(sqs, STOP_QUEUE, clock);
    const requests = sqsRequests(sqs, STOP_QUEUE, clock);
    const webhook = createWebhook({
      receipts: ledger,
      intents: {
        send: (all) => {
          for (const { requestId, serverId, requestedAt, notAfter, dryRun } of all)
            world.tell({
              kind: 'asked',
              asked: { source: 'webhook', requestId, server: serverId, requestedAt, notAfter, dryRun },
            });
          return intents.send(all);
        },
      },
      requests: {
        send: (body) => {
          world.tell({ kind: 'selected', selected: selectedIn(body) });
          return requests.send(body);
        },
      },
      rollCalls: sqsRollCalls(sqs, STOP_QUEUE, clock),
      atMostPerRequest: plan.atMostPerRequest ?? 1_000,
      keys: async () => KEYS,
      clock,
      rules: { timing: TIMING, defaultCloud: CLOUD },
      report: () => {},
    });
    const headers = {
      'content-type': 'application/json',
      'webhook-id': call.id,
      'webhook-timestamp': String(call.askedAt / 1000),
      'webhook-signature': sign(call),
    };
    void webhook({ headers, body: call.body, isBase64Encoded: false }, contextOf()).then(
      ({ statusCode }: HttpAnswer) => {
        if (running.isAlive()) end(statusCode);
      },
      () => end(502),
    );
  };
  return (call) => attempt(call, 1);
};

// Less than Node's longest timer.
const LONG_MS = 2_000_000_000;

const never = (): never => {
  throw new Error('not in a webhook');
};

// Virtual time is not the webhook's: its early answer stays out of the way, and the world kills what runs too long.
const contextOf = () => ({
  callbackWaitsForEmptyEventLoop: false,
  functionName: 'webhook',
  functionVersion: '1',
  invokedFunctionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:webhook',
  memoryLimitInMB: '256',
  awsRequestId: 'aws-1',
  logGroupName: 'webhook',
  logStreamName: 'webhook',
  getRemainingTimeInMillis: () => LONG_MS,
  done: never,
  fail: never,
  succeed: never,
});
