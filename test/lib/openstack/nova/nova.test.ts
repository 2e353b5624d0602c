import { expect, test, vi } from 'vitest';
import type { HttpResult, Transport } from '../../../../lib/openstack/http/http.ts';
import { createKeystone } from '../../../../lib/openstack/keystone/keystone.ts';
import { createNova } from '../../../../lib/openstack/nova/nova.ts';
import { createCompute } from '../../../../lib/openstack/nova/session.ts';
import { aServerId, NOON } from '../../../builders.ts';
import { aClock } from '../../../fakes.ts';
import {
  aClient,
  aConfig,
  answer,
  aServerBody,
  ECHO,
  failure,
  loggedIn,
  PASSWORD,
  PROJECT,
  scripted,
  TOKEN,
  VERSION,
} from '../a-client.ts';

const id = aServerId();
const SHOW = `GET /v2.1/servers/${id}`;
const STOP = `POST /v2.1/servers/${id}/action`;
const LIST = `GET /v2.1/servers/${id}/os-instance-actions`;
const REQUEST = 'req-f9f61ede-4bd6-4950-a0f5-6fdbfd5f4925';
const SHOW_ACTION = `${LIST}/${REQUEST}`;
const LOGIN = 'POST /v3/auth/tokens';
const DISCOVER = 'GET /v2.1/';

const shown = (over: Record<string, unknown> = {}) => answer(200, aServerBody(over), ECHO);
const unauthorized = answer(401, { error: { code: 401, title: 'Unauthorized', message: 'm' } });
const accepted = answer(202, '', { 'x-compute-request-id': REQUEST });
const anActionBody = (over: Record<string, unknown> = {}) => ({
  action: 'stop',
  instance_uuid: id,
  request_id: REQUEST,
  user_id: 'u1',
  start_time: '2026-11-23T12:00:02.083799',
  message: null,
  ...over,
});

/** A client that has looked at the server already, as every stop's has: logged in, discovered. */
const lookedAt = async (script: Parameters<typeof aClient>[0]) => {
  const world = aClient({ [SHOW]: shown(), ...script });
  await world.cloud.showServer(id, world.budget());
  return world;
};

test('a server is shown at the address of the catalog, in a version that the cloud offers', async () => {
  const { cloud, budget, lines, sent } = aClient({ [SHOW]: { ...shown(), dateAt: NOON } });
  expect(cloud.userId).toBeNull();
  expect(await cloud.showServer(id, budget())).toEqual({
    kind: 'ok',
    dateAt: NOON,
    value: {
      id,
      name: 'bms-000',
      tags: null,
      metadata: null,
      flavor: null,
      vmState: 'active',
      taskState: null,
      powerState: 1,
      locked: false,
      updatedAt: Date.UTC(2026, 10, 23, 10, 59, 51),
      launched: true,
    },
  });
  expect(cloud.userId).toBe('u1');
  expect(lines()).toEqual([LOGIN, DISCOVER, SHOW]);
  expect(sent[2]?.headers).toEqual({
    'x-auth-token': TOKEN,
    accept: 'application/json',
    'x-openstack-nova-api-version': '2.73',
    'openstack-api-version': 'compute 2.73',
  });
});

test.each<[string, string, string]>([
  ['2.73', '2.1', 'compute 2.73'],
  ['2.72', '2.1', 'compute 2.51'],
  ['2.60', '2.1', 'compute 2.51'],
  ['2.25', '2.1', 'compute 2.25'],
  ['2.96', '2.80', 'compute 2.80'],
])('of a cloud that offers up to %s from %s a server is asked for in %s', async (version, min_version, header) => {
  const { cloud, budget, sent } = aClient({
    [SHOW]: shown(),
    'GET /v2.1/': answer(200, { version: { id: 'v2.1', version, min_version } }),
  });
  await cloud.showServer(id, budget());
  expect(sent[2]?.headers).toMatchObject({ 'openstack-api-version': header });
});

test('only the look asks for the reason of a lock: stop and actions are asked for as before', async () => {
  const { cloud, budget, sent } = await lookedAt({
    [STOP]: accepted,
    [SHOW_ACTION]: answer(200, { instanceAction: anActionBody() }),
  });
  await cloud.stopServer(id, undefined, budget());
  await cloud.showAction(id, REQUEST, budget());
  expect(sent.slice(-2).map(({ headers }) => headers['openstack-api-version'])).toEqual([
    'compute 2.51',
    'compute 2.51',
  ]);
});

