import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { systemClock as clock } from '../../../lib/clock.ts';
import { memoryLedger } from '../../../lib/ledger/table-ledger.ts';
import { intentBody } from '../../../lib/message/intent-message.ts';
import type { HttpRequest, HttpResult, Transport } from '../../../lib/openstack/http/http.ts';
import { createClouds } from '../../../lib/openstack/open-clouds.ts';
import type { Intent } from '../../../lib/power/intent.ts';
import type { DeadLetter } from '../../../lib/power/ports/queue.ts';
import { secret } from '../../../lib/secret.ts';
import { type WorkerPorts, work } from '../../../lib/worker/work.ts';
import { MINUTE, SECOND, serverNo, TIMING, UNGUARDED } from '../../builders.ts';
import { answer, aServerBody, ECHO, failure, loggedIn, VERSION } from './a-client.ts';

const FUNCTIONS = 2;
const BATCH = 10;
const DEAD = 1_000;
/** What a batch takes by itself: its ledger, its queue, its start. */
const BATCH_MS = 200;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const entryOf = (name: string) => ({
  auth: { auth_url: `https://keystone.${name}.example/v3`, user_id: 'u', password: 'p', project_id: 'p' },
});
const SECRET = JSON.stringify({ clouds: { dead: entryOf('dead'), living: entryOf('living') } });

const after = async (ms: number, result: HttpResult): Promise<HttpResult> => {
  await clock.sleep(ms);
  return result;
};

const catalogOf = (name: string) => [
  { type: 'compute', endpoints: [{ interface: 'public', url: `https://nova.${name}.example/v2.1` }] },
];

const well = (name: string, { url }: HttpRequest): Promise<HttpResult> => {
  if (url.hostname.startsWith('keystone')) {
    const now = new Date(clock.now()).toISOString();
    const life = { issued_at: now, expires_at: new Date(clock.now() + 24 * 60 * MINUTE).toISOString() };
    return after(300, loggedIn({ ...life, catalog: catalogOf(name) }));
  }
  if (url.pathname === '/v2.1/') return after(100, answer(200, VERSION));
  const id = url.pathname.split('/').at(-1);
  const off = { id, 'OS-EXT-STS:vm_state': 'stopped', 'OS-EXT-STS:power_state': 4 };
  return after(200, answer(200, aServerBody(off), ECHO));
};

type Ill = (request: HttpRequest) => Promise<HttpResult>;

const nothing = (): void => {};

