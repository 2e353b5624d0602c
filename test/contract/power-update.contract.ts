import { expect, test } from 'vitest';
import { need } from '../journeys/need.ts';
import { at, type Client, type Said } from './client.ts';
import { act, actionsOf, putBack, requestIdOf, settled, show, stateOf, stop } from './nova-calls.ts';
import type { Place } from './target.ts';

/** What Nova makes of Ironic's reports of a node's power, and of a node that Ironic cannot reach. */
export const powerUpdateContract = (client: () => Client<Place>): void => {
  const server = () => client().target.active[7] ?? '';
  const report = (tag: string, said: Said = {}, id = server()) =>
    client().nova('POST', '/v2.1/os-server-external-events', {
      as: 'admin',
      version: '2.76',
      body: { events: [{ name: 'power-update', server_uuid: id, tag }] },
      ...said,
    });
  const newest = async () => {
    const [first] = await actionsOf(client(), server());
    const path = `/v2.1/servers/${server()}/os-instance-actions/${String(at(first, 'request_id'))}`;
    return at((await client().nova('GET', path, { version: '2.51' })).json, 'instanceAction');
  };
  const reported = (action: string) => ({
    action,
    message: null,
    events: [{ event: 'compute_power_update', result: 'Success' }],
  });
  // Nova answers before nova-compute has looked at it.
  const taken = () => client().target.pass(1000);
  const hasBareMetal = () => client().target.bareMetal || undefined;

  test('a power report that Nova already knows is recorded under the reporter’s name, and changes nothing', async () => {
    const before = await show(client(), server());
    await client().target.pass(1100);
    const heard = await report('POWER_ON');
    expect(heard.status).toBe(200);
    const event = { name: 'power-update', server_uuid: server(), tag: 'POWER_ON' };
    expect(heard.json).toEqual({ events: [{ ...event, status: 'completed', code: 200 }] });
    await taken();
    const record = await newest();
    expect(record).toMatchObject({ ...reported('start'), request_id: requestIdOf(heard) });
    expect(at(record, 'user_id')).not.toBe(before.user_id);
    expect(await show(client(), server())).toEqual(before);
  });

  test('a power report of a change changes the server, even a locked one, and moves `updated`', async (context) => {
    need(context, hasBareMetal(), 'Ironic underneath');
    await act(client(), server(), { lock: null }, { as: 'admin' });
    for (const [tag, action, state] of [
      ['POWER_OFF', 'stop', 'stopped/-/4'],
      ['POWER_ON', 'start', 'active/-/1'],
    ] as const) {
      const before = await show(client(), server());
      await client().target.pass(1100);
      await report(tag);
      await taken();
      expect(await stateOf(client(), server())).toBe(state);
      expect(await newest()).toMatchObject(reported(action));
      const after = await show(client(), server());
      expect(Date.parse(String(after.updated))).toBeGreaterThan(Date.parse(String(before.updated)));
      expect(after['OS-SRV-USG:launched_at']).toBe(before['OS-SRV-USG:launched_at']);
    }
    await act(client(), server(), { unlock: null }, { as: 'admin' });
  });

  test('a power report during a task is recorded, newest first, and changes nothing', async (context) => {
    need(context, hasBareMetal(), 'Ironic underneath');
    const { slow } = client().target;
    await putBack(client(), slow);
    const mine = requestIdOf(await stop(client(), slow));
    const echo = requestIdOf(await report('POWER_OFF', {}, slow));
    expect(await stateOf(client(), slow)).toBe('active/powering-off/1');
    const ids = (await actionsOf(client(), slow)).map((action) => at(action, 'request_id'));
    expect(ids.slice(0, 2)).toEqual([echo, mine]);
    expect(await settled(client(), slow)).toBe('stopped/-/4');
    await putBack(client(), slow);
    expect(await settled(client(), slow)).toBe('active/-/1');
  });

  test('a stop of a machine whose BMC Ironic has lost ends as a success without a power state', async (context) => {
    const lose = need(context, client().target.loseBmc, 'a BMC that can be lost');
    const find = await lose(server());
    try {
      const requestId = requestIdOf(await stop(client(), server()));
      expect(await settled(client(), server())).toBe('stopped/-/0');
      expect(await show(client(), server())).not.toHaveProperty('fault');
      expect(await newest()).toMatchObject({ request_id: requestId, message: null, events: [{ result: 'Success' }] });
    } finally {
      await find();
    }
    await putBack(client(), server());
    expect(await settled(client(), server())).toBe('active/-/1');
  });

  test('only an administrator may send power reports, from 2.76 on', async () => {
    const policy = await report('POWER_ON', { as: 'stopper' });
    expect(policy.status).toBe(403);
    const rule = "Policy doesn't allow os_compute_api:os-server-external-events:create to be performed.";
    expect(policy.json).toEqual({ forbidden: { code: 403, message: rule } });
    const old = await report('POWER_ON', { version: '2.75' });
    const known =
      "['network-changed', 'network-vif-plugged', 'network-vif-unplugged', 'network-vif-deleted', 'volume-extended']";
    const message = `Invalid input for field/attribute name. Value: power-update. 'power-update' is not one of ${known}`;
    expect(old.json).toEqual({ badRequest: { code: 400, message } });
    const before = (await actionsOf(client(), server())).length;
    expect((await report('SIDEWAYS')).status).toBe(200);
    const nobody = await report('POWER_ON', {}, '00000000-0000-4000-8000-000000000000');
    expect(nobody.status).toBe(207);
    expect(at(nobody.json, 'events')).toMatchObject([{ status: 'failed', code: 404 }]);
    await taken();
    expect(await actionsOf(client(), server())).toHaveLength(before);
  });
};