test('a lock is read with its reason, in one line', async () => {
  const { cloud, budget } = aClient({ [SHOW]: shown({ locked: true, locked_reason: 'release\nweek' }) });
  expect(await cloud.showServer(id, budget())).toMatchObject({ value: { locked: true, lockedReason: 'release week' } });
  const none = aClient({ [SHOW]: shown({ locked: false, locked_reason: null }) });
  const reply = await none.cloud.showServer(id, none.budget());
  expect(reply.kind === 'ok' && reply.value).not.toHaveProperty('lockedReason');
});

test('two reads share one login and one version document', async () => {
  const { cloud, budget, lines } = aClient({ [SHOW]: shown() });
  await cloud.showServer(id, budget());
  await cloud.showServer(id, budget());
  expect(lines()).toEqual([LOGIN, DISCOVER, SHOW, SHOW]);
});

test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
  ['a lock', { locked: true }, { locked: true }],
  [
    'a time without a zone',
    { updated: '2026-11-23T10:59:51.5' },
    { updatedAt: Date.UTC(2026, 10, 23, 10, 59, 51, 500) },
  ],
  ['no time', { updated: undefined }, { updatedAt: null }],
  ['an unreadable time', { updated: 'now' }, { updatedAt: null }],
  ['no power state', { 'OS-EXT-STS:power_state': null }, { powerState: null }],
  ['a task', { 'OS-EXT-STS:task_state': 'powering-off' }, { taskState: 'powering-off' }],
  ['a launch that never was', { 'OS-SRV-USG:launched_at': null }, { launched: false }],
  ['no host', { hostId: '' }, { launched: false }],
  ['neither launch nor host', { 'OS-SRV-USG:launched_at': undefined, hostId: undefined }, { launched: null }],
  [
    'a fault',
    { fault: { code: 500, message: 'No valid\nhost', details: 'Traceback' } },
    { fault: { code: 500, message: 'No valid host' } },
  ],
])('a shown server is read with %s', async (_, over, expected) => {
  const { cloud, budget } = aClient({ [SHOW]: shown(over) });
  expect(await cloud.showServer(id, budget())).toMatchObject({ kind: 'ok', value: expected });
});

test.each<[string, HttpResult]>([
  ['another server', shown({ id: 'ba93965d-7171-432e-af92-9630fdfa6fb3' })],
  ['a list', answer(200, { servers: [aServerBody().server] })],
  ['no vm_state', shown({ 'OS-EXT-STS:vm_state': undefined })],
  ['no task_state', shown({ 'OS-EXT-STS:task_state': undefined })],
  ['no power_state', shown({ 'OS-EXT-STS:power_state': undefined })],
  ['a cell that is down', shown({ status: 'UNKNOWN' })],
  ['a page', answer(200, '<html>log in</html>', { 'content-type': 'text/html' })],
  ['nothing', answer(204)],
])('an answer with %s is no evidence of a server', async (_, result) => {
  const { cloud, budget } = aClient({ [SHOW]: result });
  expect(await cloud.showServer(id, budget())).toMatchObject({
    kind: 'fault',
    fault: { kind: 'transient', trouble: 'unclear' },
  });
});

test.each([
  ['does not say its version', {}],
  ['was made with an older one', { 'openstack-api-version': 'compute 2.8' }],
])('a lock is unknown when the answer %s', async (_, headers) => {
  const { cloud, budget } = aClient({
    [SHOW]: [answer(200, aServerBody(), headers), answer(200, aServerBody({ locked: true }), headers)],
  });
  expect(await cloud.showServer(id, budget())).toMatchObject({ kind: 'ok', value: { locked: null } });
  expect(await cloud.showServer(id, budget())).toMatchObject({ kind: 'ok', value: { locked: true } });
});

test('a read is repeated while its fault may pass', async () => {
  const { cloud, budget, clock } = aClient({
    [SHOW]: [answer(500), failure('sent', 'ECONNRESET'), answer(429, '', { 'retry-after': '3' }), shown()],
  });
  expect(await cloud.showServer(id, budget())).toMatchObject({ kind: 'ok' });
  expect(clock.slept).toEqual([199, 399, 3_000]);
});

test('a read ends with its last fault when the budget is over', async () => {
  const { cloud, clock } = aClient({ [SHOW]: answer(502) });
  expect(await cloud.showServer(id, { untilAt: NOON + 500 })).toMatchObject({ kind: 'fault', fault: { http: 502 } });
  expect(clock.slept).toEqual([199]);
});

test('a read does not wait when the budget would end with the wait', async () => {
  const { cloud, clock } = aClient({ [SHOW]: answer(502) });
  await cloud.showServer(id, { untilAt: NOON + 199 });
  expect(clock.slept).toEqual([]);
});

test('a read ends at once when Nova asks to wait beyond the budget', async () => {
  const { cloud, budget, clock, lines } = aClient({ [SHOW]: answer(503, {}, { 'retry-after': '60' }) });
  expect(await cloud.showServer(id, budget())).toMatchObject({ kind: 'fault', fault: { retryAfterMs: 60_000 } });
  expect(lines()).toHaveLength(3);
  expect(clock.slept).toEqual([]);
});

