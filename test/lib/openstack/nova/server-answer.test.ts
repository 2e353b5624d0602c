import { expect, test } from 'vitest';
import { parseServer } from '../../../../lib/openstack/nova/server-answer.ts';
import { aServerId } from '../../../builders.ts';
import { aClient, answer, aServerBody, ECHO, VERSION } from '../a-client.ts';

const id = aServerId();
const read = (over: Record<string, unknown>, version: number | null = 51) =>
  parseServer({ answer: answer(200), json: aServerBody(over) }, id, version);

const VM = 'OS-EXT-STS:vm_state';
const TASK = 'OS-EXT-STS:task_state';
const POWER = 'OS-EXT-STS:power_state';
const LAUNCHED = 'OS-SRV-USG:launched_at';
const ODD = [undefined, null, '', 7, true, [], {}, 'garbage'];

test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
  ['an idle task as Huawei’s examples write it', { [TASK]: '' }, { taskState: null }],
  ['a task that is blank', { [TASK]: ' ' }, { taskState: null }],
  ['a task in capitals', { [TASK]: 'POWERING-OFF' }, { taskState: 'powering-off' }],
  ['a vm_state in capitals', { [VM]: 'ACTIVE' }, { vmState: 'active' }],
  ['a power state as a text', { [POWER]: '1' }, { powerState: 1 }],
  ['a power state that is off, as a text', { [POWER]: '4' }, { powerState: 4 }],
  ['a power state that is not told', { [POWER]: null }, { powerState: null }],
  ['a power state that is empty', { [POWER]: '' }, { powerState: null }],
  ['an id in capitals', { id: id.toUpperCase() }, { id }],
])('a server is read with %s', (_, over, expected) => {
  expect(read(over)).toMatchObject({ kind: 'ok', value: expected });
});

test.each<[string, readonly unknown[]]>([
  ['id', [undefined, null, '', 7, {}, 'ba93965d-7171-432e-af92-9630fdfa6fb3']],
  [VM, [undefined, null, '', ' ', 7, true, {}, ['active']]],
  [TASK, [undefined, 7, true, false, {}, ['powering-off']]],
  [POWER, [undefined, 'on', 'RUNNING', '1.0', '-1', 1.5, true, {}, [1]]],
])('a server with another kind of value in %s is no evidence', (field, values) => {
  for (const value of values)
    expect(read({ [field]: value }), JSON.stringify(value)).toMatchObject({
      kind: 'fault',
      fault: { kind: 'transient', trouble: 'unclear' },
    });
});

test.each([
  ...[
    'name',
    'status',
    'hostId',
    'locked',
    'locked_reason',
    'updated',
    'fault',
    LAUNCHED,
    'flavor',
    'image',
    'metadata',
  ],
  ...[
    'addresses',
    'tags',
    'created',
    'links',
    'tenant_id',
    'user_id',
    'progress',
    'description',
    'OS-EXT-AZ:availability_zone',
  ],
])('a server keeps its states whatever is in %s', (field) => {
  for (const value of ODD)
    expect(read({ [field]: value }), JSON.stringify(value)).toMatchObject({
      kind: 'ok',
      value: { vmState: 'active', taskState: null, powerState: 1 },
    });
});

test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
  ['a name', { name: null }, { name: '' }],
  ['a name', { name: 7 }, { name: '' }],
  ['a change', { updated: null }, { updatedAt: null }],
  ['a change', { updated: 1772481600 }, { updatedAt: null }],
  ['a change', { updated: '' }, { updatedAt: null }],
  ['a launch', { [LAUNCHED]: 7, hostId: null }, { launched: null }],
  ['a launch', { [LAUNCHED]: '', hostId: undefined }, { launched: null }],
  ['a launch that the host shows', { [LAUNCHED]: '' }, { launched: true }],
])('%s that cannot be read is left out: %j', (_, over, expected) => {
  expect(read(over)).toMatchObject({ kind: 'ok', value: expected });
});

test.each([null, undefined, 7, [], true])('a server’s fault that is %j is left out', (fault) => {
  const reply = read({ fault });
  expect(reply.kind === 'ok' && reply.value).not.toHaveProperty('fault');
});

test.each<[unknown, object]>([
  ['No valid host', { code: null, message: 'No valid host' }],
  [
    { code: '500', message: 'm' },
    { code: 500, message: 'm' },
  ],
  [
    { code: 'E1', message: null },
    { code: null, message: '' },
  ],
  [
    { code: null, message: 7, details: {} },
    { code: null, message: '' },
  ],
  [{}, { code: null, message: '' }],
])('a server’s fault is read from %j', (fault, expected) => {
  expect(read({ fault })).toMatchObject({ value: { fault: expected } });
});

test.each([true, 'true', 'True', 'TRUE', ' yes ', 'on', 1, '1', 'locked', 'owner', 'admin'])(
  'a lock that is shown as %j counts in every version',
  (locked) => {
    for (const version of [null, 1, 51]) expect(read({ locked }, version)).toMatchObject({ value: { locked: true } });
  },
);

test.each([false, 'false', 'False', 'no', 'off', 0, '0', 'unlocked'])(
  'a lock that is %j means unlocked, from the version that shows locks',
  (locked) => {
    expect(read({ locked })).toMatchObject({ value: { locked: false } });
    expect(read({ locked }, 8)).toMatchObject({ value: { locked: null } });
    expect(read({ locked }, null)).toMatchObject({ value: { locked: null } });
  },
);

test.each([undefined, null, '', 'perhaps', 7, {}, []])('a lock that is %j is unknown', (locked) => {
  expect(read({ locked })).toMatchObject({ value: { locked: null } });
  expect(read({ locked, locked_reason: 'do not touch' })).toMatchObject({ value: { locked: true } });
  expect(read({ locked, locked_reason: ' ' })).toMatchObject({ value: { locked: null } });
});

test.each(['UNKNOWN', 'unknown'])('a server with status %s is in a cell that is down', (status) => {
  expect(read({ status })).toMatchObject({ fault: { message: 'not evidence: the server is in a cell that is down' } });
});

test.each([null, {}, { server: null }, { server: [] }, { servers: [] }, []])(
  'the answer %j is not a server',
  (json) => {
    expect(parseServer({ answer: answer(200), json }, id, 51)).toMatchObject({ fault: { trouble: 'unclear' } });
  },
);

test('a cloud that never shows the power state may leave it out, and the server says so', async () => {
  const { 'OS-EXT-STS:power_state': _, ...server } = aServerBody().server;
  const script = { 'GET /v2.1/': answer(200, VERSION), [`GET /v2.1/servers/${id}`]: answer(200, { server }, ECHO) };
  const told = aClient(script);
  expect(await told.cloud.showServer(id, told.budget())).toMatchObject({ fault: { trouble: 'unclear' } });
  const untold = aClient(script, { config: { powerNeverTold: true } });
  expect(await untold.cloud.showServer(id, untold.budget())).toMatchObject({
    value: { powerState: null, powerNeverTold: true },
  });
});
