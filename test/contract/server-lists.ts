import { at, type Client, type Heard, type Said } from './client.ts';

/** GET /servers/detail with that query. */
export const list = (client: Client, query: string, said: Said = {}): Promise<Heard> =>
  client.nova('GET', `/v2.1/servers/detail${query}`, said);

/** One field of every server listed, in their order; throws when there is no list. */
export const each = (json: unknown, name: string): readonly unknown[] => {
  const servers = at(json, 'servers');
  if (!Array.isArray(servers)) throw new Error('no list of servers');
  return servers.map((server) => at(server, name));
};

/** The ids of a list. */
export const idsOf = async (client: Client, query: string, said: Said = {}): Promise<ReadonlySet<unknown>> =>
  new Set(each((await list(client, query, said)).json, 'id'));
