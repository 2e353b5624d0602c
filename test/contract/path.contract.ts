import { expect, test } from 'vitest';
import { at, type Client } from './client.ts';
import { stop } from './nova-calls.ts';

const NO_PATH = {
  message: 'The resource could not be found.<br /><br />\n\n\n',
  code: '404 Not Found',
  title: 'Not Found',
};

/** Which paths lead to a server, and what the wrong ones answer. */
export const pathContract = (client: () => Client): void => {
  const server = () => client().target.active[0] ?? '';
  const notFound = (id: string, why: string) => ({ itemNotFound: { code: 404, message: `Instance ${id} ${why}` } });

  test('Nova accepts the project id in the path, and keeps it in the links', async () => {
    const { projectId, computeUrl } = client().target;
    const heard = await client().nova('GET', `/v2.1/${projectId}/servers/${server()}`);
    expect(heard.status).toBe(200);
    expect(at(heard.json, 'server', 'links')).toEqual([
      { rel: 'self', href: `${computeUrl}/${projectId}/servers/${server()}` },
      { rel: 'bookmark', href: `${new URL(computeUrl).origin}/${projectId}/servers/${server()}` },
    ]);
  });

  test('Nova accepts the legacy /v2, with and without the project id', async () => {
    expect((await client().nova('GET', `/v2/servers/${server()}`)).status).toBe(200);
    expect((await client().nova('GET', `/v2/${client().target.projectId}/servers/${server()}`)).status).toBe(200);
  });

  test('Nova answers 400 to the id of another project in the path', async () => {
    const other = '0'.repeat(32);
    const heard = await client().nova('POST', `/v2.1/${other}/servers/${server()}/action`, { body: { 'os-stop': {} } });
    expect(heard.status).toBe(400);
    const mine = client().target.projectId;
    const message = `Malformed request URL: URL's project_id '${other}' doesn't match Context's project_id '${mine}'`;
    expect(heard.json).toEqual({ badRequest: { code: 400, message } });
  });

  test.each([
    ['a project id that is none', 'GET', (id: string) => `/v2.1/nope/servers/${id}`],
    ['an unknown path', 'GET', () => '/v2.1/nope'],
    ['a part too much', 'POST', (id: string) => `/v2.1/servers/${id}/actions`],
    ['a slash at the end', 'GET', (id: string) => `/v2.1/servers/${id}/`],
    ['GET of an action', 'GET', (id: string) => `/v2.1/servers/${id}/action`],
    ['PUT of an action', 'PUT', (id: string) => `/v2.1/servers/${id}/action`],
    ['DELETE of all servers', 'DELETE', () => '/v2.1/servers'],
  ])('Nova answers a 404 of another shape to %s', async (_, method, path) => {
    const heard = await client().nova(method, path(server()));
    expect(heard.status).toBe(404);
    expect(heard.json).toEqual(NO_PATH);
    expect(heard.headers.get('x-compute-request-id')).toMatch(/^req-/);
    expect(heard.headers.get('openstack-api-version')).toBeNull();
  });

  test('Nova finds no server by an id in upper case, without dashes, by its name or by nonsense', async () => {
    const id = server();
    for (const wrong of [id.toUpperCase(), id.replaceAll('-', ''), 'bms-000', 'not-a-uuid', `${id}.json`]) {
      const heard = await client().nova('GET', `/v2.1/servers/${wrong}`);
      expect(heard.status).toBe(404);
      expect(heard.json).toEqual(notFound(wrong, 'could not be found.'));
      const stopping = await stop(client(), wrong);
      expect(stopping.status).toBe(404);
      expect(stopping.json).toEqual(notFound(wrong, 'has no mapping to a cell.'));
    }
  });

  test('Nova answers 404 to a server that never was, was deleted, or is in another project', async () => {
    const { nonexistent, deleted, other_project } = client().target.servers;
    for (const id of [nonexistent, deleted, other_project]) {
      const heard = await client().nova('GET', `/v2.1/servers/${id}`);
      expect(heard.status).toBe(404);
      expect(heard.json).toEqual(notFound(id, 'could not be found.'));
      const why = id === nonexistent ? 'has no mapping to a cell.' : 'could not be found.';
      expect((await stop(client(), id)).json).toEqual(notFound(id, why));
    }
    expect((await client().nova('GET', `/v2.1/servers/${deleted}`, { as: 'admin' })).status).toBe(404);
  });

  test('Nova shows the server of another project to an administrator and to its own project', async () => {
    const { other_project } = client().target.servers;
    expect((await client().nova('GET', `/v2.1/servers/${other_project}`, { as: 'admin' })).status).toBe(200);
    expect((await client().nova('GET', `/v2.1/servers/${other_project}`, { as: 'outsider' })).status).toBe(200);
  });
};