test.each([400, 403, 404, 405, 415, 409])('a read that is answered with %s is not repeated', async (status) => {
  const { cloud, budget, lines } = aClient({ [SHOW]: answer(status, { badRequest: { code: status, message: 'm' } }) });
  expect(await cloud.showServer(id, budget())).toMatchObject({ kind: 'fault' });
  expect(lines()).toEqual([LOGIN, DISCOVER, SHOW]);
});

test('a read is repeated once after a 401, with a new token', async () => {
  const { cloud, budget, lines, sent } = aClient({
    [LOGIN]: [loggedIn({}, 'first'), loggedIn({}, 'second')],
    [SHOW]: [unauthorized, shown()],
  });
  expect(await cloud.showServer(id, budget())).toMatchObject({ kind: 'ok' });
  expect(lines()).toEqual([LOGIN, DISCOVER, SHOW, LOGIN, DISCOVER, SHOW]);
  expect(sent.at(-1)?.headers['x-auth-token']).toBe('second');
});

test('a stop without a current token is not sent, since it never waits for a login', async () => {
  const { cloud, budget, lines, clock } = await lookedAt({ [STOP]: accepted });
  clock.at += 2 * 3_600_000;
  expect(await cloud.stopServer(id, undefined, budget())).toMatchObject({
    kind: 'fault',
    fault: { kind: 'transient', trouble: 'unauthorized' },
  });
  const never = aClient({ [STOP]: accepted });
  expect(await never.cloud.stopServer(id, undefined, never.budget())).toMatchObject({ fault: { kind: 'transient' } });
  expect([...lines(), ...never.lines()]).not.toContain(STOP);
});

test.each<[string, HttpResult]>([
  ['Keystone', unauthorized],
  ['a gateway', answer(401, { error_code: 'APIGW.0301', error_msg: 'm' })],
  ['a page', answer(401, '<html></html>')],
])('a 401 of %s to the version document does not refuse the credentials', async (_, result) => {
  const { cloud, budget, lines, sent } = aClient({ [DISCOVER]: result, [SHOW]: answer(200, aServerBody()) });
  expect(await cloud.showServer(id, budget())).toMatchObject({ kind: 'ok', value: { locked: null } });
  expect(lines()).toEqual([LOGIN, DISCOVER, SHOW]);
  expect(sent[2]?.headers).not.toHaveProperty('openstack-api-version');
});

test('an address that works without its version document is soon asked for it again', async () => {
  const { cloud, budget, lines, clock } = aClient({
    [DISCOVER]: [answer(401, '<html></html>'), answer(200, VERSION)],
    [SHOW]: shown(),
  });
  await cloud.showServer(id, budget());
  clock.at += 59_999;
  await cloud.showServer(id, budget());
  expect(lines()).toEqual([LOGIN, DISCOVER, SHOW, SHOW]);
  clock.at += 1;
  await cloud.showServer(id, budget());
  await cloud.showServer(id, budget());
  expect(lines().slice(4)).toEqual([DISCOVER, SHOW, SHOW]);
});

test('a stop uses the address of the look before it, even if the version document is due again', async () => {
  const { cloud, budget, lines, clock } = aClient({
    [DISCOVER]: answer(401, '<html></html>'),
    [SHOW]: answer(200, aServerBody()),
    [STOP]: accepted,
  });
  await cloud.showServer(id, budget());
  clock.at += 60_000;
  expect(await cloud.stopServer(id, undefined, budget())).toMatchObject({ kind: 'ok' });
  expect(lines()).toEqual([LOGIN, DISCOVER, SHOW, STOP]);
});

test('a version document that is refused is requested once for each token', async () => {
  const { cloud, budget, lines, clock } = aClient({ [DISCOVER]: answer(404), [SHOW]: answer(200, aServerBody()) });
  await cloud.showServer(id, budget());
  clock.at += 600_000;
  await cloud.showServer(id, budget());
  expect(lines()).toEqual([LOGIN, DISCOVER, SHOW, SHOW]);
});

test('a version document that never comes leaves time to read the server', async () => {
  const { cloud, budget, sent, lines } = aClient({
    [DISCOVER]: failure('sent', 'TIMEOUT'),
    [SHOW]: answer(200, aServerBody()),
  });
  expect(await cloud.showServer(id, budget())).toMatchObject({ kind: 'ok' });
  expect(lines().at(-1)).toBe(SHOW);
  for (const { url, timeoutMs } of sent) if (url.pathname === '/v2.1/') expect(timeoutMs).toBeLessThanOrEqual(10_000);
});

