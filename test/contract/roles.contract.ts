import { afterEach, expect, test } from 'vitest';
import { at, type Client, passwordAuth, type Said } from './client.ts';
import { act, actionsOf, show } from './nova-calls.ts';
import { each, list } from './server-lists.ts';
import type { Who } from './target.ts';

/** What Nova answers to whom: the user who owns the servers, others of the project, and those outside it. */
export const rolesContract = (client: () => Client): void => {
  const servers = () => client().target.servers;
  const server = () => client().target.active[9] ?? '';
  const missing = (id: string) => ({ itemNotFound: { code: 404, message: `Instance ${id} could not be found.` } });
  const forbidden = (rule: string) => ({
    forbidden: { code: 403, message: `Policy doesn't allow os_compute_api:${rule} to be performed.` },
  });
  const inWay = (id: string, name: string, vmState: string) => ({
    conflictingRequest: { code: 409, message: `Cannot '${name}' instance ${id} while it is in vm_state ${vmState}` },
  });
  /** The administrator, with a token of a project that does not own the servers. */
  const fromOutside = async (): Promise<Said> => {
    const { projectName } = client().target.accounts.outsider;
    const scope = { project: { name: projectName, domain: { name: 'Default' } } };
    const heard = await client().login(passwordAuth(client().target, 'admin', {}, scope));
    return { as: { token: heard.headers.get('x-subject-token') ?? '' } };
  };
  afterEach(() => act(client(), server(), { unlock: null }, { as: 'admin' }));

  test.each(['stopper', 'reader', 'admin'] as const)(
    'the %s of the project sees its servers and actions',
    async (as) => {
      expect(await show(client(), server(), { as })).toHaveProperty('id', server());
      expect(new Set(each((await list(client(), '', { as })).json, 'tenant_id'))).toEqual(
        new Set([client().target.projectId]),
      );
      expect((await actionsOf(client(), server(), { as })).length).toBeGreaterThan(0);
    },
  );

  test('all projects are listed to an administrator only', async () => {
    for (const as of ['stopper', 'reader', 'outsider'] as const) {
      const heard = await list(client(), '?all_tenants=1', { as });
      expect(heard.status).toBe(403);
      expect(heard.json).toEqual(forbidden('servers:detail:get_all_tenants'));
    }
    const everybody = await list(client(), '?all_tenants=1', { as: 'admin' });
    expect(new Set(each(everybody.json, 'tenant_id')).size).toBe(2);
  });

  test.each(['stopper', 'reader', 'admin'] as const)(
    'the %s may stop, start, lock and unlock, as far as the state of the server allows it',
    async (as) => {
      const { stopped } = servers();
      const halt = await act(client(), stopped, { 'os-stop': null }, { as });
      expect(halt.json).toEqual(inWay(stopped, 'stop', 'stopped'));
      const start = await act(client(), server(), { 'os-start': null }, { as });
      expect(start.json).toEqual(inWay(server(), 'start', 'active'));
      expect((await act(client(), server(), { lock: null }, { as })).status).toBe(202);
      expect((await act(client(), server(), { unlock: null }, { as })).status).toBe(202);
    },
  );

  test.each([
    ['stopper', 403],
    ['reader', 403],
    ['admin', 202],
  ] as const)('a reset of the state by the %s is answered with %i', async (as, status) => {
    const heard = await act(client(), server(), { 'os-resetState': { state: 'active' } }, { as });
    expect(heard.status).toBe(status);
    if (status === 403) expect(heard.json).toEqual(forbidden('os-admin-actions:reset_state'));
  });

  test.each([
    ['stopper', 403],
    ['reader', 403],
    ['admin', 409],
  ] as const)('a shelveOffload by the %s is answered with %i: policy comes before the state', async (as, status) => {
    const heard = await act(client(), server(), { shelveOffload: null }, { as });
    expect(heard.status).toBe(status);
    expect(heard.json).toEqual(
      status === 403 ? forbidden('os-shelve:shelve_offload') : inWay(server(), 'shelveOffload', 'active'),
    );
  });

  test('to somebody of another project no server is there, whatever is asked of it', async () => {
    const said = { as: 'outsider' } as const;
    const path = `/v2.1/servers/${server()}`;
    expect((await client().nova('GET', path, said)).json).toEqual(missing(server()));
    expect((await client().nova('GET', `${path}/os-instance-actions`, said)).json).toEqual(missing(server()));
    for (const name of ['os-stop', 'os-start', 'lock', 'unlock', 'pause', 'shelveOffload', 'unrescue']) {
      expect((await act(client(), server(), { [name]: null }, said)).json).toEqual(missing(server()));
    }
    const reset = await act(client(), server(), { 'os-resetState': { state: 'active' } }, said);
    expect(reset.json).toEqual(missing(server()));
  });

  test('a lock by anybody of the project is undone by anybody of the project', async () => {
    const pairs: readonly (readonly [Who, Who])[] = [
      ['stopper', 'reader'],
      ['reader', 'admin'],
      ['admin', 'stopper'],
    ];
    for (const [lock, unlock] of pairs) {
      expect((await act(client(), server(), { lock: null }, { as: lock })).status).toBe(202);
      expect((await act(client(), server(), { unlock: null }, { as: unlock })).status).toBe(202);
    }
  });

  test('a lock by an administrator from outside is undone by administrators only, and his project is on record', async () => {
    const outside = await fromOutside();
    const before = (await actionsOf(client(), server())).length;
    expect((await act(client(), server(), { lock: null }, outside)).status).toBe(202);
    const refused = await act(client(), server(), { unlock: null });
    expect(refused.status).toBe(403);
    expect(refused.json).toEqual(forbidden('os-lock-server:unlock:unlock_override'));
    // The owner may lock what is locked: it changes nothing and leaves no record.
    expect((await act(client(), server(), { lock: null })).status).toBe(202);
    const [record, ...others] = await actionsOf(client(), server());
    expect(others).toHaveLength(before);
    expect(at(record, 'action')).toBe('lock');
    expect(at(record, 'project_id')).not.toBe(client().target.projectId);
    const halt = await act(client(), server(), { 'os-stop': null });
    expect(at(halt.json, 'conflictingRequest', 'message')).toBe(`Instance ${server()} is locked`);
    expect((await act(client(), server(), { unlock: null }, { as: 'admin' })).status).toBe(202);
  });
};
