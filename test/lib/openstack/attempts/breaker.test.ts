import { expect, test } from 'vitest';
import { createBreaker } from '../../../../lib/openstack/attempts/breaker.ts';
import type { HttpResult } from '../../../../lib/openstack/http/http.ts';
import type { Fault, Trouble } from '../../../../lib/power/fault.ts';
import type { Budget, Reply } from '../../../../lib/power/ports/cloud.ts';
import { aServerId, NOON, serverNo } from '../../../builders.ts';
import { aClock } from '../../../fakes.ts';
import { aClient, answer, aServerBody, ECHO, failure } from '../a-client.ts';

const OK: Reply<string> = { kind: 'ok', value: 'seen' };
const fault = (trouble: Trouble, more: Partial<Fault> = {}): Reply<string> => ({
  kind: 'fault',
  fault: { kind: 'transient', trouble, message: `it is ${trouble}`, ...more },
});
const DOWN = fault('unreachable');

/** A breaker, and how often it let a question through. */
const aBreaker = (longestRetryAfterMs = 0) => {
  const clock = aClock();
  const breaker = createBreaker({
    clock,
    failuresNeeded: ({ trouble }) => ({ unreachable: 1, unanswered: 3 })[String(trouble)] ?? 0,
    longestRetryAfterMs,
  });
  const budgets: number[] = [];
  const ask = (reply: Reply<string> | Promise<Reply<string>>, about: string | null = null, budgetMs = 45_000) =>
    breaker.ask(about, { untilAt: clock.now() + budgetMs }, async ({ untilAt }: Budget) => {
      budgets.push(untilAt - clock.now());
      return await reply;
    });
  return { clock, ask, budgets };
};

test('questions after a failure are answered at once, for 5 s that double up to 60 s', async () => {
  const { clock, ask, budgets } = aBreaker();
  await ask(DOWN);
  const holds: number[] = [];
  for (let n = 1; n <= 6; n += 1) {
    const heard = await ask(OK);
    if (heard.kind !== 'fault') throw new Error('it was asked');
    holds.push(heard.fault.retryAfterMs ?? 0);
    expect(budgets).toHaveLength(n);
    clock.at += heard.fault.retryAfterMs ?? 0;
    expect(await ask(DOWN)).toEqual(DOWN);
  }
  expect(holds).toEqual([5_000, 10_000, 20_000, 40_000, 60_000, 60_000]);
});

test('the answer of a held service names the trouble and the time that is left', async () => {
  const { clock, ask } = aBreaker();
  for (let n = 1; n <= 3; n += 1)
    await ask(fault('unanswered', { kind: 'ambiguous', http: 408, openstackRequestId: 'req-1' }));
  clock.at += 3_500;
  expect(await ask(OK)).toEqual({
    kind: 'fault',
    fault: {
      kind: 'transient',
      trouble: 'unanswered',
      message: 'no further request for 2 s: it is unanswered',
      http: 408,
      retryAfterMs: 1_500,
    },
  });
});

test('one question at a time tries a held service for ten seconds at most, and the others do not wait', async () => {
  const { clock, ask, budgets } = aBreaker();
  await ask(DOWN);
  clock.at += 5_000;
  const { promise, resolve } = Promise.withResolvers<Reply<string>>();
  const trial = ask(promise);
  expect(await ask(OK)).toMatchObject({ kind: 'fault', fault: { retryAfterMs: 5_000 } });
  expect(budgets).toEqual([45_000, 10_000]);
  resolve(OK);
  expect(await trial).toEqual(OK);
  expect(await ask(OK)).toEqual(OK);
});

test('a trial that throws does not block the next trial', async () => {
  const { clock, ask } = aBreaker();
  await ask(DOWN);
  clock.at += 5_000;
  await expect(ask(Promise.reject(new Error('bug')))).rejects.toThrow('bug');
  expect(await ask(OK)).toEqual(OK);
});

test.each<Trouble>(['not-found', 'throttled', 'unclear', 'unauthorized', 'conflict'])(
  'a fault that is an answer ends a hold and begins none: %s',
  async (trouble) => {
    const { clock, ask } = aBreaker();
    await ask(DOWN);
    clock.at += 5_000;
    await ask(fault(trouble));
    await ask(fault(trouble));
    expect(await ask(OK)).toEqual(OK);
  },
);

test('a few servers that fail hold no others, but enough of them in a row do', async () => {
  const { ask, budgets } = aBreaker();
  for (const about of ['a', 'b', 'a', 'b']) await ask(fault('unanswered'), about);
  expect(await ask(OK, 'c')).toEqual(OK);
  for (const about of ['a', 'b', 'c']) await ask(fault('unanswered'), about);
  expect(await ask(OK, 'd')).toMatchObject({ fault: { message: 'no further request for 5 s: it is unanswered' } });
  expect(budgets).toHaveLength(8);
});

test('one failure is enough to hold a service that is unreachable, whichever server it was about', async () => {
  const { ask } = aBreaker();
  await ask(DOWN, 'a');
  expect(await ask(OK, 'b')).toMatchObject({ kind: 'fault' });
});

test('a failure does not hold a service that answered another question meanwhile', async () => {
  const { ask } = aBreaker();
  const { promise, resolve } = Promise.withResolvers<Reply<string>>();
  const slow = ask(promise, 'a');
  await ask(OK, 'b');
  resolve(DOWN);
  await slow;
  expect(await ask(OK, 'c')).toEqual(OK);
});