test('a caller with less time than the request for the version document under way asks for it itself', async () => {
  const clock = aClock();
  const wire = scripted({ [LOGIN]: loggedIn(), [DISCOVER]: answer(200, VERSION), [SHOW]: shown() });
  const documents = [new Promise<HttpResult>(() => undefined)];
  const transport: Transport = async (request) =>
    (request.url.pathname === '/v2.1/' ? await documents.shift() : undefined) ?? (await wire.transport(request));
  const config = aConfig();
  const keystone = createKeystone({ config, transport, clock, allowAdmin: false, onRefused: () => undefined });
  const cloud = createNova(createCompute({ config, transport, keystone, clock }), keystone, clock);
  const slow = cloud.showServer(id, { untilAt: NOON + 30_000 });
  await vi.waitUntil(() => documents.length === 0);
  expect(await cloud.showServer(id, { untilAt: NOON + 5_000 })).toMatchObject({ kind: 'ok' });
  expect(await Promise.race([slow, 'under way'])).toBe('under way');
});

test('many callers that need the version document at once request it once', async () => {
  const { cloud, budget, lines } = aClient({ [SHOW]: shown() });
  await Promise.all(Array.from({ length: 20 }, () => cloud.showServer(id, budget())));
  expect(lines().filter((line) => line === DISCOVER)).toHaveLength(1);
});

test('a page with 401 costs one new token, and does not count as a refusal by Nova', async () => {
  const { cloud, budget, lines } = aClient({ [SHOW]: answer(401, '<html></html>') });
  expect(await cloud.showServer(id, budget())).toMatchObject({
    kind: 'fault',
    fault: { kind: 'transient', trouble: 'unauthorized' },
  });
  expect(lines()).toEqual([LOGIN, DISCOVER, SHOW, LOGIN, DISCOVER, SHOW]);
});

test('a second 401 is a fault of the credentials, and costs one login', async () => {
  const { cloud, budget, lines } = aClient({ [SHOW]: shown(), [LIST]: unauthorized });
  expect(await cloud.listActions(id, budget())).toMatchObject({
    kind: 'fault',
    fault: { kind: 'refused', trouble: 'credentials' },
  });
  expect(await cloud.showServer(id, budget())).toMatchObject({ kind: 'ok' });
  expect(lines()).toEqual([LOGIN, DISCOVER, LIST, LOGIN, DISCOVER, LIST, SHOW]);
});

test('a read that is answered with 406 asks for the versions again once', async () => {
  const { cloud, budget, lines, sent } = aClient({
    [DISCOVER]: [answer(200, VERSION), answer(200, { version: { id: 'v2.1', version: '2.25', min_version: '2.1' } })],
    [SHOW]: [answer(406), answer(200, aServerBody(), { 'x-openstack-nova-api-version': '2.25' }), answer(406)],
  });
  expect(await cloud.showServer(id, budget())).toMatchObject({ kind: 'ok', value: { locked: false } });
  expect(sent.at(-1)?.headers).toMatchObject({ 'openstack-api-version': 'compute 2.25' });
  expect(await cloud.showServer(id, budget())).toMatchObject({
    kind: 'fault',
    fault: { kind: 'refused', trouble: 'endpoint' },
  });
  expect(lines()).toEqual([LOGIN, DISCOVER, SHOW, DISCOVER, SHOW, SHOW, DISCOVER, SHOW]);
});

test.each<[string, 'SOFT' | 'HARD' | undefined, string]>([
  ['nothing', undefined, '{"os-stop":{}}'],
  ['SOFT', 'SOFT', '{"os-stop":{"type":"SOFT"}}'],
  ['HARD', 'HARD', '{"os-stop":{"type":"HARD"}}'],
])('a stop sends its type to Nova: %s', async (_, type, body) => {
  const { cloud, budget, sent, lines } = await lookedAt({ [STOP]: { ...accepted, dateAt: NOON } });
  expect(await cloud.stopServer(id, type, budget())).toEqual({
    kind: 'ok',
    value: { openstackRequestId: REQUEST },
    dateAt: NOON,
  });
  expect(lines()).toEqual([LOGIN, DISCOVER, SHOW, STOP]);
  expect(sent[3]).toMatchObject({ body, timeoutMs: 10_000, headers: { 'content-type': 'application/json' } });
});

test.each([
  ['the older header', { 'x-openstack-request-id': REQUEST }, REQUEST],
  ['no header', {}, null],
  ['a header of another form', { 'x-compute-request-id': '../x' }, null],
])('the request id of an accepted stop is read from %s', async (_, headers, openstackRequestId) => {
  const { cloud, budget } = await lookedAt({ [STOP]: answer(202, '', headers) });
  expect(await cloud.stopServer(id, undefined, budget())).toStrictEqual({ kind: 'ok', value: { openstackRequestId } });
});

