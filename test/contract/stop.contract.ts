import { afterEach, expect, test } from 'vitest';
import { at, type Client } from './client.ts';
import { act, putBack, requestIdOf, settled, show, stateOf, stop } from './nova-calls.ts';

/** What os-stop answers, in every state and to every body, and in which order it is checked. */
export const stopContract = (client: () => Client): void => {
  const servers = () => client().target.servers;
  const server = () => client().target.active[1] ?? '';
  const conflict = (message: string) => ({ conflictingRequest: { code: 409, message } });
  const inWay = (id: string, what: string, act = 'stop') =>
    conflict(`Cannot '${act}' instance ${id} while it is in ${what}`);
  let used: string | undefined;
  afterEach(async () => {
    if (used !== undefined) await putBack(client(), used);
    used = undefined;
  });

  test('a stop is accepted with 202 and no body, shows powering-off at once, and ends stopped with the power off', async () => {
    used = server();
    const heard = await stop(client(), used);
    expect(heard.status).toBe(202);
    expect(heard.text).toBe('');
    expect(heard.headers.get('content-type')).toBe('application/json');
    expect(heard.headers.get('openstack-api-version')).toBe('compute 2.1');
    expect(requestIdOf(heard)).toMatch(/^req-/);
    expect(await stateOf(client(), used)).toBe('active/powering-off/1');
    expect(await settled(client(), used)).toBe('stopped/-/4');
    expect(await show(client(), used)).toHaveProperty('status', 'SHUTOFF');
  });

  test.each([
    ['null', { 'os-stop': null }, {}],
    ['an empty object', { 'os-stop': {} }, {}],
    ['a type', { 'os-stop': { type: 'SOFT' } }, {}],
    ['another content type', { 'os-stop': null }, { 'Content-Type': 'text/plain' }],
  ])('a stop is accepted with %s', async (_, body, headers) => {
    used = server();
    expect((await act(client(), used, body, { headers })).status).toBe(202);
    expect(await settled(client(), used)).toBe('stopped/-/4');
  });

  test.each([
    ['under the project id', () => `/v2.1/${client().target.projectId}`],
    ['under the legacy /v2', () => '/v2'],
  ])('a stop is accepted %s', async (_, base) => {
    used = server();
    const heard = await client().nova('POST', `${base()}/servers/${used}/action`, { body: { 'os-stop': null } });
    expect(heard.status).toBe(202);
    expect(await settled(client(), used)).toBe('stopped/-/4');
  });

  test('a stop is accepted from a user with only the reader role', async () => {
    used = server();
    expect((await stop(client(), used, { as: 'reader' })).status).toBe(202);
    expect(await settled(client(), used)).toBe('stopped/-/4');
  });

  test('a stop is accepted from ERROR, and the error is gone afterwards', async () => {
    const { error } = servers();
    expect((await stop(client(), error)).status).toBe(202);
    expect(await stateOf(client(), error)).toBe('error/powering-off/1');
    expect(await settled(client(), error)).toBe('stopped/-/4');
    expect(await show(client(), error)).not.toHaveProperty('fault');
    await putBack(client(), error, 'error');
  });

  test.each([
    ['stopped', 'vm_state stopped'],
    ['building', 'vm_state building'],
    ['paused', 'vm_state paused'],
    ['suspended', 'vm_state suspended'],
    ['shelved', 'vm_state shelved'],
    ['rescued', 'vm_state rescued'],
  ] as const)('a stop of a %s server is refused with 409', async (role, what) => {
    const id = servers()[role];
    const before = await stateOf(client(), id);
    const heard = await stop(client(), id);
    expect(heard.status).toBe(409);
    expect(heard.json).toEqual(inWay(id, what));
    expect(heard.headers.get('content-type')).toBe('application/json; charset=UTF-8');
    expect(await stateOf(client(), id)).toBe(before);
  });

  test.each(['shelved_offloaded', 'novalidhost'] as const)(
    'a stop of a %s server, which has no host, is refused as not ready',
    async (role) => {
      const heard = await stop(client(), servers()[role]);
      expect(heard.status).toBe(409);
      expect(heard.json).toEqual(conflict(`Instance ${servers()[role]} is not ready`));
    },
  );

  test('a stop is refused while another is under way, and so is a start', async () => {
    used = servers().slow_stop;
    expect((await stop(client(), used)).status).toBe(202);
    const second = await stop(client(), used);
    expect(second.status).toBe(409);
    expect(second.json).toEqual(inWay(used, 'task_state powering-off'));
    const start = await act(client(), used, { 'os-start': null });
    expect(start.status).toBe(409);
    expect(start.json).toEqual(inWay(used, 'vm_state active', 'start'));
    const reboot = await act(client(), used, { reboot: { type: 'SOFT' } });
    expect(reboot.json).toEqual(inWay(used, 'task_state powering-off', 'reboot'));
  });

  test('a stop of a locked server is refused, whoever locked it, except to an administrator', async () => {
    const { locked } = servers();
    const heard = await stop(client(), locked);
    expect(heard.status).toBe(409);
    expect(heard.json).toEqual(conflict(`Instance ${locked} is locked`));
    expect(await stateOf(client(), locked)).toBe('active/-/1');
    expect((await stop(client(), locked, { as: 'admin' })).status).toBe(202);
    expect(await settled(client(), locked)).toBe('stopped/-/4');
    await putBack(client(), locked);
  });

  test('a stop is refused even to the user who locked the server', async () => {
    used = server();
    expect((await act(client(), used, { lock: null })).status).toBe(202);
    const heard = await stop(client(), used);
    await act(client(), used, { unlock: null });
    expect(heard.status).toBe(409);
    expect(heard.json).toEqual(conflict(`Instance ${used} is locked`));
  });

  test('a stop is accepted once when eight are sent at the same moment', async () => {
    const id = server();
    used = id;
    const heard = await Promise.all(Array.from({ length: 8 }, () => stop(client(), id)));
    const statuses = heard.map(({ status }) => status);
    expect(statuses.filter((status) => status === 202)).toHaveLength(1);
    // 500 from a second nova-api process that lost the race for the task state; a single one answers 409.
    expect(statuses.filter((status) => status !== 202 && status !== 409 && status !== 500)).toEqual([]);
    expect(await settled(client(), used)).toBe('stopped/-/4');
  });

  test.each([
    ['{}'],
    [''],
    ['{"os-stop": '],
    ['[]'],
    ['"os-stop"'],
    ['{"os-stop": null, "os-start": null}'],
    ['{"os-stop": null, "extra": 1}'],
  ])('the body %s is not read as a stop', async (raw) => {
    const heard = await client().nova('POST', `/v2.1/servers/${server()}/action`, { raw });
    expect(heard.status).toBe(400);
    expect(heard.json).toEqual({ badRequest: { code: 400, message: 'Malformed request body' } });
    expect(await stateOf(client(), server())).toBe('active/-/1');
  });

  test.each([['null'], ['1'], ['"x"'], ['[{"os-stop": null}]']])('no action is found in the body %s', async (raw) => {
    const heard = await client().nova('POST', `/v2.1/servers/${server()}/action`, { raw });
    expect(heard.status).toBe(404);
    expect(heard.json).toEqual({ itemNotFound: { code: 404, message: 'The resource could not be found.' } });
  });

  test('an action of another name is no stop', async () => {
    const heard = await act(client(), server(), { 'os-explode': null });
    expect(heard.status).toBe(400);
    expect(heard.json).toEqual({ badRequest: { code: 400, message: 'There is no such action: os-explode' } });
  });

  test('a stop is checked in this order: version, body, project, schema, server, policy, lock, host, state', async () => {
    const { nonexistent, stopped } = servers();
    const path = `/v2.1/servers/${nonexistent}/action`;
    expect((await client().nova('POST', path, { version: '2.999', raw: '{' })).status).toBe(406);
    expect((await client().nova('POST', path, { raw: '{' })).status).toBe(400);
    const elsewhere = `/v2.1/${'0'.repeat(32)}/servers/${nonexistent}/action`;
    const malformed = await client().nova('POST', elsewhere, { raw: '{' });
    expect(at(malformed.json, 'badRequest', 'message')).toBe('Malformed request body');
    const project = await client().nova('POST', elsewhere, { body: { reboot: null } });
    expect(at(project.json, 'badRequest', 'message')).toContain('Malformed request URL');
    const schema = await act(client(), nonexistent, { reboot: null });
    expect(at(schema.json, 'badRequest', 'message')).toContain("None is not of type 'object'");
    expect((await act(client(), nonexistent, { 'os-resetState': { state: 'active' } })).status).toBe(404);
    const policy = await act(client(), stopped, { 'os-resetState': { state: 'active' } });
    expect(policy.status).toBe(403);
    const rule = "Policy doesn't allow os_compute_api:os-admin-actions:reset_state to be performed.";
    expect(policy.json).toEqual({ forbidden: { code: 403, message: rule } });

    await act(client(), stopped, { lock: null });
    const lock = await stop(client(), stopped);
    await act(client(), stopped, { unlock: null });
    expect(lock.json).toEqual(conflict(`Instance ${stopped} is locked`));
  });
};
