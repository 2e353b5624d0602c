import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SimulatedCloud } from '../../cloud/simulated-cloud.ts';
import { createTransport } from '../../lib/openstack/http/transport.ts';
import { createClouds } from '../../lib/openstack/open-clouds.ts';
import { secret } from '../../lib/secret.ts';
import { login } from './cloud-visitor.ts';
import { handClock } from './hand-clock.ts';
import { openstack } from './openstack.ts';

const LOST = '11111111-2222-4333-8444-555555555555';
const OTHER = '21111111-2222-4333-8444-555555555555';
let cloud: SimulatedCloud;
let token: string;
beforeEach(async () => {
  cloud = await openstack({ clock: handClock() }).withServer(OTHER).withServer(LOST).start();
  token = (await login(cloud)).headers.get('x-subject-token') ?? '';
  cloud.loseCell([LOST]);
});
afterEach(() => cloud.close());

const listed = async (version: string, query = ''): Promise<readonly unknown[]> => {
  const headers = { 'X-Auth-Token': token, 'X-OpenStack-Nova-API-Version': version };
  const answer = await fetch(`${cloud.computeUrl}/servers/detail${query}`, { headers });
  const { servers } = Object(await answer.json());
  return servers.map(({ id, status }: { id: string; status: string }) => `${id === LOST ? 'lost' : 'other'} ${status}`);
};

test('from 2.69 on a server of a cell that is down is listed as UNKNOWN, without its name and labels', async () => {
  expect(await listed('2.69')).toEqual(['other ACTIVE', 'lost UNKNOWN']);
  const headers = { 'X-Auth-Token': token, 'X-OpenStack-Nova-API-Version': '2.69' };
  const { servers } = Object(await (await fetch(`${cloud.computeUrl}/servers/detail`, { headers })).json());
  expect(Object.keys(servers[1])).toEqual(['id', 'status', 'tenant_id', 'created', 'links']);
});

test.each([
  ['below 2.69', '2.68', ''],
  ['to a query with a limit', '2.69', '?limit=1000'],
  ['to a query with a marker', '2.69', `?marker=${LOST}`],
  ['to a query in another order', '2.69', '?sort_key=uuid'],
  ['to a query with a filter', '2.69', '?name=.'],
])('such a server is left out of the list %s', async (_, version, query) => {
  expect(await listed(version, query)).toEqual(['other ACTIVE']);
});

test('once the cell is up again its servers are listed as before', async () => {
  cloud.loseCell([]);
  expect(await listed('2.69')).toEqual(['lost ACTIVE', 'other ACTIVE']);
});

test('the client’s list counts a server of such a cell, and chooses from the others', async () => {
  const clouds = createClouds({
    place: { env: {}, workingDir: '/', homeDir: '/', readText: async () => undefined },
    secret: { id: 'clouds', read: async () => ({ kind: 'value', value: secret(cloud.cloudsYaml()) }) },
    clock: { now: () => Date.now(), sleep: async () => {}, random: () => 0, freshId: () => 'fresh' },
    allowAdmin: false,
    createTransport,
  });
  const opened = await clouds.cloud('stopper');
  if (opened.kind !== 'cloud') throw new Error(opened.kind);
  expect(await opened.cloud.listServers(undefined, { untilAt: Date.now() + 10_000 })).toMatchObject({
    kind: 'ok',
    value: { unknown: 1, servers: [{ id: OTHER }] },
  });
});