test.each<[string, HttpResult]>([
  ['an unclear answer', answer(502)],
  ['no answer', failure('sent', 'ECONNRESET')],
  ['a refusal', answer(409, { conflictingRequest: { code: 409, message: 'm' } })],
  ['a connection that never was', failure('not-sent', 'ECONNREFUSED')],
  ['a throttle', answer(429)],
])('a stop is never repeated after %s', async (_, result) => {
  const { cloud, budget, lines, clock } = await lookedAt({ [STOP]: result });
  expect(await cloud.stopServer(id, undefined, budget())).toMatchObject({ kind: 'fault' });
  expect(lines()).toEqual([LOGIN, DISCOVER, SHOW, STOP]);
  expect(clock.slept).toEqual([]);
});

test('a 401 to a stop is reported, and the next call logs in again', async () => {
  const { cloud, budget, lines } = await lookedAt({ [STOP]: unauthorized });
  expect(await cloud.stopServer(id, undefined, budget())).toMatchObject({
    kind: 'fault',
    fault: { kind: 'refused', trouble: 'unauthorized' },
  });
  expect(lines()).toEqual([LOGIN, DISCOVER, SHOW, STOP]);
  await cloud.showServer(id, budget());
  expect(lines()).toEqual([LOGIN, DISCOVER, SHOW, STOP, LOGIN, DISCOVER, SHOW]);
});

test('a 401 to a stop after one that was accepted is about the token alone, since the credential may stop servers', async () => {
  const { cloud, budget } = await lookedAt({ [STOP]: [unauthorized, accepted, unauthorized] });
  const stop = async () => {
    await cloud.showServer(id, budget());
    return await cloud.stopServer(id, undefined, budget());
  };
  expect(await stop()).toMatchObject({ fault: { kind: 'refused', trouble: 'unauthorized' } });
  expect(await stop()).toMatchObject({ kind: 'ok' });
  expect(await stop()).toMatchObject({ fault: { kind: 'transient', trouble: 'unauthorized' } });
});

test('a page with 401 to a stop stays unclear, whatever was accepted before', async () => {
  const { cloud, budget } = await lookedAt({ [STOP]: [accepted, answer(401, '<html></html>')] });
  await cloud.stopServer(id, undefined, budget());
  expect(await cloud.stopServer(id, undefined, budget())).toMatchObject({ fault: { kind: 'ambiguous' } });
});

test('a 406 to a stop is reported, and the next call asks for the versions again', async () => {
  const { cloud, budget, lines } = await lookedAt({
    [STOP]: answer(406, { computeFault: { code: 406, message: 'm' } }),
  });
  expect(await cloud.stopServer(id, undefined, budget())).toMatchObject({
    kind: 'fault',
    fault: { kind: 'refused', trouble: 'endpoint' },
  });
  await cloud.showServer(id, budget());
  expect(lines()).toEqual([LOGIN, DISCOVER, SHOW, STOP, DISCOVER, SHOW]);
});

test.each<[string, Record<string, HttpResult>]>([
  ['the login', { [LOGIN]: answer(502) }],
  ['the login, without an answer', { [LOGIN]: failure('sent', 'TIMEOUT') }],
  ['the version', { [DISCOVER]: failure('not-sent', 'ECONNREFUSED') }],
])('a fault of %s leaves no doubt about a stop', async (_, script) => {
  const { cloud, budget, lines } = aClient(script);
  expect(await cloud.showServer(id, budget())).toMatchObject({
    kind: 'fault',
    fault: { kind: 'transient' },
  });
  expect(lines()).not.toContain(SHOW);
});

test('the fault of an unclear stop has the request id of the answer', async () => {
  const { cloud, budget } = await lookedAt({
    [STOP]: answer(500, { computeFault: { code: 500, message: 'm' } }, { 'x-compute-request-id': REQUEST }),
  });
  expect(await cloud.stopServer(id, undefined, budget())).toMatchObject({
    fault: { kind: 'ambiguous', trouble: 'server-error', code: 'computeFault', openstackRequestId: REQUEST },
  });
});

test('the actions of a server keep Nova’s own order, whatever their times', async () => {
  const older = anActionBody({ action: 'create', request_id: null, user_id: null, start_time: '2026-11-23T12:00:03' });
  const { cloud, budget } = aClient({
    [LIST]: answer(200, { instanceActions: [anActionBody({ message: 'Error' }), older] }),
  });
  expect(await cloud.listActions(id, budget())).toEqual({
    kind: 'ok',
    value: [
      {
        action: 'stop',
        requestId: REQUEST,
        userId: 'u1',
        startedAt: Date.UTC(2026, 10, 23, 12, 0, 2, 83),
        failed: true,
      },
      { action: 'create', requestId: '', userId: null, startedAt: Date.UTC(2026, 10, 23, 12, 0, 3), failed: false },
    ],
  });
});

