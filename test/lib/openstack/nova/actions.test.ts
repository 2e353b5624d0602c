import { expect, test } from 'vitest';
import { aServerId } from '../../../builders.ts';
import { aClient, answer, ECHO, failure, VERSION } from '../a-client.ts';

const id = aServerId();
const LIST = `GET /v2.1/servers/${id}/os-instance-actions`;
const PAGED = { 'openstack-api-version': 'compute 2.58' };
const requestId = (n: number) => `req-00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

const record = (n: number, over: Record<string, unknown> = {}) => ({
  action: n % 2 === 0 ? 'stop' : 'start',
  instance_uuid: id,
  request_id: requestId(n),
  user_id: 'u1',
  start_time: '2026-11-23T12:00:02.083799',
  message: null,
  ...over,
});
const records = (from: number, count: number) => Array.from({ length: count }, (_, n) => record(from + n));
const next = [{ rel: 'next', href: 'https://wrong.example/' }];
const page = (actions: readonly object[], links: unknown = undefined) =>
  answer(200, { instanceActions: actions, links }, PAGED);

const list = async (script: Parameters<typeof aClient>[0], untilMs = 30_000) => {
  const world = aClient(script);
  const reply = await world.cloud.listActions(id, { untilAt: world.clock.now() + untilMs });
  const asked = world.sent.filter(({ url }) => url.pathname.endsWith('os-instance-actions'));
  const ids = reply.kind === 'ok' ? reply.value.map((action) => action.requestId) : [];
  return { ...world, reply, asked, ids };
};

test('a list of actions that comes in pages is read page by page', async () => {
  const { asked, ids } = await list({
    [LIST]: [page(records(0, 3), next), page(records(3, 3), next), page(records(6, 1))],
  });
  expect(ids).toEqual(Array.from({ length: 7 }, (_, n) => requestId(n)));
  expect(asked.map(({ url }) => url.search)).toEqual(['', `?marker=${requestId(2)}`, `?marker=${requestId(5)}`]);
  for (const { headers } of asked) expect(headers['openstack-api-version']).toBe('compute 2.58');
});

test('a list of actions that begins with the oldest record is reversed', async () => {
  const at = (minute: number) => ({ start_time: `2026-03-02T20:${String(minute).padStart(2, '0')}:02.083799` });
  const ascending = [record(0, at(0)), record(1, at(3)), record(2, at(5))];
  expect((await list({ [LIST]: page(ascending) })).ids).toEqual([2, 1, 0].map(requestId));
  // A minute is no order: the places are Nova's word.
  expect((await list({ [LIST]: page([record(0, at(0)), record(1, at(1))]) })).ids).toEqual([0, 1].map(requestId));
});

test.each([
  ['2.57', '2.51'],
  ['2.58', '2.58'],
  ['2.40', '2.40'],
])('a cloud that offers up to %s is asked for actions in version %s', async (version, asks) => {
  const { asked } = await list({
    'GET /v2.1/': answer(200, { version: { id: 'v2.1', version, min_version: '2.1' } }),
    [LIST]: answer(200, { instanceActions: [] }),
  });
  expect(asked[0]?.headers['openstack-api-version']).toBe(`compute ${asks}`);
});

test('a cloud without microversions is asked for actions without one, and its list is complete', async () => {
  const { asked, ids } = await list({
    'GET /v2.1/': answer(404),
    [LIST]: answer(200, { instanceActions: records(0, 4_000) }),
  });
  expect(ids).toHaveLength(4_000);
  expect(asked).toHaveLength(1);
  expect(asked[0]).toMatchObject({ mostBytes: 8 * 1024 * 1024 });
  expect(asked[0]?.headers).not.toHaveProperty('openstack-api-version');
});

test('a full page of actions without a link has a next page, but below 2.58 it is the whole list', async () => {
  const paged = await list({ [LIST]: [page(records(0, 1_000)), page([])] });
  expect([paged.ids.length, paged.asked.length]).toEqual([1_000, 2]);
  const whole = await list({ [LIST]: answer(200, { instanceActions: records(0, 1_000) }, ECHO) });
  expect([whole.ids.length, whole.asked.length]).toEqual([1_000, 1]);
});

test('the next page of actions starts after the newest record of a request, as in Nova', async () => {
  const twice = [record(0), record(1), record(2), record(1, { action: 'rebuild' })];
  const { ids, asked } = await list({
    [LIST]: [page(twice, next), page([record(2), record(1, { action: 'rebuild' }), record(3)])],
  });
  expect(asked[1]?.url.search).toBe(`?marker=${requestId(1)}`);
  expect(ids).toEqual([0, 1, 2, 1, 3].map(requestId));
});

test('the next page of actions never starts at a record without a request id', async () => {
  const { ids, asked } = await list({
    [LIST]: [page([record(0), record(1, { request_id: null })], next), page([record(1, { request_id: null })])],
  });
  expect(asked[1]?.url.search).toBe(`?marker=${requestId(0)}`);
  expect(ids).toEqual([requestId(0), '']);
});

test.each<[string, readonly object[], readonly object[]]>([
  ['come again from the start', records(0, 2), records(0, 2)],
  [
    'do not grow',
    [record(0), record(1), record(0, { action: 'rebuild' })],
    [record(1), record(0, { action: 'rebuild' })],
  ],
  ['name nobody to go on from', [record(0, { request_id: null })], []],
])('pages of actions that %s are no evidence', async (_, first, second) => {
  const { reply } = await list({ [LIST]: [page(first, next), page(second, next)] });
  expect(reply).toMatchObject({
    fault: { kind: 'transient', message: 'not evidence: the pages of the action list do not advance' },
  });
});

test('a list of more than 20,000 actions is reported as too long, without a code', async () => {
  const pages = Array.from({ length: 21 }, (_, n) => page(records(n * 1_000, 1_000), next));
  const { reply, asked } = await list({ [LIST]: pages });
  expect(reply).toEqual({
    kind: 'fault',
    fault: {
      kind: 'refused',
      trouble: 'history',
      message: 'the action list is too long to read: over 20000 records',
    },
  });
  expect(asked).toHaveLength(21);
  const last = page(records(19_000, 1_000), []);
  expect((await list({ [LIST]: [...pages.slice(0, 19), last, page([])] })).ids).toHaveLength(20_000);
});

test('a list of actions with too many bytes is reported as too long, and not read again', async () => {
  const { reply, asked } = await list({ [LIST]: failure('sent', 'BODY_TOO_LARGE') });
  expect(reply).toMatchObject({
    fault: { kind: 'refused', trouble: 'history', message: 'the action list is too long to read: over 8 MiB' },
  });
  expect(asked).toHaveLength(1);
});

test('a list of actions that is not read in time is reported as too long', async () => {
  const { reply } = await list({ [LIST]: [answer(503), page(records(0, 2), next)] }, 0);
  expect(reply).toMatchObject({ kind: 'fault' });
  const slow = aClient({ [LIST]: page(records(0, 2), next) });
  const budget = { untilAt: slow.clock.now() + 30_000 };
  const told = slow.cloud.listActions(id, budget);
  slow.clock.at += 30_000;
  expect(await told).toMatchObject({
    fault: { kind: 'transient', message: 'the action list is too long to read in time: over 2 records' },
  });
});

test('a fault of a later page is the fault of the list of actions', async () => {
  const { reply } = await list({
    'GET /v2.1/': answer(200, VERSION),
    [LIST]: [page(records(0, 2), next), answer(403, { forbidden: { code: 403, message: 'm' } })],
  });
  expect(reply).toMatchObject({ kind: 'fault', fault: { trouble: 'forbidden' } });
});

test.each<[string, Record<string, unknown>]>([
  ['no server', { instance_uuid: undefined }],
  ['a server that is null', { instance_uuid: null }],
  ['its server in capitals', { instance_uuid: id.toUpperCase() }],
  ['no message', { message: undefined }],
  ['a message that is a number', { message: 7 }],
  ['no user', { user_id: undefined }],
  ['a user that is a number', { user_id: 7 }],
  ['a user that is empty', { user_id: '' }],
  ['no project', { project_id: null }],
  ['events that are a text', { events: 'none' }],
  ['a change that is null', { updated_at: null }],
])('a record of an action is read with %s', async (_, over) => {
  const { reply } = await list({ [LIST]: page([record(0, over)]) });
  expect(reply).toMatchObject({ kind: 'ok', value: [{ action: 'stop', requestId: requestId(0), failed: false }] });
});

test.each<[string, Record<string, unknown>]>([
  ['no action', { action: undefined }],
  ['an action that is empty', { action: '' }],
  ['an action that is null', { action: null }],
  ['no request id', { request_id: undefined }],
  ['a request id that is a number', { request_id: 7 }],
  ['no time', { start_time: null }],
  ['a time that is a number', { start_time: 7 }],
])('one record with %s makes the whole list of actions no evidence', async (_, over) => {
  const { reply } = await list({ [LIST]: page([record(0), record(1, over)]) });
  expect(reply).toMatchObject({ fault: { kind: 'transient', trouble: 'unclear' } });
});

test.each([null, 'none', [{ event: 'compute_power_update' }, {}], [null], [{ event: 7 }]])(
  'events of an action that are %j are left out',
  async (events) => {
    const { cloud, budget } = aClient({
      [`${LIST}/${requestId(1)}`]: answer(200, { instanceAction: record(1, { events }) }, ECHO),
    });
    const reply = await cloud.showAction(id, requestId(1), budget());
    expect(reply.kind === 'ok' && reply.value).not.toHaveProperty('events');
  },
);
