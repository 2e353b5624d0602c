import { afterEach, expect, test } from 'vitest';
import { aServer } from '../../cloud/machines/server-plan.ts';
import type { SimulatedCloud } from '../../cloud/simulated-cloud.ts';
import { visit } from './cloud-visitor.ts';
import { handClock } from './hand-clock.ts';
import { type OpenStackSentence, openstack } from './openstack.ts';

const ID = '11111111-2222-4333-8444-555555555555';
const clock = handClock();
let cloud: SimulatedCloud | undefined;
afterEach(async () => {
  await cloud?.close();
  cloud = undefined;
});
const start = async (sentence: OpenStackSentence): Promise<SimulatedCloud> => {
  cloud = await sentence.start();
  return cloud;
};
const stateOf = (running: SimulatedCloud): string => {
  const server = running.server(ID);
  return `${server?.vmState}/${server?.taskState}/${server?.powerState}`;
};
const powerOffs = (running: SimulatedCloud) =>
  running.log.entries().flatMap((entry) => (entry.kind === 'event' ? [[entry.event, entry.result]] : []));

test('a stop takes as long as the server says, to the millisecond', async () => {
  const running = await start(openstack({ clock }).withServer(ID).takesToStop(3000));
  expect(running.operator.stop(ID).status).toBe(202);
  clock.advance(2999);
  expect(stateOf(running)).toBe('active/powering-off/1');
  clock.advance(1);
  expect(stateOf(running)).toBe('stopped/null/4');
  expect(powerOffs(running)).toEqual([
    ['power-off-began', null],
    ['power-off-ended', 'off'],
  ]);
});

test('a stop that fails once fails once', async () => {
  const running = await start(openstack({ clock }).withServer(ID).failsToStop('once'));
  running.operator.stop(ID);
  clock.advance(100);
  expect(stateOf(running)).toBe('active/null/1');
  running.operator.stop(ID);
  clock.advance(100);
  expect(stateOf(running)).toBe('stopped/null/4');
  expect(powerOffs(running).map(([, result]) => result)).toEqual([null, 'failed', null, 'off']);
});

test('a stop of a machine whose BMC is lost is a success without a power state', async () => {
  const running = await start(openstack({ clock }).withServer(ID).losesItsBmcWhenStopped());
  running.operator.stop(ID);
  clock.advance(100);
  expect(stateOf(running)).toBe('stopped/null/0');
  expect(powerOffs(running).map(([, result]) => result)).toEqual([null, 'lost']);
});

test('a failed stop from ERROR stays in ERROR, and now shows why', async () => {
  const running = await start(openstack({ clock }).withServer(ID).inError('old trouble').failsToStop('always'));
  const stopper = await visit(running);
  expect(await stopper.show(ID)).toHaveProperty('fault.message', 'old trouble');
  await stopper.stop(ID);
  clock.advance(100);
  expect(await stopper.show(ID)).toMatchObject({ status: 'ERROR', fault: { code: 400 } });
});

test('behaviour can be changed while the cloud runs, without moving `updated`', async () => {
  const running = await start(openstack({ clock }).withServer(ID).untouchedFor(86_400_000));
  const before = running.server(ID)?.updatedAt;
  expect(before).toBe(clock.now() - 86_400_000);
  running.behave(ID, { ending: 'hang' });
  expect(running.server(ID)?.updatedAt).toBe(before);
  running.operator.stop(ID);
  clock.advance(86_400_000);
  expect(stateOf(running)).toBe('active/powering-off/1');
});

test('the power sync stops again what lies, and what is off against its record, and leaves the rest alone', async () => {
  const [calm, busy, fallen] = ['9', '8', '7'].map((digit) => `${digit}1111111-2222-4333-8444-555555555555`);
  const running = await start(
    openstack({ clock, powerSyncMs: 600_000 })
      .withServer(calm)
      .withServer(busy)
      .inState('stopped', 1)
      .busyWith('powering-on')
      .withServer(fallen)
      .inState('active', 4)
      .withServer(ID)
      .liesAboutStopping('once'),
  );
  running.operator.stop(ID);
  clock.advance(100);
  expect(stateOf(running)).toBe('stopped/null/1');
  clock.advance(600_100);
  expect(stateOf(running)).toBe('stopped/null/4');
  expect(running.server(calm ?? '')).toMatchObject({ vmState: 'active', powerState: 1 });
  expect(running.server(busy ?? '')).toMatchObject({ vmState: 'stopped', taskState: 'powering-on' });
  expect(running.server(fallen ?? '')).toMatchObject({ vmState: 'stopped', powerState: 4 });
  const ended = running.log.entries().findLast((entry) => entry.kind === 'event');
  expect(ended).toMatchObject({ event: 'power-off-ended', serverId: ID, user: null, result: 'off' });
});

