import { afterEach, expect, test } from 'vitest';
import { at, type Client } from './client.ts';
import { act, actionsOf, putBack, requestIdOf, settled, show, stateOf, stop } from './nova-calls.ts';

/** What the machines do with accepted orders, and the traces that leaves. */
export const machineContract = (client: () => Client): void => {
  const servers = () => client().target.servers;
  const server = () => client().target.active[2] ?? '';
  const record = async (id: string, requestId: string) => {
    const heard = await client().nova('GET', `/v2.1/servers/${id}/os-instance-actions/${requestId}`, {
      version: '2.51',
    });
    return at(heard.json, 'instanceAction');
  };
  const eventOf = (action: unknown): unknown => {
    const events = at(action, 'events');
    return Array.isArray(events) ? events[0] : undefined;
  };
  let used: string | undefined;
  afterEach(async () => {
    if (used !== undefined) await putBack(client(), used);
    used = undefined;
  });

  test('a power-off that fails leaves the server ACTIVE without a fault: only its action says Error', async () => {
    used = servers().fail_stop;
    const heard = await stop(client(), used);
    expect(heard.status).toBe(202);
    expect(await settled(client(), used)).toBe('active/-/1');
    expect(await show(client(), used)).not.toHaveProperty('fault');
    const action = await record(used, requestIdOf(heard));
    expect(at(action, 'message')).toBe('Error');
    expect(eventOf(action)).toMatchObject({ event: 'compute_stop_instance', result: 'Error' });
  });

  test('a power-off can end in ERROR, with a fault, and may be asked for again', async () => {
    used = servers().error_stop;
    const heard = await stop(client(), used);
    expect(await settled(client(), used)).toBe('error/-/1');
    const { fault } = await show(client(), used);
    expect(fault).toEqual({
      code: 400,
      created: expect.stringMatching(/Z$/),
      message: expect.stringContaining('Failed to power off instance'),
    });
    expect(at(await record(used, requestIdOf(heard)), 'message')).toBe('Error');
    expect((await stop(client(), used)).status).toBe(202);
    await settled(client(), used);
  });

  test('a power-off can be recorded as a success while the power stays on', async () => {
    used = servers().lie_stop;
    const heard = await stop(client(), used);
    expect(await settled(client(), used)).toBe('stopped/-/1');
    const action = await record(used, requestIdOf(heard));
    expect(at(action, 'message')).toBeNull();
    expect(eventOf(action)).toMatchObject({ result: 'Success' });
  });

  test('a power-off can hang with an open event, until an administrator resets the state', async () => {
    used = servers().hang_stop;
    const heard = await stop(client(), used);
    await client().target.pass(2000);
    expect(await stateOf(client(), used)).toBe('active/powering-off/1');
    const open = eventOf(await record(used, requestIdOf(heard)));
    expect(open).toMatchObject({ event: 'compute_stop_instance', finish_time: null, result: null });

    const reset = await act(client(), used, { 'os-resetState': { state: 'active' } }, { as: 'admin' });
    expect(reset.status).toBe(202);
    expect(await stateOf(client(), used)).toBe('active/-/1');
    await client().target.pass(1500);
    expect(at(await record(used, requestIdOf(heard)), 'message')).toBe('Error');
    expect(await record(used, requestIdOf(reset))).toMatchObject({ action: 'resetState', message: null, events: [] });
  });

  test('a slow power-off shows powering-off all the while', async () => {
    used = servers().slow_stop;
    await stop(client(), used);
    await client().target.pass(2000);
    expect(await stateOf(client(), used)).toBe('active/powering-off/1');
  });

  test('a start goes through powering-on, and does not move launched_at', async () => {
    used = server();
    const before = (await show(client(), used))['OS-SRV-USG:launched_at'];
    await stop(client(), used);
    await settled(client(), used);
    const heard = await act(client(), used, { 'os-start': null });
    expect(heard.status).toBe(202);
    expect(await stateOf(client(), used)).toBe('stopped/powering-on/4');
    expect(await show(client(), used)).toHaveProperty('status', 'SHUTOFF');
    expect(await settled(client(), used)).toBe('active/-/1');
    expect((await show(client(), used))['OS-SRV-USG:launched_at']).toBe(before);
    expect(eventOf(await record(used, requestIdOf(heard)))).toMatchObject({ event: 'compute_start_instance' });
  });

  test.each([
    ['SOFT', 'REBOOT', 'rebooting'],
    ['hard', 'HARD_REBOOT', 'rebooting_hard'],
  ])('a %s reboot shows its task, and ends ACTIVE', async (type, status, taskState) => {
    used = server();
    const heard = await act(client(), used, { reboot: { type } });
    expect(heard.status).toBe(202);
    expect(await show(client(), used)).toMatchObject({ status, 'OS-EXT-STS:task_state': taskState });
    expect(await settled(client(), used)).toBe('active/-/1');
    expect(await record(used, requestIdOf(heard))).toMatchObject({
      action: 'reboot',
      events: [{ event: 'compute_reboot_instance', result: 'Success' }],
    });
  });

  test.each([
    ['os-start', 'paused', { 'os-start': null }, 'start', 'vm_state paused'],
    ['a soft reboot', 'stopped', { reboot: { type: 'SOFT' } }, 'reboot', 'vm_state stopped'],
    ['a hard reboot', 'building', { reboot: { type: 'HARD' } }, 'reboot', 'vm_state building'],
  ] as const)('Nova refuses %s of a server that is %s', async (_, role, body, name, what) => {
    const id = servers()[role];
    const message = `Cannot '${name}' instance ${id} while it is in ${what}`;
    expect((await act(client(), id, body)).json).toEqual({ conflictingRequest: { code: 409, message } });
  });

  test('Nova refuses to reboot a server that was never launched', async () => {
    const { novalidhost } = servers();
    const message = `Instance ${novalidhost} is in an invalid state for 'reboot'`;
    const heard = await act(client(), novalidhost, { reboot: { type: 'HARD' } });
    expect(heard.json).toEqual({ conflictingRequest: { code: 409, message } });
  });

  test.each([
    [{ reboot: {} }, "Invalid input for field/attribute reboot. Value: {}. 'type' is a required property"],
    [
      { reboot: { type: 'x' } },
      "Invalid input for field/attribute type. Value: x. 'x' is not one of ['HARD', 'Hard', 'hard', 'SOFT', 'Soft', 'soft']",
    ],
    [
      { 'os-resetState': { state: 'x' } },
      "Invalid input for field/attribute state. Value: x. 'x' is not one of ['active', 'error']",
    ],
    [
      { 'os-resetState': null },
      "Invalid input for field/attribute os-resetState. Value: None. None is not of type 'object'",
    ],
  ])('Nova refuses the argument of %j', async (body, message) => {
    const heard = await act(client(), server(), body, { as: 'admin' });
    expect(heard.status).toBe(400);
    expect(heard.json).toEqual({ badRequest: { code: 400, message } });
  });

  test('a lock leaves a record, a second lock by the owner none, an unlock always one', async () => {
    used = server();
    const before = (await actionsOf(client(), used)).length;
    const lock = await act(client(), used, { lock: { locked_reason: 'mine' } }, { version: '2.73' });
    expect(lock.status).toBe(202);
    expect(await show(client(), used, { version: '2.73' })).toMatchObject({ locked: true, locked_reason: 'mine' });
    expect((await act(client(), used, { lock: null })).status).toBe(202);
    await act(client(), used, { unlock: null });
    await act(client(), used, { unlock: null });
    expect(await show(client(), used, { version: '2.73' })).toMatchObject({ locked: false, locked_reason: null });
    const actions = (await actionsOf(client(), used)).slice(0, -before).map((action) => at(action, 'action'));
    expect(actions).toEqual(['unlock', 'unlock', 'lock']);
    expect(eventOf(await record(used, requestIdOf(lock)))).toMatchObject({ event: 'api_lock', result: 'Success' });
  });

  test('a metadata edit moves `updated`, and leaves no record', async () => {
    used = server();
    const before = await show(client(), used);
    const actions = (await actionsOf(client(), used)).length;
    await client().target.pass(1100);
    const body = { metadata: { note: String(before.updated) } };
    const heard = await client().nova('POST', `/v2.1/servers/${used}/metadata`, { body });
    expect(heard.status).toBe(200);
    expect(heard.json).toEqual({ metadata: { ...Object(before.metadata), note: before.updated } });
    const after = await show(client(), used);
    expect(Date.parse(String(after.updated))).toBeGreaterThan(Date.parse(String(before.updated)));
    expect(await actionsOf(client(), used)).toHaveLength(actions);
  });

  test('a refused stop changes nothing', async () => {
    const { stopped } = servers();
    const before = await show(client(), stopped);
    const actions = (await actionsOf(client(), stopped)).length;
    await client().target.pass(1100);
    expect((await stop(client(), stopped)).status).toBe(409);
    expect(await show(client(), stopped)).toEqual(before);
    expect(await actionsOf(client(), stopped)).toHaveLength(actions);
  });

  test('a lock also prevents metadata edits and deletion', async () => {
    const { locked } = servers();
    const message = `Instance ${locked} is locked`;
    const expected = { conflictingRequest: { code: 409, message } };
    const body = { metadata: { a: 'b' } };
    expect((await client().nova('POST', `/v2.1/servers/${locked}/metadata`, { body })).json).toEqual(expected);
    expect((await client().nova('DELETE', `/v2.1/servers/${locked}`)).json).toEqual(expected);
  });
};
