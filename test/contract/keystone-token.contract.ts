import { expect, test } from 'vitest';
import { at, type Client, passwordAuth } from './client.ts';

/** Tokens in Keystone: exchanged, shown, revoked. */
export const keystoneTokenContract = (client: () => Client): void => {
  test('Keystone gives a token for a token, and it does not live longer', async () => {
    const first = await client().login(passwordAuth(client().target, 'stopper'));
    const id = first.headers.get('x-subject-token') ?? '';
    await client().target.pass(1100);
    const heard = await client().login({ identity: { methods: ['token'], token: { id } } });
    expect(heard.status).toBe(201);
    expect(at(heard.json, 'token', 'methods')).toEqual(expect.arrayContaining(['token', 'password']));
    expect(at(heard.json, 'token', 'expires_at')).toBe(at(first.json, 'token', 'expires_at'));
  });

  test('Keystone answers 404, not 401, to a login with an unknown token', async () => {
    const heard = await client().login({ identity: { methods: ['token'], token: { id: 'x' } } });
    expect(heard.status).toBe(404);
    expect(at(heard.json, 'error', 'title')).toBe('Not Found');
  });

  test('Keystone revokes a token, and then no longer knows it', async () => {
    const id = await client().freshToken('stopper');
    const revoke = () =>
      client().keystone('DELETE', '/v3/auth/tokens', { as: { token: id }, headers: { 'X-Subject-Token': id } });
    const first = await revoke();
    expect(first.status).toBe(204);
    expect(first.text).toBe('');
    expect((await revoke()).status).toBe(401);
    expect((await client().login({ identity: { methods: ['token'], token: { id } } })).status).toBe(404);
  });

  test('Keystone shows a token to its owner', async () => {
    const id = await client().freshToken('stopper');
    const headers = { 'X-Subject-Token': id };
    const heard = await client().keystone('GET', '/v3/auth/tokens', { as: { token: id }, headers });
    expect(heard.status).toBe(200);
    expect(heard.headers.get('x-subject-token')).toBe(id);
    expect(at(heard.json, 'token', 'user', 'name')).toBe('stopper');
  });

  test('Keystone answers 403 to a revocation without a token, and 404 to one of an unknown token', async () => {
    const nothing = await client().keystone('DELETE', '/v3/auth/tokens', { as: 'stopper' });
    expect(nothing.status).toBe(403);
    const headers = { 'X-Subject-Token': 'x' };
    expect((await client().keystone('DELETE', '/v3/auth/tokens', { as: 'stopper', headers })).status).toBe(404);
  });
};
