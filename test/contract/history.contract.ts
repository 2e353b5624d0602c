import { expect, test } from 'vitest';
import { need } from '../journeys/need.ts';
import { at, type Client } from './client.ts';
import { act, actionsOf, requestIdOf, stop } from './nova-calls.ts';

/** A cloud that does not show what was done to a server: by policy, as far as real Nova can. */
export const historyContract = (client: () => Client): void => {
  test('Nova’s policy can refuse the action list, each record of it, and nothing else', async (context) => {
    const { target } = client();
    const id = target.active[6] ?? '';
    const forbid = need(context, target.forbidHistory, 'a policy that can be changed');
    const record = requestIdOf(await act(client(), id, { unlock: null }));
    const allow = await forbid();
    try {
      for (const [path, rule] of [
        ['', 'list'],
        [`/${record}`, 'show'],
      ]) {
        const refused = await client().nova('GET', `/v2.1/servers/${id}/os-instance-actions${path}`, { as: 'reader' });
        expect(refused.status).toBe(403);
        const message = `Policy doesn't allow os_compute_api:os-instance-actions:${rule} to be performed.`;
        expect(refused.json).toEqual({ forbidden: { code: 403, message } });
        expect(refused.headers.get('openstack-api-version')).toBe('compute 2.1');
      }
      expect((await client().nova('GET', `/v2.1/servers/${id}`, { as: 'reader' })).status).toBe(200);
      expect((await stop(client(), target.servers.stopped, { as: 'reader' })).status).toBe(409);
      expect((await actionsOf(client(), id)).length).toBeGreaterThan(0);
      // A server that is not there is missed before anybody asks whether its list may be read.
      const none = '/v2.1/servers/00000000-0000-4000-8000-000000000000/os-instance-actions';
      expect((await client().nova('GET', none, { as: 'reader' })).status).toBe(404);
    } finally {
      await allow();
    }
    const list = await client().nova('GET', `/v2.1/servers/${id}/os-instance-actions`, { as: 'reader' });
    expect(at(list.json, 'instanceActions')).not.toEqual([]);
  });
};
