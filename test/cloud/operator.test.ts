import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SimulatedCloud } from '../../cloud/simulated-cloud.ts';
import { type Visitor, visit } from './cloud-visitor.ts';
import { handClock } from './hand-clock.ts';
import { openstack } from './openstack.ts';

const ID = '11111111-2222-4333-8444-555555555555';
const LOCKED = '21111111-2222-4333-8444-555555555555';
const STRANGE = '31111111-2222-4333-8444-555555555555';
const clock = handClock();
let cloud: SimulatedCloud;
let stopper: Visitor;
beforeEach(async () => {
  const sentence = openstack({ clock }).withServer(ID).withServer(LOCKED).locked('admin');
  cloud = await sentence.withServer(STRANGE).ofAnotherProject().start();
  stopper = await visit(cloud);
});
afterEach(() => cloud.close());

const actions = async (id: string): Promise<readonly unknown[]> => {
  const body: unknown = await (await stopper.get(`/servers/${id}/os-instance-actions`)).json();
  return Object(body).instanceActions;
};

test('the operator is another user of the same project, and his acts are on record under his name', async () => {
  const answer = cloud.operator.stop(ID);
  expect(answer).toEqual({ status: 202, requestId: expect.stringMatching(/^req-/), message: '' });
  clock.advance(100);
  cloud.operator.start(ID);
  clock.advance(100);
  cloud.operator.reboot(ID);
  clock.advance(100);
  cloud.operator.rebuild(ID);
  clock.advance(100);
  expect(await actions(ID)).toMatchObject([
    { action: 'rebuild' },
    { action: 'reboot' },
    { action: 'start' },
    { action: 'stop', user_id: cloud.operator.userId, request_id: answer.requestId },
    { action: 'create', user_id: cloud.accounts.stopper.userId },
  ]);
  const seen = cloud.log.entries().flatMap((entry) => (entry.kind === 'event' ? [entry.event] : []));
  expect(seen).toEqual([
    'power-off-began',
    'power-off-ended',
    'power-on-began',
    'powered-on',
    'reboot-began',
    'rebooted',
    'rebuild-began',
    'rebuilt',
  ]);
  expect(cloud.log.entries().every((entry) => entry.kind === 'request' || entry.user === 'operator')).toBe(true);
});

test('the operator is held to the same rules', () => {
  expect(cloud.operator.start(ID)).toMatchObject({
    status: 409,
    message: `Cannot 'start' instance ${ID} while it is in vm_state active`,
  });
  expect(cloud.operator.stop(LOCKED)).toMatchObject({ status: 409, message: `Instance ${LOCKED} is locked` });
  expect(cloud.operator.unlock(LOCKED).status).toBe(403);
  expect(cloud.operator.stop(STRANGE).status).toBe(404);
  expect(cloud.operator.stop('nobody').status).toBe(404);
  expect(cloud.log.entries()).toEqual([]);
});

test('the operator locks and unlocks', async () => {
  expect(cloud.operator.lock(ID).status).toBe(202);
  expect((await stopper.stop(ID)).status).toBe(409);
  expect(cloud.operator.unlock(ID).status).toBe(202);
  expect((await stopper.stop(ID)).status).toBe(202);
});

test('a metadata edit moves `updated` and leaves no action', async () => {
  const before = cloud.server(ID)?.updatedAt ?? 0;
  expect(cloud.operator.setMetadata(ID, { note: 'x' }).status).toBe(200);
  expect(cloud.server(ID)?.updatedAt).toBeGreaterThan(before);
  expect(await stopper.show(ID)).toHaveProperty('metadata', { note: 'x' });
  expect(await actions(ID)).toHaveLength(1);
});

const newest = async (id: string): Promise<unknown> => {
  const [first] = await actions(id);
  const shown = await stopper.get(`/servers/${id}/os-instance-actions/${Object(first).request_id}`);
  return Object(await shown.json()).instanceAction;
};
const REPORTED = { message: null, events: [{ event: 'compute_power_update', result: 'Success' }] };

test("Ironic's echo is a start on record with one event, and moves nothing", async () => {
  const before = cloud.server(ID);
  cloud.operator.powerOnAtNode(ID);
  expect(cloud.server(ID)).toEqual(before);
  expect(await newest(ID)).toMatchObject({ action: 'start', ...REPORTED });
  expect(cloud.log.entries().filter(({ kind }) => kind === 'event')).toEqual([]);
});

test('whoever powers a machine at its node does it past Nova, locked or not, and Ironic reports it', async () => {
  for (const [act, action, event, state] of [
    [cloud.operator.powerOffAtNode, 'stop', 'power-off-ended', { vmState: 'stopped', powerState: 4 }],
    [cloud.operator.powerOnAtNode, 'start', 'powered-on', { vmState: 'active', powerState: 1 }],
  ] as const) {
    act(LOCKED);
    expect(cloud.server(LOCKED)).toMatchObject(state);
    expect(await newest(LOCKED)).toMatchObject({ action, ...REPORTED });
    expect(cloud.log.entries().findLast(({ kind }) => kind === 'event')).toMatchObject({ event, user: 'ironic' });
  }
  const [people, [ironic]] = [Object.values(cloud.accounts), (await actions(LOCKED)) as { user_id: string }[]];
  expect(people.map(({ userId }) => userId)).not.toContain(ironic?.user_id);
});

test('a report of the power in the middle of a task is on record and changes nothing', async () => {
  cloud.operator.stop(ID);
  cloud.operator.powerOffAtNode(ID);
  expect(cloud.server(ID)).toMatchObject({ vmState: 'active', taskState: 'powering-off' });
  expect(await actions(ID)).toMatchObject([{ action: 'stop' }, { action: 'stop' }, { action: 'create' }]);
});

test('a deleted server is a 404, and its power-off is called off', async () => {
  cloud.behave(ID, { takesMs: 1000 });
  await stopper.stop(ID);
  expect(cloud.operator.delete(ID).status).toBe(204);
  expect(await stopper.show(ID)).toHaveProperty(['OS-EXT-STS:task_state'], 'deleting');
  clock.advance(2000);
  expect((await stopper.get(`/servers/${ID}`)).status).toBe(404);
  expect(cloud.server(ID)).toMatchObject({ deleted: true, vmState: 'deleted' });
  const ends = cloud.log.entries().flatMap((entry) => (entry.kind === 'event' ? (entry.result ?? []) : []));
  expect(ends).toEqual(['called-off']);
});
