import { expect, test } from 'vitest';
import { at, type Client } from './client.ts';
import { each, idsOf, list } from './server-lists.ts';

/** The list of servers: its order, its pages, and the queries it refuses. */
export const listContract = (client: () => Client): void => {
  const next = (json: unknown): string | undefined => {
    const links = at(json, 'servers_links');
    return Array.isArray(links) ? String(at(links[0], 'href')) : undefined;
  };

  test('Nova lists the servers of the project, newest first, and no deleted ones', async () => {
    const heard = await list(client(), '');
    expect(heard.status).toBe(200);
    const { servers, active } = client().target;
    const ids = each(heard.json, 'id');
    expect(ids).toEqual(expect.arrayContaining([...active, servers.stopped, servers.building, servers.novalidhost]));
    expect(ids).not.toContain(servers.deleted);
    expect(ids).not.toContain(servers.other_project);
    const born = each(heard.json, 'created').map(String);
    expect(born).toEqual(born.toSorted((a, b) => (a < b ? 1 : a > b ? -1 : 0)));
  });

  test('the list shows what a single server shows, except its groups', async () => {
    const id = client().target.active[0];
    const one = at((await client().nova('GET', `/v2.1/servers/${id}`, { version: '2.93' })).json, 'server');
    const servers = at((await list(client(), '?limit=1000', { version: '2.93' })).json, 'servers');
    const listed = Array.isArray(servers) ? servers.find((server) => at(server, 'id') === id) : undefined;
    expect(one).toEqual({ ...listed, server_groups: [] });
  });

  test('from 2.47 on the list shows all that a selector is judged by, of every server', async () => {
    for (const version of ['2.47', '2.69', '2.93']) {
      const heard = await list(client(), '', { version });
      expect(each(heard.json, 'tags')).toContainEqual(expect.arrayContaining(['bms', 'rack-r1']));
      expect(each(heard.json, 'metadata')).toContainEqual(expect.objectContaining({ rack: 'r1' }));
      for (const flavor of each(heard.json, 'flavor'))
        expect(flavor).toMatchObject({ original_name: expect.any(String), extra_specs: expect.any(Object) });
      for (const created of each(heard.json, 'created')) expect(created).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      for (const name of each(heard.json, 'name')) expect(name).toEqual(expect.any(String));
    }
  });

  test('below 2.47 the list shows of a flavor only its id', async () => {
    const heard = await list(client(), '?limit=1', { version: '2.46' });
    expect(each(heard.json, 'flavor')).toEqual([{ id: expect.any(String), links: expect.any(Array) }]);
  });

  test('without a limit all servers up to a thousand come in one page, and a marker alone asks for those after it', async () => {
    const all = await list(client(), '', { version: '2.69' });
    expect(next(all.json)).toBeUndefined();
    const ids = each(all.json, 'id');
    expect(each((await list(client(), `?marker=${ids[2]}`, { version: '2.69' })).json, 'id')).toEqual(ids.slice(3));
  });

  test('the list without /detail has names and links only', async () => {
    const heard = await client().nova('GET', '/v2.1/servers?limit=1');
    const { computeUrl } = client().target;
    const id = each(heard.json, 'id')[0];
    expect(heard.json).toEqual({
      servers: [
        {
          id,
          name: expect.any(String),
          links: [
            { rel: 'self', href: `${computeUrl}/servers/${id}` },
            { rel: 'bookmark', href: `${new URL(computeUrl).origin}/servers/${id}` },
          ],
        },
      ],
      servers_links: [{ rel: 'next', href: `${computeUrl}/servers?limit=1&marker=${id}` }],
    });
  });

  test('the links of the list lead through all pages, with each server once', async () => {
    const seen: unknown[] = [];
    let query: string | undefined = '?limit=7';
    while (query !== undefined) {
      const heard = await list(client(), query);
      seen.push(...each(heard.json, 'id'));
      const link = next(heard.json);
      query = link === undefined ? undefined : new URL(link).search;
    }
    expect(new Set(seen)).toEqual(await idsOf(client(), ''));
    expect(seen).toHaveLength(new Set(seen).size);
  });

  test('the link to the next page keeps filters, order and the project id in its path', async () => {
    const { computeUrl, projectId } = client().target;
    const query = '?sort_key=display_name&sort_dir=asc&limit=3&name=bms-0';
    const heard = await client().nova('GET', `/v2.1/${projectId}/servers/detail${query}`);
    const last = each(heard.json, 'id').at(-1);
    const kept = `limit=3&name=bms-0&sort_dir=asc&sort_key=display_name&marker=${last}`;
    expect(next(heard.json)).toBe(`${computeUrl}/${projectId}/servers/detail?${kept}`);
    expect(each(heard.json, 'name')).toEqual(['bms-000', 'bms-001', 'bms-002']);
  });

  test('a list has no link when its page is not full, and is empty for a limit of 0', async () => {
    expect(next((await list(client(), '?limit=1000')).json)).toBeUndefined();
    expect((await list(client(), '?limit=0')).json).toEqual({ servers: [] });
  });

  test.each([
    ['?limit=-1', "Invalid input for query parameters limit. Value: -1. '-1' does not match '^[0-9]*$'"],
    ['?limit=abc', "Invalid input for query parameters limit. Value: abc. 'abc' does not match '^[0-9]*$'"],
    ['?limit=', "Invalid input for query parameters limit. Value: . '' is too short"],
    ['?marker=x', 'marker [x] not found'],
    ['?name=%5B', "Invalid input for query parameters name. Value: [. '[' is not a 'regex'"],
    ['?name=', "Invalid input for query parameters name. Value: . '' is not a 'regex'"],
    ['?changes-since=abc', "Invalid input for query parameters changes-since. Value: abc. 'abc' is not a 'date-time'"],
    ['?sort_dir=up', "Invalid input received: Unknown sort direction, must be 'desc' or 'asc'"],
  ])('the list answers 400 to %s', async (query, message) => {
    const heard = await list(client(), query);
    expect(heard.status).toBe(400);
    expect(heard.json).toEqual({ badRequest: { code: 400, message } });
  });

  test('the list answers 400 to a key it cannot sort by', async () => {
    const heard = await list(client(), '?sort_key=nope');
    expect(heard.status).toBe(400);
    expect(at(heard.json, 'badRequest', 'message')).toContain("'nope' is not one of [");
  });
};