test.each<[string, unknown]>([
  ['another server', { instanceActions: [anActionBody({ instance_uuid: 'x' })] }],
  ['an unreadable time', { instanceActions: [anActionBody({ start_time: 'noon' })] }],
  ['no list', { instanceActions: null }],
])('a list of actions with %s is no evidence', async (_, body) => {
  const { cloud, budget } = aClient({ [LIST]: answer(200, body) });
  expect(await cloud.listActions(id, budget())).toMatchObject({
    kind: 'fault',
    fault: { kind: 'transient', trouble: 'unclear' },
  });
});

test('one action of another server makes the whole list no evidence', async () => {
  const mixed = { instanceActions: [anActionBody(), anActionBody({ instance_uuid: 'x' })] };
  const { cloud, budget } = aClient({ [LIST]: answer(200, mixed) });
  expect(await cloud.listActions(id, budget())).toMatchObject({ fault: { trouble: 'unclear' } });
});

test('an action of another server, or one that cannot be read, is no evidence', async () => {
  for (const [action, message] of [
    [anActionBody({ instance_uuid: 'x' }), 'not evidence: it is a different action'],
    [anActionBody({ start_time: 'noon' }), 'not evidence: the answer is not a readable action'],
  ] as const) {
    const { cloud, budget } = aClient({ [SHOW_ACTION]: answer(200, { instanceAction: action }) });
    expect(await cloud.showAction(id, REQUEST, budget())).toMatchObject({
      kind: 'fault',
      fault: { kind: 'transient', trouble: 'unclear', message },
    });
  }
});

test('the events of an action are left out when they are null', async () => {
  const { cloud, budget } = aClient({ [SHOW_ACTION]: answer(200, { instanceAction: anActionBody({ events: null }) }) });
  const shownAction = await cloud.showAction(id, REQUEST, budget());
  expect(shownAction.kind === 'ok' && shownAction.value).not.toHaveProperty('events');
});

test.each<[string, HttpResult, string]>([
  ['a list', answer(200, { servers: [] }), 'the answer is not a server with all its states'],
  ['another server', shown({ id: 'ba93965d-7171-432e-af92-9630fdfa6fb3' }), 'the answer is about another server'],
  ['a cell that is down', shown({ status: 'UNKNOWN' }), 'the server is in a cell that is down'],
])('the fault says why %s is no evidence of a server', async (_, result, message) => {
  const { cloud, budget } = aClient({ [SHOW]: result });
  expect(await cloud.showServer(id, budget())).toMatchObject({ fault: { message: `not evidence: ${message}` } });
});

test.each<[string, object, string]>([
  [
    'is of another server',
    { instanceActions: [anActionBody({ instance_uuid: 'x' })] },
    'the actions belong to another server',
  ],
  ['is no list', { instanceActions: null }, 'the answer is not a readable list of actions'],
])('the fault says why a list of actions that %s is no evidence', async (_, body, message) => {
  const { cloud, budget } = aClient({ [LIST]: answer(200, body) });
  expect(await cloud.listActions(id, budget())).toMatchObject({ fault: { message: `not evidence: ${message}` } });
});

test('a launch time or a host alone shows that a server was launched', async () => {
  for (const over of [{ hostId: undefined }, { 'OS-SRV-USG:launched_at': undefined }]) {
    const { cloud, budget } = aClient({ [SHOW]: shown(over) });
    expect(await cloud.showServer(id, budget())).toMatchObject({ value: { launched: true } });
  }
});

test('a lock is known from version 2.9 on, if the answer shows it', async () => {
  for (const [version, over, locked] of [
    ['2.9', {}, false],
    ['2.8', {}, null],
    ['2.51', { locked: undefined }, null],
  ] as const) {
    const { cloud, budget } = aClient({
      [SHOW]: answer(200, aServerBody(over), { 'x-openstack-nova-api-version': version }),
    });
    expect(await cloud.showServer(id, budget()), version).toMatchObject({ value: { locked } });
  }
});

test('a server is read without a fault message, a name or a date', async () => {
  const { cloud, budget } = aClient({ [SHOW]: shown({ name: null, fault: {} }) });
  const server = await cloud.showServer(id, budget());
  expect(server).toMatchObject({ value: { name: '', fault: { code: null, message: '' } } });
  expect(server).not.toHaveProperty('dateAt');
});

