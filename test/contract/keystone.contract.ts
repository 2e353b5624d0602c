import { expect, test } from 'vitest';
import { isJsonObject } from '../../cloud/json-field.ts';
import { at, type Client, passwordAuth } from './client.ts';

const ID = expect.stringMatching(/^[0-9a-f]{32}$/);
const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000000Z$/);
const REFUSED = {
  error: { code: 401, message: 'The request you have made requires authentication.', title: 'Unauthorized' },
};

/** What a login relies on. */
export const keystoneContract = (client: () => Client): void => {
  const login = (changes: object = {}, scope?: unknown) =>
    client().login(passwordAuth(client().target, 'stopper', changes, scope));
  const challenge = () => `Keystone uri="${client().target.authUrl}"`;

  test('Keystone shows its version without a token', async () => {
    const root = await client().keystone('GET', '/');
    expect(root.status).toBe(300);
    const self = `${client().target.authUrl}/`;
    expect(root.headers.get('location')).toBe(self);
    const v3 = await client().keystone('GET', '/v3');
    expect(v3.status).toBe(200);
    expect(v3.json).toMatchObject({ version: { id: 'v3.14', status: 'stable', links: [{ rel: 'self', href: self }] } });
    expect(root.json).toEqual({ versions: { values: [at(v3.json, 'version')] } });
  });

  test('Keystone gives a project token for a password, in X-Subject-Token', async () => {
    const heard = await login();
    expect(heard.status).toBe(201);
    expect(heard.headers.get('x-subject-token')).toMatch(/^\S{100,}$/);
    expect(heard.headers.get('vary')).toBe('X-Auth-Token');
    expect(heard.headers.get('x-openstack-request-id')).toMatch(/^req-[0-9a-f-]{36}$/);
    expect(heard.headers.get('date')).toMatch(/GMT$/);
    const domain = { id: 'default', name: 'Default' };
    expect(heard.json).toEqual({
      token: {
        methods: ['password'],
        user: { domain, id: ID, name: 'stopper', password_expires_at: null },
        audit_ids: [expect.any(String)],
        expires_at: TIME,
        issued_at: TIME,
        project: { domain, id: client().target.projectId, name: 'bms' },
        is_domain: false,
        roles: expect.arrayContaining([
          { id: ID, name: 'member' },
          { id: ID, name: 'reader' },
        ]),
        catalog: expect.any(Array),
      },
    });
  });

  test('the roles of a token show who is an administrator', async () => {
    const rolesOf = async (who: 'stopper' | 'reader' | 'admin') => {
      const roles = at((await client().login(passwordAuth(client().target, who))).json, 'token', 'roles');
      return new Set(Array.isArray(roles) ? roles.map((role) => at(role, 'name')) : []);
    };
    expect(await rolesOf('stopper')).toEqual(new Set(['member', 'reader']));
    expect(await rolesOf('reader')).toEqual(new Set(['reader']));
    expect(await rolesOf('admin')).toContain('admin');
  });

  test('the catalog has compute in two regions, one with the project id in its path, on three interfaces each', async () => {
    const { regions, computeUrl, projectId } = client().target;
    const catalog = at((await login()).json, 'token', 'catalog');
    const compute = Array.isArray(catalog) ? catalog.filter((entry) => at(entry, 'type') === 'compute') : [];
    expect(compute).toHaveLength(1);
    const side = (region: string, url: string) =>
      ['public', 'internal', 'admin'].map((name) => ({ id: ID, interface: name, region, region_id: region, url }));
    expect(compute[0]).toMatchObject({ name: 'nova', id: ID });
    expect(at(compute[0], 'endpoints')).toEqual([
      ...side(regions.plain, computeUrl),
      ...side(regions.legacy, `${computeUrl}/${projectId}`),
    ]);
  });

  test('Keystone accepts the user and the project by id', async () => {
    const known = (await login()).json;
    const user = { id: at(known, 'token', 'user', 'id'), name: undefined, domain: undefined };
    const heard = await login(user, { project: { id: client().target.projectId } });
    expect(heard.status).toBe(201);
    expect(at(heard.json, 'token', 'user', 'name')).toBe('stopper');
  });

  test('Keystone uses the default project when no scope is given, and none when an unscoped token is requested', async () => {
    const { identity } = passwordAuth(client().target, 'stopper');
    const byDefault = await client().login({ identity });
    expect(at(byDefault.json, 'token', 'project', 'name')).toBe('bms');
    const unscoped = await client().login({ identity, scope: 'unscoped' });
    expect(unscoped.status).toBe(201);
    const token = at(unscoped.json, 'token');
    const fields = isJsonObject(token) ? Object.keys(token) : [];
    expect(new Set(fields)).toEqual(new Set(['audit_ids', 'expires_at', 'issued_at', 'methods', 'user']));
  });

  test('Keystone omits the catalog when asked', async () => {
    const auth = passwordAuth(client().target, 'stopper');
    const heard = await client().keystone('POST', '/v3/auth/tokens?nocatalog', { body: { auth } });
    expect(heard.status).toBe(201);
    expect(at(heard.json, 'token', 'catalog')).toBeUndefined();
  });

  test.each([
    ['a wrong password', { password: 'wrong' }, undefined],
    ['no password', { password: undefined }, undefined],
    ['an unknown user', { name: 'nobody' }, undefined],
    ['an unknown domain', { domain: { name: 'Nowhere' } }, undefined],
    ['a project of others', {}, { project: { name: 'other', domain: { name: 'Default' } } }],
    ['a project that is not there', {}, { project: { id: '0'.repeat(32) } }],
    ['a domain as scope', {}, { domain: { id: 'default' } }],
  ])('Keystone answers the same 401 to %s', async (_, changes, scope) => {
    const heard = await login(changes, scope);
    expect(heard.status).toBe(401);
    expect(heard.json).toEqual(REFUSED);
    expect(heard.headers.get('www-authenticate')).toBe(challenge());
  });

  test.each([
    ['a body that is no JSON', '{', 'valid JSON in request body'],
    ['a body that is no object', '[]', 'valid JSON in request body'],
    ['no body', '', 'auth in request body'],
    ['no auth', '{}', 'auth in request body'],
    ['a method without its part', '{"auth":{"identity":{"methods":["password"]}}}', 'password in identity'],
  ])('Keystone answers 400 to %s, and names the missing part', async (_, raw, missed) => {
    const heard = await client().keystone('POST', '/v3/auth/tokens', { raw });
    expect(heard.status).toBe(400);
    const message = `Expecting to find ${missed}. The server could not comply with the request since it is either malformed or otherwise incorrect. The client is assumed to be in error.`;
    expect(heard.json).toEqual({ error: { code: 400, message, title: 'Bad Request' } });
    expect(heard.headers.get('www-authenticate')).toBeNull();
  });

  test.each([
    ['no identity', {}, "'identity' is a required property"],
    ['no methods', { identity: {} }, "'methods' is a required property"],
  ])('Keystone answers 400 to a login with %s', async (_, auth, part) => {
    const heard = await client().login(auth);
    expect(heard.status).toBe(400);
    expect(at(heard.json, 'error', 'title')).toBe('Bad Request');
    expect(at(heard.json, 'error', 'message')).toContain(part);
  });

  test.each([
    ['a user', { domain: undefined }, undefined, 'Expecting to find domain in user.'],
    ['a project', {}, { project: { name: 'bms' } }, 'Expecting to find domain in project.'],
    ['nothing', {}, { project: {} }, 'Invalid input for field scope/project: id or name must be present.'],
  ])('Keystone answers 400 to a name without a domain: %s', async (_, changes, scope, message) => {
    const heard = await login(changes, scope);
    expect(heard.status).toBe(400);
    expect(at(heard.json, 'error', 'message')).toContain(message);
  });

  test('Keystone answers 400 to a login that is not declared as JSON', async () => {
    const raw = JSON.stringify({ auth: passwordAuth(client().target, 'stopper') });
    const headers = { 'Content-Type': 'text/plain' };
    const heard = await client().keystone('POST', '/v3/auth/tokens', { raw, headers });
    expect(heard.status).toBe(400);
    expect(at(heard.json, 'error', 'message')).toContain('Expecting to find application/json in Content-Type header.');
  });

  test('Keystone answers 401 to an unknown method, and lists the known ones', async () => {
    const heard = await client().login({ identity: { methods: ['nope'], nope: {} } });
    expect(heard.status).toBe(401);
    expect(at(heard.json, 'error', 'message')).toBe('Attempted to authenticate with an unsupported method.');
    expect(at(heard.json, 'error', 'identity', 'methods')).toContain('application_credential');
  });

  test.each(['/v2.0', '/v3/nope', '/nope'])('Keystone answers an HTML 404 to %s', async (path) => {
    const heard = await client().keystone('GET', path);
    expect(heard.status).toBe(404);
    expect(heard.headers.get('content-type')).toContain('text/html');
  });

  test('Keystone answers 405 to an HTTP method that tokens do not have', async () => {
    const heard = await client().keystone('PUT', '/v3/auth/tokens');
    expect(heard.status).toBe(405);
    expect(heard.headers.get('allow')).toContain('POST');
    expect(heard.json).toEqual({ message: 'The method is not allowed for the requested URL.' });
  });
};
