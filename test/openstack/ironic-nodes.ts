import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as v from 'valibot';
import { login } from '../journeys/http-colleague.ts';

const catalog = v.object({
  token: v.object({
    catalog: v.array(v.object({ type: v.string(), endpoints: v.array(v.object({ url: v.string() })) })),
  }),
});
const nodes = v.object({ nodes: v.tuple([v.object({ uuid: v.string() })]) });

/** The nodes under the servers of a lab with Ironic, for its administrator. */
export interface IronicNodes {
  /** Powers the node of a server on through Ironic's own API, past Nova. */
  powerOn(serverId: string): Promise<void>;
  /** Ironic cannot reach the node's BMC any more, and does not know its power, until the answer is called. */
  loseBmc(serverId: string): Promise<() => Promise<void>>;
}

/** `auth`: the administrator's, as in POST /v3/auth/tokens; `folder`: the lab's. */
export const ironicNodes = async (authUrl: string, auth: object, folder: string): Promise<IronicNodes> => {
  const { token, json } = await login(authUrl, auth);
  const services = v.parse(catalog, json).token.catalog;
  const url = services.find(({ type }) => type === 'baremetal')?.endpoints[0]?.url ?? '';
  const ask = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(`${url}/v1/nodes${path}`, {
      method,
      headers: {
        Accept: 'application/json',
        'Content-Type': 'application/json',
        'X-Auth-Token': token,
        'X-OpenStack-Ironic-API-Version': '1.78',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`Ironic answers ${answer.status} to ${method} ${path}: ${await answer.text()}`);
    const text = await answer.text();
    return text === '' ? undefined : JSON.parse(text);
  };
  const nodeOf = async (serverId: string): Promise<string> =>
    v.parse(nodes, await ask('GET', `?instance_uuid=${serverId}`)).nodes[0].uuid;
  // No call of Ironic's says it: its own power sync writes it after three reads of the BMC that failed, minutes later.
  const know = (node: string, power: 'error' | 'power on'): void => {
    const database = new DatabaseSync(join(folder, 'db', 'ironic.sqlite'), { timeout: 10_000 });
    database.prepare('UPDATE nodes SET power_state = ? WHERE uuid = ?').run(power, node);
    database.close();
  };
  const LAB_STOP = '/extra/lab_stop';
  return {
    powerOn: async (serverId) => {
      await ask('PUT', `/${await nodeOf(serverId)}/states/power`, { target: 'power on' });
    },
    loseBmc: async (serverId) => {
      const node = await nodeOf(serverId);
      await ask('PATCH', `/${node}`, [{ op: 'add', path: LAB_STOP, value: 'fail' }]);
      know(node, 'error');
      return async () => {
        await ask('PATCH', `/${node}`, [{ op: 'remove', path: LAB_STOP }]);
        know(node, 'power on');
      };
    },
  };
};