test.each([
  ['2.51 canary', null],
  ['compute 12.51', null],
  ['x2.51', null],
  ['2.51', false],
  ['COMPUTE 2.51', false],
  ['canary compute 2.51', null],
])('an answer in version %j gives %j for an absent lock', async (version, locked) => {
  const { cloud, budget } = aClient({ [SHOW]: answer(200, aServerBody(), { 'openstack-api-version': version }) });
  expect(await cloud.showServer(id, budget())).toMatchObject({ value: { locked } });
});

test('a stop takes no longer than its budget', async () => {
  const { cloud, sent, clock } = await lookedAt({ [STOP]: accepted });
  await cloud.stopServer(id, undefined, { untilAt: clock.now() + 4_000 });
  expect(sent.at(-1)).toMatchObject({ timeoutMs: 4_000 });
});

test('the fault says that a token, a lock or a request id was missing', async () => {
  const admin = { [LOGIN]: loggedIn({ roles: [{ name: 'admin' }] }) };
  const versions = (version: string) => ({
    [DISCOVER]: answer(200, { version: { id: 'v2.1', version, min_version: '2.1' } }),
  });
  const shows = async (script: Record<string, HttpResult>) => {
    const { cloud, budget } = aClient({ ...admin, ...script }, { allowAdmin: true });
    return cloud.showServer(id, budget());
  };
  expect(await shows(versions('2.8'))).toMatchObject({
    fault: { message: 'the token has an admin role and the cloud does not show locks (needs microversion 2.9)' },
  });
  const atNine = answer(200, aServerBody(), { 'openstack-api-version': 'compute 2.9' });
  expect(await shows({ ...versions('2.9'), [SHOW]: atNine })).toMatchObject({ kind: 'ok', value: { locked: false } });
  expect(await shows({ [SHOW]: answer(200, aServerBody()) })).toMatchObject({
    fault: { message: 'the token has an admin role and the answer does not show locks (needs microversion 2.9)' },
  });
  const second = aClient({ [LIST]: unauthorized });
  expect(await second.cloud.listActions(id, second.budget())).toMatchObject({
    fault: {
      message:
        'Nova refused a new token as well: the application credential has expired, or its access rules do not allow the call',
    },
  });
  const never = aClient({});
  expect(await never.cloud.stopServer(id, undefined, never.budget())).toMatchObject({
    fault: { message: 'the token expired before the stop, which was not sent' },
  });
  expect(await never.cloud.showAction(id, 'x', never.budget())).toMatchObject({
    fault: { message: 'not an OpenStack request id' },
  });
});

test('a catalog without Nova or without a version is a fault, not an exception', async () => {
  const nowhere = aClient({ [LOGIN]: loggedIn({ catalog: [] }) });
  expect(await nowhere.cloud.showServer(id, nowhere.budget())).toMatchObject({
    fault: { kind: 'refused', trouble: 'configuration' },
  });
  const down = aClient(
    { [LOGIN]: loggedIn({ roles: [{ name: 'admin' }] }), [DISCOVER]: answer(500) },
    { allowAdmin: true },
  );
  expect(await down.cloud.showServer(id, down.budget())).toMatchObject({ fault: { trouble: 'server-error' } });
});

test('a refused stop asks for no versions again, and a missing version for no new login', async () => {
  const refused = await lookedAt({ [STOP]: answer(409) });
  await refused.cloud.stopServer(id, undefined, refused.budget());
  await refused.cloud.showServer(id, refused.budget());
  expect(refused.lines()).toEqual([LOGIN, DISCOVER, SHOW, STOP, SHOW]);
  const { cloud, budget, lines } = aClient({
    [DISCOVER]: [failure('not-sent', 'CERT_HAS_EXPIRED'), answer(200, VERSION)],
    [SHOW]: shown(),
  });
  await cloud.showServer(id, budget());
  await cloud.showServer(id, budget());
  expect(lines()).toEqual([LOGIN, DISCOVER, DISCOVER, SHOW]);
});

test('a token that an answer repeats is hidden', async () => {
  const { cloud, budget } = aClient({ [SHOW]: answer(400, { badRequest: { code: 400, message: `got ${TOKEN}` } }) });
  expect(await cloud.showServer(id, budget())).toMatchObject({
    fault: { message: 'read answered 400 badRequest: got [secret]' },
  });
});

test('a login that is answered with 406 is a fault', async () => {
  const { cloud, budget } = aClient({ [LOGIN]: answer(406) });
  expect(await cloud.showServer(id, budget())).toMatchObject({ fault: { kind: 'refused', http: 406 } });
});

test('a read sends no content type and no body, and the first read no version', async () => {
  const { sent } = await lookedAt({});
  expect(sent[1]?.headers).toEqual({ 'x-auth-token': TOKEN, accept: 'application/json' });
  expect(sent.at(-1)?.headers).not.toHaveProperty('content-type');
  expect(sent.at(-1)).not.toHaveProperty('body');
});

