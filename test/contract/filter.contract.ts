import { expect, test } from 'vitest';
import { at, type Client } from './client.ts';
import { each, idsOf, list } from './server-lists.ts';

/** The filters of the list, and those that are dropped without a word. */
export const filterContract = (client: () => Client): void => {
  test('the list filters by name with a pattern that matches anywhere and is case-sensitive', async () => {
    expect(each((await list(client(), '?name=%5Ebms-00%5B12%5D%24')).json, 'name')).toEqual(
      expect.arrayContaining(['bms-001', 'bms-002']),
    );
    expect(await idsOf(client(), '?name=BMS-00')).toEqual(new Set());
  });

  test('the list filters by status in any case, and by several', async () => {
    const { servers } = client().target;
    expect(await idsOf(client(), '?status=PAUSED')).toEqual(new Set([servers.paused]));
    expect(await idsOf(client(), '?status=paused&status=SUSPENDED')).toEqual(
      new Set([servers.paused, servers.suspended]),
    );
  });

  test('the list is empty for an unknown status, and a 400 from 2.38 on', async () => {
    expect((await list(client(), '?status=nonsense')).json).toEqual({ servers: [] });
    const heard = await list(client(), '?status=nonsense', { version: '2.38' });
    expect(heard.status).toBe(400);
    expect(heard.json).toEqual({ badRequest: { code: 400, message: 'Invalid status value' } });
  });

  test('the list filters by tags from 2.26 on: all of them, any, not all, none', async () => {
    const version = '2.26';
    const { active } = client().target;
    const everyone = await idsOf(client(), '');
    const rack1 = await idsOf(client(), '?tags=bms,rack-r1', { version });
    expect(rack1).toContain(active[1]);
    expect(rack1).not.toContain(active[0]);
    const either = await idsOf(client(), '?tags-any=rack-r1,rack-r2', { version });
    expect(either).toContain(active[2]);
    expect(either.size).toBeGreaterThan(rack1.size);
    expect((await idsOf(client(), '?not-tags=bms,rack-r1', { version })).size).toBe(everyone.size - rack1.size);
    expect((await idsOf(client(), '?not-tags-any=rack-r1,rack-r2', { version })).size).toBe(
      everyone.size - either.size,
    );
  });

  test.each([
    ['tags=rack-r1', '2.1'],
    ['tags=rack-r1', '2.25'],
    ['vm_state=stopped', '2.1'],
    ['vm_state=stopped', '2.82'],
    ['power_state=4', '2.1'],
    ['locked=true', '2.72'],
    ['uuid=00000000-0000-4000-8000-000000000000', '2.93'],
    ['metadata=%7B%22rack%22%3A%22r1%22%7D', '2.1'],
    ['deleted=true', '2.1'],
    ['tenant_id=x', '2.1'],
    ['project_id=x', '2.1'],
    ['unknown_filter=1', '2.74'],
  ])('the list silently ignores %s in version %s, and has every server', async (query, version) => {
    const heard = await list(client(), `?${query}`, { version });
    expect(heard.status).toBe(200);
    expect(new Set(each(heard.json, 'id'))).toEqual(await idsOf(client(), ''));
  });

  test('the list refuses an unknown filter from 2.75 on', async () => {
    const heard = await list(client(), '?unknown_filter=1', { version: '2.75' });
    expect(heard.status).toBe(400);
    const message = "'unknown_filter' does not match any of the regexes: '^_'";
    expect(heard.json).toEqual({ badRequest: { code: 400, message } });
  });

  test('the list filters by lock from 2.73 on and by state from 2.83 on', async () => {
    const { servers } = client().target;
    const locked = await idsOf(client(), '?locked=true', { version: '2.73' });
    expect(locked).toContain(servers.locked);
    expect(locked).not.toContain(servers.stopped);
    const paused = await idsOf(client(), '?vm_state=paused', { version: '2.83' });
    expect(paused).toEqual(new Set([servers.paused]));
    expect(await idsOf(client(), '?power_state=7', { version: '2.83' })).toEqual(new Set([servers.suspended]));
    const nonsense = await list(client(), '?locked=abc', { version: '2.73' });
    expect(nonsense.status).toBe(400);
    expect(at(nonsense.json, 'badRequest', 'message')).toContain("Unrecognized value 'abc'");
  });

  test('the list can be limited to changes since a time, deleted servers included', async () => {
    const { servers } = client().target;
    const ever = await idsOf(client(), '?changes-since=2020-01-01T00:00:00Z');
    expect(ever).toContain(servers.deleted);
    expect(await idsOf(client(), '?changes-since=2020-01-01')).toEqual(ever);
    expect(await idsOf(client(), '?changes-since=2099-01-01T00:00:00Z')).toEqual(new Set());
  });

  test('the list can be limited to changes until a time from 2.66 on, and ignores that below', async () => {
    const query = '?changes-before=2020-01-01T00:00:00Z';
    expect(await idsOf(client(), query, { version: '2.66' })).toEqual(new Set());
    expect(await idsOf(client(), query, { version: '2.65' })).toEqual(await idsOf(client(), ''));
    const late = await idsOf(client(), '?changes-before=2099-01-01T00:00:00Z', { version: '2.66' });
    expect(late).toContain(client().target.servers.deleted);
  });

  test('only administrators may list other projects, use all filters, and see deleted servers', async () => {
    const { servers } = client().target;
    const refused = await list(client(), '?all_tenants=1');
    expect(refused.status).toBe(403);
    const message = "Policy doesn't allow os_compute_api:servers:detail:get_all_tenants to be performed.";
    expect(refused.json).toEqual({ forbidden: { code: 403, message } });
    const dead = await list(client(), '?status=DELETED');
    expect(dead.status).toBe(403);
    expect(at(dead.json, 'forbidden', 'message')).toBe('Only administrators may list deleted instances');

    const as = 'admin';
    expect(await idsOf(client(), '?all_tenants=1', { as })).toContain(servers.other_project);
    expect(await idsOf(client(), '', { as })).not.toContain(servers.other_project);
    expect(await idsOf(client(), '?vm_state=paused', { as })).toEqual(new Set([servers.paused]));
    expect(await idsOf(client(), '?deleted=true', { as })).toContain(servers.deleted);
    expect(await idsOf(client(), '?status=DELETED', { as })).toContain(servers.deleted);
  });
};
