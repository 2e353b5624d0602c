import { expect, test } from 'vitest';
import { at, type Client } from './client.ts';
import { stop } from './nova-calls.ts';

const REFUSED = {
  error: { code: 401, title: 'Unauthorized', message: 'The request you have made requires authentication.' },
};

/** How Nova takes tokens: good, none, wrong, revoked, expired, restricted, without a project. */
export const tokenContract = (client: () => Client): void => {
  const shown = (token: string) =>
    client().nova('GET', `/v2.1/servers/${client().target.active[0]}`, { as: { token } });
  const revoke = (token: string) =>
    client().keystone('DELETE', '/v3/auth/tokens', { as: { token }, headers: { 'X-Subject-Token': token } });
  const byCredential = async (credential: { readonly id: string; readonly secret: string }) => {
    const { id, secret } = credential;
    const identity = { methods: ['application_credential'], application_credential: { id, secret } };
    return client().login({ identity });
  };

  test.each([
    ['no token', null],
    ['a wrong token', { token: 'garbage' }],
  ])('Nova answers 401 to %s, in the shape of Keystone, with its challenge and without a version', async (_, as) => {
    const heard = await client().nova('GET', `/v2.1/servers/${client().target.active[0]}`, { as });
    expect(heard.status).toBe(401);
    expect(heard.json).toEqual(REFUSED);
    expect(heard.headers.get('www-authenticate')).toBe(`Keystone uri="${client().target.authUrl}"`);
    expect(heard.headers.get('x-compute-request-id')).toMatch(/^req-/);
    expect(heard.headers.get('openstack-api-version')).toBeNull();
  });

  test('Nova answers 401 before anything else: an unknown path, a wrong microversion, a malformed body', async () => {
    const path = `/v2.1/servers/${client().target.servers.nonexistent}/action`;
    expect((await client().nova('POST', path, { as: null, version: '2.999', raw: '{' })).status).toBe(401);
    expect((await client().nova('GET', '/v2.1/nope', { as: null })).status).toBe(401);
  });

  test('Nova refuses a revoked token that it has not seen before', async () => {
    const token = await client().freshToken('stopper');
    await revoke(token);
    expect((await shown(token)).status).toBe(401);
  });

  test('Nova still trusts a revoked token that it has seen in the last five minutes', async () => {
    const token = await client().freshToken('stopper');
    expect((await shown(token)).status).toBe(200);
    await revoke(token);
    expect((await shown(token)).status).toBe(200);
  });

  test('Nova refuses an expired token that it has seen, and Keystone an expired application credential', async () => {
    const session = await client().login({
      identity: {
        methods: ['password'],
        password: {
          user: {
            name: 'stopper',
            domain: { name: 'Default' },
            password: client().target.accounts.stopper.password,
          },
        },
      },
    });
    const token = session.headers.get('x-subject-token') ?? '';
    const home = `/v3/users/${at(session.json, 'token', 'user', 'id')}/application_credentials`;
    const now = Date.parse(session.headers.get('date') ?? '');
    const expires_at = new Date(now + 3000).toISOString().slice(0, 19);
    const name = `short-lived-${now}`;
    const body = { application_credential: { name, expires_at } };
    const made = await client().keystone('POST', home, { as: { token }, body });
    expect(made.status).toBe(201);
    expect(at(made.json, 'application_credential', 'expires_at')).toBe(`${expires_at}.000000`);
    const id = String(at(made.json, 'application_credential', 'id'));
    const secret = String(at(made.json, 'application_credential', 'secret'));

    const entered = await byCredential({ id, secret });
    // Without a zone and without a fraction, unlike the end of every other token.
    expect(at(entered.json, 'token', 'expires_at')).toBe(expires_at);
    expect(at(entered.json, 'token', 'issued_at')).toMatch(/\.000000Z$/);
    const mortal = entered.headers.get('x-subject-token') ?? '';
    expect((await shown(mortal)).status).toBe(200);
    await client().target.pass(4000);
    expect((await shown(mortal)).status).toBe(401);
    expect((await byCredential({ id, secret })).status).toBe(401);
    expect((await client().keystone('DELETE', `${home}/${id}`, { as: { token } })).status).toBe(204);
    expect((await byCredential({ id, secret })).status).toBe(404);
  }, 20_000);

  test('Nova lets a restricted credential do what its rules list, and answers 401, not 403, to everything else', async () => {
    const { credentials, active, servers, projectId } = client().target;
    const token = (await byCredential(credentials.restricted)).headers.get('x-subject-token') ?? '';
    const as = { token };
    const server = `/v2.1/servers/${active[0]}`;
    expect((await client().nova('GET', server, { as })).status).toBe(200);
    expect((await client().nova('GET', '/v2.1/servers/detail', { as })).status).toBe(200);
    expect((await stop(client(), servers.stopped, { as })).status).toBe(409);
    const refused = await client().nova('GET', '/v2.1/servers', { as });
    expect(refused.status).toBe(401);
    expect(refused.json).toEqual(REFUSED);
    // One star is one part of a path, so the rules for servers do not cover their actions' history …
    expect((await client().nova('GET', `${server}/os-instance-actions`, { as })).status).toBe(401);
    // … and they match paths: the same server under its project is another one.
    expect((await client().nova('GET', `/v2.1/${projectId}/servers/${active[0]}`, { as })).status).toBe(401);
    expect((await client().nova('GET', '/v2.1/', { as })).status).toBe(200);
  });

  test('Nova does nothing for a token without a project, and fails in a different way each time', async () => {
    const { username, password } = client().target.accounts.stopper;
    const user = { name: username, domain: { name: 'Default' }, password };
    const heard = await client().login({ identity: { methods: ['password'], password: { user } }, scope: 'unscoped' });
    const as = { token: heard.headers.get('x-subject-token') ?? '' };
    const list = await client().nova('GET', '/v2.1/servers/detail', { as });
    expect(list.status).toBe(200);
    expect(list.json).toEqual({ servers: [] });
    const path = `/v2.1/servers/${client().target.active[0]}`;
    const heard404 = await client().nova('GET', `/v2.1/servers/${client().target.servers.nonexistent}`, { as });
    expect(heard404.status).toBe(404);
    const shown500 = await client().nova('GET', path, { as });
    expect(shown500.status).toBe(500);
    expect(at(shown500.json, 'computeFault', 'message')).toContain("<class 'nova.exception.NovaException'>");
    const stopped403 = await stop(client(), client().target.active[0] ?? '', { as });
    expect(stopped403.status).toBe(403);
    expect(stopped403.json).toEqual({ forbidden: { code: 403, message: 'Forbidden' } });
  });
};