test('one action is shown with its events', async () => {
  const events = [{ event: 'compute_stop_instance', result: 'Success' }];
  const { cloud, budget } = aClient({ [SHOW_ACTION]: answer(200, { instanceAction: anActionBody({ events }) }) });
  expect(await cloud.showAction(id, REQUEST, budget())).toMatchObject({
    kind: 'ok',
    value: { events: ['compute_stop_instance'], failed: false },
  });
});

test('an action with another request id is no evidence', async () => {
  const { cloud, budget } = aClient({
    [SHOW_ACTION]: answer(200, { instanceAction: anActionBody({ request_id: 'req-other' }) }),
  });
  expect(await cloud.showAction(id, REQUEST, budget())).toMatchObject({ kind: 'fault', fault: { trouble: 'unclear' } });
});

test.each(['../../os-services', 'req-', '', `${REQUEST}/..`, `x${REQUEST}`])(
  'no action is requested by the malformed request id %j',
  async (name) => {
    const { cloud, budget, sent } = aClient({});
    expect(await cloud.showAction(id, name, budget())).toMatchObject({
      kind: 'fault',
      fault: { kind: 'refused', trouble: 'bad-request' },
    });
    expect(sent).toEqual([]);
  },
);

test('an id that would leave the path throws, and nothing is sent', async () => {
  const { cloud, budget, lines } = await lookedAt({});
  const forged: string = '../../os-services';
  await expect(cloud.stopServer(forged as typeof id, undefined, budget())).rejects.toThrow('not the intended one');
  expect(lines()).toEqual([LOGIN, DISCOVER, SHOW]);
});

test('every answer to an admin token has to show locks', async () => {
  const admin = { [LOGIN]: loggedIn({ roles: [{ name: 'admin' }] }) };
  const old = { [DISCOVER]: answer(200, { version: { id: 'v2.1', version: '2.8', min_version: '2.1' } }) };
  const on = (script: Record<string, HttpResult>) => aClient({ ...admin, ...script }, { allowAdmin: true });

  const good = on({ [SHOW]: shown() });
  expect(await good.cloud.showServer(id, good.budget())).toMatchObject({ kind: 'ok' });
  const tooOld = on({ ...old, [STOP]: accepted });
  expect(await tooOld.cloud.showServer(id, tooOld.budget())).toMatchObject({
    fault: { kind: 'refused', trouble: 'admin' },
  });
  expect(await tooOld.cloud.stopServer(id, undefined, tooOld.budget())).toMatchObject({ kind: 'fault' });
  expect(tooOld.lines()).not.toContain(STOP);
  const silent = on({ [SHOW]: answer(200, aServerBody()) });
  expect(await silent.cloud.showServer(id, silent.budget())).toMatchObject({
    fault: { kind: 'refused', trouble: 'admin' },
  });
});

test('no fault, error or value holds a secret, even when an answer repeats it', async () => {
  const echo = JSON.stringify({ badRequest: { code: 400, message: `token ${TOKEN}` } });
  const said: unknown[] = [];
  for (const script of [
    {
      [SHOW]: answer(400, echo),
      [STOP]: answer(400, echo),
      [LIST]: answer(500, echo),
      [SHOW_ACTION]: answer(404, echo),
    },
    { [LOGIN]: answer(401, { error: { code: 401, message: `${PASSWORD} is wrong` } }) },
    { [LOGIN]: answer(500, { error: { code: `X.${PASSWORD}`, message: PASSWORD } }) },
    { [SHOW]: shown({ name: TOKEN, fault: { code: 1, message: TOKEN } }), [STOP]: accepted },
  ]) {
    const { cloud, budget } = aClient(script);
    said.push(cloud, await cloud.showServer(id, budget()), await cloud.stopServer(id, undefined, budget()));
    said.push(await cloud.listActions(id, budget()), await cloud.showAction(id, REQUEST, budget()));
  }
  expect(JSON.stringify(said)).not.toMatch(/canary/);
});

test('the project id stays in the path where the catalog has it', async () => {
  const catalog = [
    { type: 'compute', endpoints: [{ interface: 'public', url: `https://nova.example/v2.1/${PROJECT}` }] },
  ];
  const path = `POST /v2.1/${PROJECT}/servers/${id}/action`;
  const show = `GET /v2.1/${PROJECT}/servers/${id}`;
  const { cloud, budget, lines } = aClient({ [LOGIN]: loggedIn({ catalog }), [show]: shown(), [path]: accepted });
  expect(await cloud.showServer(id, budget())).toMatchObject({ kind: 'ok' });
  expect(await cloud.stopServer(id, undefined, budget())).toMatchObject({ kind: 'ok' });
  expect(lines()).toEqual([LOGIN, DISCOVER, show, path]);
});
