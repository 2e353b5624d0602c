import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CloudLogEntry } from '../../cloud/cloud-log.ts';
import type { SimulatedCloud } from '../../cloud/simulated-cloud.ts';
import { login, type Visitor, visit } from './cloud-visitor.ts';
import { handClock, NOON } from './hand-clock.ts';
import { openstack } from './openstack.ts';

const ID = '11111111-2222-4333-8444-555555555555';
let cloud: SimulatedCloud;
let stopper: Visitor;
const clock = handClock();
beforeEach(async () => {
  cloud = await openstack({ clock }).withServer(ID).start();
  stopper = await visit(cloud);
});
afterEach(() => cloud.close());

test('the log has every request that reached Nova, with its answer', async () => {
  const heard: CloudLogEntry[] = [];
  const end = cloud.log.subscribe((entry) => heard.push(entry));
  const answer = await stopper.stop(ID);
  end();
  await stopper.get(`/servers/${ID}?x=1`);
  expect(cloud.log.entries()).toEqual([
    {
      kind: 'event',
      seq: 0,
      at: NOON,
      event: 'power-off-began',
      serverId: ID,
      requestId: answer.headers.get('x-compute-request-id'),
      user: 'stopper',
      result: null,
    },
    {
      kind: 'request',
      seq: 1,
      at: NOON,
      receivedAt: NOON,
      method: 'POST',
      path: `/v2.1/servers/${ID}/action`,
      action: 'os-stop',
      serverId: ID,
      requestId: answer.headers.get('x-compute-request-id'),
      status: 202,
      user: 'stopper',
      fault: null,
    },
    expect.objectContaining({ seq: 2, method: 'GET', path: `/v2.1/servers/${ID}?x=1`, action: null, status: 200 }),
  ]);
  expect(heard).toEqual(cloud.log.entries().slice(0, 2));
});

test('holds no token and no password', async () => {
  await stopper.stop(ID);
  await login(cloud);
  const text = JSON.stringify(cloud.log.entries());
  expect(text).not.toContain(stopper.token);
  for (const { password } of Object.values(cloud.accounts)) expect(text).not.toContain(password);
});
