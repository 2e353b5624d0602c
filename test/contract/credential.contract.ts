import { expect, test } from 'vitest';
import { at, type Client } from './client.ts';

const REFUSED = {
  error: { code: 401, message: 'The request you have made requires authentication.', title: 'Unauthorized' },
};

/** Logging in with an application credential. */
export const credentialContract = (client: () => Client): void => {
  const credential = (changes: object = {}, scope?: unknown) => {
    const { id, secret } = client().target.credentials.full;
    const identity = { methods: ['application_credential'], application_credential: { id, secret, ...changes } };
    return client().login(scope === undefined ? { identity } : { identity, scope });
  };

  test('Keystone gives an application credential a token of its own project, without a scope', async () => {
    const heard = await credential();
    expect(heard.status).toBe(201);
    expect(at(heard.json, 'token')).toMatchObject({
      methods: ['application_credential'],
      project: { id: client().target.projectId },
      application_credential: { id: client().target.credentials.full.id, name: 'stopper-appcred', restricted: true },
    });
  });

  test('Keystone accepts an application credential by name and user too', async () => {
    const user = { name: 'stopper', domain: { name: 'Default' } };
    expect((await credential({ id: undefined, name: 'stopper-appcred', user })).status).toBe(201);
  });

  test('Keystone shows the access rules of a restricted credential', async () => {
    const { id, secret } = client().target.credentials.restricted;
    const heard = await credential({ id, secret });
    const rules = at(heard.json, 'token', 'application_credential', 'access_rules');
    expect(rules).toHaveLength(3);
    expect(rules).toContainEqual({
      id: expect.any(String),
      service: 'compute',
      method: 'POST',
      path: '/v2.1/servers/*/action',
    });
  });

  test.each([
    ['with a wrong secret', { secret: 'wrong' }],
    ['without a secret', { secret: undefined }],
  ])('Keystone answers 401 to an application credential %s', async (_, changes) => {
    const heard = await credential(changes);
    expect(heard.status).toBe(401);
    expect(heard.json).toEqual(REFUSED);
    expect(heard.headers.get('www-authenticate')).toBe(`Keystone uri="${client().target.authUrl}"`);
  });

  test('Keystone answers 404, not 401, to an unknown application credential', async () => {
    const id = '0'.repeat(32);
    const heard = await credential({ id });
    expect(heard.status).toBe(404);
    expect(at(heard.json, 'error', 'message')).toBe(`Could not find Application Credential: ${id}.`);
  });

  test('Keystone answers 401 to an application credential that asks for a scope', async () => {
    const heard = await credential({}, { project: { id: client().target.projectId } });
    expect(heard.status).toBe(401);
    expect(at(heard.json, 'error', 'message')).toContain('Application credentials cannot request a scope.');
  });

  test('Keystone gives no token for the token of an application credential', async () => {
    const id = (await credential()).headers.get('x-subject-token') ?? '';
    const heard = await client().login({ identity: { methods: ['token'], token: { id } } });
    expect(heard.status).toBe(403);
    expect(at(heard.json, 'error', 'message')).toContain('Using a delegated token to create another token');
  });
};