test('a question from before a hold does not make the hold longer', async () => {
  const { ask } = aBreaker();
  await Promise.all(Array.from({ length: 10 }, () => ask(DOWN)));
  expect(await ask(OK)).toMatchObject({ fault: { retryAfterMs: 5_000 } });
});

test('a question that had no time for an answer does not hold a service', async () => {
  const { ask } = aBreaker();
  await ask(DOWN, null, 4_999);
  expect(await ask(OK)).toEqual(OK);
});

test('a Retry-After stretches a hold up to the limit', async () => {
  const { clock, ask } = aBreaker(120_000);
  await ask(fault('unreachable', { retryAfterMs: 900_000 }));
  clock.at = NOON + 119_999;
  expect(await ask(OK)).toMatchObject({ kind: 'fault' });
  clock.at = NOON + 120_000;
  expect(await ask(OK)).toEqual(OK);
});

test('a stop is sent while reads of Nova are held, and its failure holds no read', async () => {
  const [id, other] = [aServerId(), aServerId('ba93965d-7171-432e-af92-9630fdfa6fb3')];
  const shown = answer(200, aServerBody(), ECHO);
  const { cloud, budget, lines } = aClient({
    [`GET /v2.1/servers/${id}`]: [shown, shown],
    [`GET /v2.1/servers/${other}`]: failure('not-sent', 'ECONNREFUSED'),
    [`POST /v2.1/servers/${id}/action`]: [failure('not-sent', 'ECONNREFUSED'), answer(202)],
  });
  await cloud.showServer(id, budget());
  expect(await cloud.stopServer(id, undefined, budget())).toMatchObject({ fault: { trouble: 'unreachable' } });
  expect(await cloud.showServer(id, budget())).toMatchObject({ kind: 'ok' });
  await cloud.showServer(other, budget());
  expect(await cloud.showServer(id, budget())).toMatchObject({ fault: { retryAfterMs: 5_000 } });
  expect(await cloud.stopServer(id, undefined, budget())).toMatchObject({ kind: 'ok' });
  expect(lines().filter((line) => line.startsWith('POST') && line.endsWith('/action'))).toHaveLength(2);
});

const SHOW = (n: number) => `GET /v2.1/servers/${serverNo(n)}`;

test.each<[string, HttpResult, number]>([
  ['no connection', failure('not-sent', 'CONNECT_TIMEOUT'), 1],
  ['silence', failure('sent', 'TIMEOUT'), 3],
  ['a gateway with nobody behind it', answer(503, '<html>'), 3],
  ['a proxy that gave up', answer(504), 3],
  ['an internal error', answer(500), 3],
])('reads of Nova are held after %s, once enough servers met it', async (_, result, servers) => {
  const ill = Object.fromEntries([1, 2, 3, 4].map((n) => [SHOW(n), result]));
  const { cloud, budget, lines } = aClient(ill);
  for (let n = 1; n <= servers; n += 1) {
    expect(await cloud.showServer(serverNo(n), budget())).not.toHaveProperty('fault.retryAfterMs');
  }
  const asked = lines().length;
  expect(await cloud.showServer(serverNo(4), budget())).toMatchObject({ fault: { retryAfterMs: 5_000 } });
  expect(await cloud.listActions(serverNo(4), budget())).toMatchObject({ fault: { retryAfterMs: 5_000 } });
  expect(lines()).toHaveLength(asked);
});

test.each<[string, HttpResult]>([
  ['throttles', answer(429, '', { 'retry-after': '60' })],
  ['knows no such server', answer(404, { itemNotFound: { code: 404, message: 'm' } })],
  ['shows something odd', answer(200, '<html>')],
])('reads of a Nova that %s are not held', async (_, result) => {
  const { cloud, budget, lines } = aClient(Object.fromEntries([1, 2, 3, 4].map((n) => [SHOW(n), result])));
  for (const n of [1, 2, 3]) await cloud.showServer(serverNo(n), budget());
  const asked = lines().length;
  await cloud.showServer(serverNo(4), budget());
  expect(lines().length).toBeGreaterThan(asked);
});

test('one server that Nova never shows does not hold the reads of others', async () => {
  const { cloud, budget } = aClient({
    [SHOW(1)]: failure('sent', 'TIMEOUT'),
    [SHOW(2)]: answer(200, aServerBody(), ECHO),
  });
  for (let n = 1; n <= 5; n += 1) await cloud.showServer(serverNo(1), budget());
  expect(await cloud.showServer(serverNo(2), budget())).not.toHaveProperty('fault.retryAfterMs');
});

test('a version document that never comes is requested once for all servers, and holds none of them', async () => {
  const gone = answer(404, { itemNotFound: { code: 404, message: 'no such server' } });
  const { cloud, budget, lines } = aClient({
    'GET /v2.1/': failure('sent', 'TIMEOUT'),
    ...Object.fromEntries([1, 2, 3].map((n) => [`GET /v2.1/servers/${serverNo(n)}`, gone])),
  });
  await Promise.all([1, 2].map((n) => cloud.showServer(serverNo(n), budget())));
  const asked = lines().filter((line) => line === 'GET /v2.1/');
  await cloud.showServer(serverNo(3), budget());
  expect(lines().filter((line) => line === 'GET /v2.1/')).toEqual(asked);
  // One question and its repeats.
  expect(asked.length).toBeLessThanOrEqual(5);
  expect(new Set(lines().filter((line) => line.startsWith('GET /v2.1/servers/'))).size).toBe(3);
});