test('a shelving of bare metal fails with the machine off, until the power sync stops it on behalf of nobody', async () => {
  const node = aServer({ id: ID, reported: true });
  const running = await start(openstack({ clock, servers: [node], powerSyncMs: 600_000 }));
  expect(running.operator.order(ID, { act: 'shelve' }).status).toBe(202);
  clock.advance(100);
  expect(stateOf(running)).toBe('active/null/1');
  clock.advance(600_100);
  expect(stateOf(running)).toBe('stopped/null/4');
  const body = await (await visit(running)).get(`/servers/${ID}/os-instance-actions`);
  const actions: readonly { user_id: unknown; project_id: unknown }[] = Object(await body.json()).instanceActions;
  // Ironic reports each halt.
  expect(actions).toMatchObject([
    { action: 'stop', user_id: expect.any(String) },
    { action: 'stop', user_id: null, project_id: null },
    { action: 'stop', user_id: expect.any(String) },
    { action: 'shelve', message: 'Error' },
    { action: 'create' },
  ]);
});

test('a shelved server leaves its host at once, as Nova’s default has it', async () => {
  const running = await start(openstack({ clock }).withServer(ID));
  running.operator.order(ID, { act: 'shelve' });
  clock.advance(100);
  expect(stateOf(running)).toBe('shelved_offloaded/null/4');
  expect(await (await visit(running)).show(ID)).toHaveProperty('hostId', '');
});

test('a rebuild of a stopped server shows its stop at the end, and fails with it', async () => {
  const running = await start(openstack({ clock }).withServer(ID).takesToStop(3000));
  running.operator.stop(ID);
  clock.advance(3000);
  running.operator.rebuild(ID);
  clock.advance(100);
  expect(stateOf(running)).toBe('active/powering-off/1');
  clock.advance(3000);
  expect(stateOf(running)).toBe('stopped/null/4');
  running.behave(ID, { ending: 'fail' });
  running.operator.rebuild(ID);
  clock.advance(3100);
  expect(stateOf(running)).toBe('error/null/1');
  const { status } = running.operator.order(ID, { act: 'rescue' });
  expect(status).toBe(200);
});

test('two stops in the gap between check and write are answered 202 and 500', async () => {
  const running = await start(openstack({ clock, stopRaceGapMs: 50 }).withServer(ID));
  const stopper = await visit(running);
  const both = [stopper.stop(ID), stopper.stop(ID)];
  const answered = Promise.all(both);
  // Both have passed the check once both wait in the gap; each turn gives the sockets time.
  for (let turn = 0; turn < 200; turn += 1) await new Promise(setImmediate);
  clock.advance(50);
  const statuses = (await answered).map(({ status }) => status);
  expect(new Set(statuses)).toEqual(new Set([202, 500]));
  const lost = (await answered).find(({ status }) => status === 500);
  expect(await lost?.json()).toEqual({
    computeFault: {
      code: 500,
      message: expect.stringContaining("<class 'nova.exception.UnexpectedTaskStateError'>"),
    },
  });
  clock.advance(100);
  expect(stateOf(running)).toBe('stopped/null/4');
});

test('a task that was there from the beginning keeps everybody out', async () => {
  const running = await start(openstack({ clock }).withServer(ID).busyWith('rebuilding'));
  const stopper = await visit(running);
  expect(await stopper.show(ID)).toMatchObject({ status: 'REBUILD', 'OS-EXT-STS:task_state': 'rebuilding' });
  expect((await stopper.stop(ID)).status).toBe(409);
});

test('tokens end with their life, and a cache of 0 forgets none', async () => {
  const running = await start(openstack({ clock, tokenLifeMs: 60_000, tokenCacheMs: 0 }).withServer(ID));
  const stopper = await visit(running);
  expect((await stopper.get(`/servers/${ID}`)).status).toBe(200);
  const headers = { 'X-Auth-Token': stopper.token, 'X-Subject-Token': stopper.token };
  await fetch(`${running.authUrl}/auth/tokens`, { method: 'DELETE', headers });
  expect((await stopper.get(`/servers/${ID}`)).status).toBe(401);
  const again = await visit(running);
  clock.advance(60_000);
  expect((await again.get(`/servers/${ID}`)).status).toBe(401);
});

test('dates its answers by its own clock', async () => {
  const running = await start(openstack({ clock: handClock(Date.UTC(2031, 0, 2, 3, 4, 5)) }).withServer(ID));
  const stopper = await visit(running);
  expect((await stopper.get('/')).headers.get('date')).toBe('Thu, 02 Jan 2031 03:04:05 GMT');
});