/** A night of two functions: 1,000 servers of a cloud that is ill, and one of a living cloud every minute. Ends when all those have ended. */
const night = async (ill: Ill, arrivals: readonly number[]) => {
  const startedAt = clock.now();
  const ledger = memoryLedger();
  const letters: DeadLetter[] = [];
  const queue = new Map<string, { readonly intent: Intent; at: number; receives: number }>();
  const put = (n: number, cloud: string, inMs: number) =>
    queue.set(`m${n}`, {
      at: startedAt + inMs,
      receives: 0,
      intent: {
        source: 'queue',
        requestId: 'r',
        serverId: serverNo(n),
        cloud,
        requestedAt: startedAt + inMs,
        notAfter: startedAt + inMs + 30 * MINUTE,
        dryRun: false,
      },
    });
  for (let n = 1; n <= DEAD; n += 1) put(n, 'dead', 0);
  for (const [index, inMs] of arrivals.entries()) put(DEAD + 1 + index, 'living', inMs);

  const tookMs: number[] = [];
  const portsOf = (): WorkerPorts => ({
    clouds: createClouds({
      place: { env: {}, workingDir: '/', homeDir: '/', readText: async () => undefined },
      clock,
      allowAdmin: false,
      secret: { id: 'clouds', read: async () => ({ kind: 'value', value: secret(SECRET) }) },
      createTransport: (): Transport => (request) =>
        request.url.hostname.endsWith('.dead.example') ? ill(request) : well('living', request),
    }),
    ledger,
    rolls: ledger.rolls,
    rollCalls: { send: async () => ({ kind: 'sent' }) },
    selectAtMost: 50,
    atMostPerRequest: 1_000,
    clock,
    timing: TIMING,
    ...UNGUARDED,
    defaultCloud: 'living',
    maxReceives: 1_000,
    deadLetters: {
      send: async (letter) => {
        letters.push(letter);
        return { kind: 'sent' };
      },
    },
    intents: { send: async () => ({ kind: 'sent' }) },
    redelivery: {
      delay: async (messages) => {
        for (const { receiptHandle, delayMs } of messages) {
          const message = queue.get(receiptHandle);
          if (message !== undefined) message.at = clock.now() + delayMs;
        }
        return { kind: 'sent' };
      },
    },
    telemetry: {
      requested: nothing,
      chosen: nothing,
      listAgain: nothing,
      sending: nothing,
      sent: nothing,
      malformed: nothing,
      conflict: nothing,
      refused: nothing,
      alert: nothing,
      flush: nothing,
      outcome: ({ intent, outcome, endedAt }) => {
        if (intent.cloud === 'living' && outcome.kind === 'already-stopped') tookMs.push(endedAt - intent.requestedAt);
      },
    },
  });

  const serve = async (): Promise<void> => {
    const ports = portsOf();
    while (tookMs.length < arrivals.length && clock.now() - startedAt < 30 * MINUTE) {
      const now = clock.now();
      const due = [...queue].filter(([, message]) => message.at <= now);
      const batch = due.sort(([, one], [, other]) => one.at - other.at).slice(0, BATCH);
      for (const [, message] of batch) {
        message.at = now + 6 * MINUTE;
        message.receives += 1;
      }
      await clock.sleep(BATCH_MS);
      const records = batch.map(([id, { intent, receives }]) => ({
        messageId: id,
        receiptHandle: id,
        body: intentBody(intent),
        attributes: { ApproximateReceiveCount: String(receives), SentTimestamp: String(startedAt) },
      }));
      const { batchItemFailures } = await work({ Records: records }, now + MINUTE, ports);
      const again = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      for (const [id] of batch) if (!again.has(id)) queue.delete(id);
    }
  };
  let done = false;
  const served = Promise.all(Array.from({ length: FUNCTIONS }, serve)).finally(() => {
    done = true;
  });
  while (!done) await vi.advanceTimersToNextTimerAsync();
  await served;
  return { tookMs, letters, left: queue.size };
};

const keystone = ({ url }: HttpRequest): boolean => url.hostname.startsWith('keystone');

test.each<[string, Ill]>([
  ['takes no connection', () => after(5 * SECOND, failure('not-sent', 'CONNECT_TIMEOUT'))],
  ['refuses every connection', () => after(1, failure('not-sent', 'ECONNREFUSED'))],
  ['does not answer a login', ({ timeoutMs }) => after(timeoutMs, failure('sent', 'TIMEOUT'))],
  ['throttles logins', () => after(100, answer(429, '', { 'retry-after': '4' }))],
  ['has a gateway with nobody behind it', () => after(100, answer(503, '<html>'))],
  [
    'has a Keystone that is slow, and a Nova that is silent',
    (request) =>
      keystone(request)
        ? after(9 * SECOND, answer(200)).then(() => well('dead', request))
        : after(request.timeoutMs, failure('sent', 'TIMEOUT')),
  ],
  [
    'finds its Nova and shows no server',
    (request) =>
      keystone(request) || request.url.pathname === '/v2.1/'
        ? well('dead', request)
        : after(request.timeoutMs, failure('sent', 'TIMEOUT')),
  ],
])(
  'a server of another cloud is looked at within a minute while one with 1,000 servers %s',
  async (_, ill) => {
    const arrivals = [1, 10 * SECOND, 30 * SECOND, MINUTE, 2 * MINUTE];
    const { tookMs, letters, left } = await night(ill, arrivals);
    expect(tookMs).toHaveLength(arrivals.length);
    expect(Math.max(...tookMs)).toBeLessThan(MINUTE);
    expect(letters).toEqual([]);
    expect(left).toBe(DEAD);
  },
  60_000,
);
