import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  isUnavailable,
  redirects,
  refusesTheToken,
  saysOnly,
  speaksHtml,
  throttles,
} from '../../cloud/fronts/fault-answers.ts';
import type { CloudFault, FaultVerb } from '../../cloud/fronts/faults.ts';
import type { SimulatedCloud } from '../../cloud/simulated-cloud.ts';
import { login, type Visitor, visit } from './cloud-visitor.ts';
import { type HandClock, handClock } from './hand-clock.ts';
import { openstack } from './openstack.ts';

const ID = '11111111-2222-4333-8444-555555555555';
const OTHER = '21111111-2222-4333-8444-555555555555';
let clock: HandClock;
let cloud: SimulatedCloud;
let stopper: Visitor;
beforeEach(async () => {
  clock = handClock();
  cloud = await openstack({ clock }).withServer(OTHER).withServer(ID).start();
  stopper = await visit(cloud);
});
afterEach(() => cloud.close());

test('a connection dropped before Nova acts leaves the server alone', async () => {
  cloud.faults.next('stopServer', { kind: 'drop', when: 'before' });
  await expect(stopper.stop(ID)).rejects.toThrow('fetch failed');
  expect(cloud.server(ID)?.taskState).toBeNull();
  expect(cloud.log.entries()).toMatchObject([{ action: 'os-stop', status: null, fault: 'drop-before', user: null }]);
});

test('a connection dropped after Nova acted leaves the stop going on', async () => {
  cloud.faults.next('stopServer', { kind: 'drop', when: 'after' });
  await expect(stopper.stop(ID)).rejects.toThrow('fetch failed');
  expect(cloud.server(ID)?.taskState).toBe('powering-off');
  expect(cloud.log.entries().at(-1)).toMatchObject({ action: 'os-stop', status: 202, fault: 'drop-after' });
});

test.each([
  ['a throttle', throttles('7'), 429, '7', 'overLimit'],
  ['a 503 of Nova', isUnavailable(), 503, null, 'serviceUnavailable'],
  ['a bare 500', saysOnly(500), 500, null, ''],
  ['a 502 of a proxy', speaksHtml(502), 502, null, '<html>'],
  ['a refused token', refusesTheToken(), 401, null, 'requires authentication'],
  ['a redirect', redirects('http://127.0.0.1:1/'), 302, null, ''],
] as const)('answers with %s once, in place of Nova', async (_, fault, status, retryAfter, text) => {
  cloud.faults.next('stopServer', fault);
  const struck = await stopper.stop(ID);
  expect(struck.status).toBe(status);
  expect(struck.headers.get('retry-after')).toBe(retryAfter);
  expect(await struck.text()).toContain(text);
  expect(cloud.server(ID)?.taskState).toBeNull();
  expect((await stopper.stop(ID)).status).toBe(202);
});

test('a proxy can lose the answer of a stop that was done', async () => {
  cloud.faults.next('stopServer', speaksHtml(504, 'after'));
  expect((await stopper.stop(ID)).status).toBe(504);
  expect(cloud.server(ID)?.taskState).toBe('powering-off');
});

test.each([
  ['before', null, 'powering-off'],
  ['after', 'powering-off', 'powering-off'],
] as const)('a delay can lie %s the act', async (when, meanwhile, afterwards) => {
  cloud.behave(ID, { takesMs: 60_000 });
  cloud.faults.next('stopServer', { kind: 'delay', when, ms: 5000 });
  const answered = stopper.stop(ID);
  for (let turn = 0; turn < 200; turn += 1) await new Promise(setImmediate);
  expect(cloud.server(ID)?.taskState).toBe(meanwhile);
  clock.advance(5000);
  expect((await answered).status).toBe(202);
  expect(cloud.server(ID)?.taskState).toBe(afterwards);
  const entry = cloud.log.entries().find((one) => one.kind === 'request');
  expect(entry).toMatchObject({ at: (entry?.receivedAt ?? 0) + (when === 'before' ? 5000 : 0) });
});

test('a stale read shows the server and its actions as they were', async () => {
  clock.advance(10_000);
  await stopper.stop(ID);
  clock.advance(1000);
  const lag: CloudFault = { kind: 'stale', behindMs: 5000 };
  for (const verb of ['showServer', 'listActions', 'listServers'] satisfies FaultVerb[]) cloud.faults.next(verb, lag);
  expect(await stopper.show(ID)).toHaveProperty('status', 'ACTIVE');
  expect(await stopper.show(ID)).toHaveProperty('status', 'SHUTOFF');
  const listed: unknown = await (await stopper.get(`/servers/${ID}/os-instance-actions`)).json();
  expect(Object(listed).instanceActions).toMatchObject([{ action: 'create' }]);
  const servers: unknown = await (await stopper.get('/servers/detail?status=SHUTOFF')).json();
  expect(servers).toEqual({ servers: [] });
});

test('a fault strikes the calls that it is aimed at, as often as it is set to, and can be withdrawn', async () => {
  cloud.faults.next('showServer', saysOnly(500), { times: 2, serverId: ID });
  const statusOf = async (id: string) => (await stopper.get(`/servers/${id}`)).status;
  expect([await statusOf(OTHER), await statusOf(ID), await statusOf(ID), await statusOf(ID)]).toEqual([
    200, 500, 500, 200,
  ]);
  cloud.faults.next('any', saysOnly(500), { times: 100 });
  expect((await login(cloud)).status).toBe(500);
  cloud.faults.clear();
  expect((await login(cloud)).status).toBe(201);
  cloud.faults.next('serverAction', saysOnly(500), { times: 2 });
  expect((await stopper.stop(ID)).status).toBe(500);
  expect((await stopper.act(ID, { lock: null })).status).toBe(500);
});

test('strikes a login without Keystone knowing', async () => {
  cloud.faults.next('login', throttles('3'));
  expect((await login(cloud)).status).toBe(429);
  expect((await login(cloud)).status).toBe(201);
});
