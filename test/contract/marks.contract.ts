import { afterEach, expect, test } from 'vitest';
import { at, type Client, type Heard, type Said } from './client.ts';
import { act, actionsOf, requestIdOf, show } from './nova-calls.ts';

const TAGS = { version: '2.26' } as const;
const LOCKS = { version: '2.73' } as const;

/** Tags, metadata and the reason of a lock: what people mark a server with. */
export const marksContract = (client: () => Client): void => {
  const servers = () => client().target.servers;
  const marked = () => client().target.active[8] ?? '';
  const tags = (id: string, method: string, item = '', said: Said = {}): Promise<Heard> =>
    client().nova(method, `/v2.1/servers/${id}/tags${item}`, { ...TAGS, ...said });
  const metadata = (id: string, method: string, item = '', said: Said = {}): Promise<Heard> =>
    client().nova(method, `/v2.1/servers/${id}/metadata${item}`, said);
  const messageOf = ({ json }: Heard): unknown => at(Object.values(Object(json))[0], 'message');

  afterEach(async () => {
    await tags(marked(), 'PUT', '', { body: { tags: ['bms', 'rack-r0'] } });
    await metadata(marked(), 'PUT', '', { body: { metadata: { rack: 'r0' } } });
  });

  test('a tag that is set is new once, and is shown among the others in the order of their letters', async () => {
    const first = await tags(marked(), 'PUT', '/lights-out=keep');
    expect(first.status).toBe(201);
    expect(first.headers.get('location')).toBe(
      `${client().target.computeUrl}/servers/${marked()}/tags/lights-out=keep`,
    );
    expect((await tags(marked(), 'PUT', '/lights-out=keep')).status).toBe(204);
    const all = ['bms', 'lights-out=keep', 'rack-r0'];
    expect((await tags(marked(), 'GET')).json).toEqual({ tags: all });
    expect(await show(client(), marked(), TAGS)).toMatchObject({ tags: all });
    expect((await tags(marked(), 'GET', '/lights-out=keep')).status).toBe(204);
  });

  test('a tag that is taken away is gone, and one that is not there is a 404', async () => {
    expect((await tags(marked(), 'DELETE', '/bms')).status).toBe(204);
    const again = await tags(marked(), 'DELETE', '/bms');
    expect(again.status).toBe(404);
    expect(messageOf(again)).toBe(`Instance ${marked()} has no tag 'bms'`);
    const shown = await tags(marked(), 'GET', '/bms');
    expect([shown.status, messageOf(shown)]).toEqual([404, `Server ${marked()} has no tag 'bms'`]);
  });

  test('all tags are replaced by a list, each kept once, and taken away at once', async () => {
    const heard = await tags(marked(), 'PUT', '', { body: { tags: ['b', 'lights-out', 'a', 'b'] } });
    expect([heard.status, heard.json]).toEqual([200, { tags: ['a', 'b', 'lights-out'] }]);
    expect((await tags(marked(), 'DELETE')).status).toBe(204);
    expect(await show(client(), marked(), TAGS)).toMatchObject({ tags: [] });
  });

  test('tags move neither `updated` nor the list of actions', async () => {
    const before = await show(client(), marked());
    const actions = (await actionsOf(client(), marked())).length;
    await client().target.pass(1100);
    await tags(marked(), 'PUT', '/lights-out');
    await tags(marked(), 'DELETE', '/lights-out');
    await tags(marked(), 'PUT', '', { body: { tags: ['lights-out=no'] } });
    await tags(marked(), 'DELETE');
    expect((await show(client(), marked())).updated).toBe(before.updated);
    expect(await actionsOf(client(), marked())).toHaveLength(actions);
  });

  test('there are no tags below 2.26', async () => {
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const heard = await tags(marked(), method, '/lights-out', { version: '2.25' });
      expect([heard.status, messageOf(heard)]).toEqual([404, 'The resource could not be found.']);
    }
  });

  test.each([
    ['/a,b', "'a,b' does not match '^[^,/]*$'"],
    [`/${'y'.repeat(61)}`, `'${'y'.repeat(61)}' is too long`],
  ])('Nova refuses the tag %s', async (item, why) => {
    const heard = await tags(marked(), 'PUT', item);
    expect(heard.status).toBe(400);
    expect(messageOf(heard)).toBe(
      `Tag '${item.slice(1)}' is invalid. It must be a non empty string without characters '/' and ','. Validation error message: ${why}`,
    );
  });

  test.each([
    [['a,b'], "Invalid input for field/attribute 0. Value: a,b. 'a,b' does not match '^[^,/]*$'"],
    [[''], "Invalid input for field/attribute 0. Value: . '' is too short"],
    [[5], "Invalid input for field/attribute 0. Value: 5. 5 is not of type 'string'"],
    ['a', "Invalid input for field/attribute tags. Value: a. 'a' is not of type 'array'"],
    [undefined, "'tags' is a required property"],
  ])('Nova refuses the list of tags %j', async (given, message) => {
    const heard = await tags(marked(), 'PUT', '', { body: { tags: given } });
    expect([heard.status, messageOf(heard)]).toEqual([400, message]);
  });

  test('a server holds fifty tags', async () => {
    const fifty = Array.from({ length: 50 }, (_, n) => `t${String(n).padStart(2, '0')}`);
    expect((await tags(marked(), 'PUT', '', { body: { tags: fifty } })).json).toEqual({ tags: fifty });
    const more = await tags(marked(), 'PUT', '/one-more');
    expect([more.status, messageOf(more)]).toEqual([400, 'The number of tags exceeded the per-server limit 50']);
    expect((await tags(marked(), 'PUT', '', { body: { tags: [...fifty, 'one-more'] } })).status).toBe(400);
  });

  test('a locked server takes tags, and no metadata', async () => {
    const { locked } = servers();
    expect((await tags(locked, 'PUT', '/lights-out')).status).toBe(201);
    expect((await tags(locked, 'DELETE', '/lights-out')).status).toBe(204);
    const heard = await metadata(locked, 'POST', '', { body: { metadata: { 'lights-out': 'keep' } } });
    expect([heard.status, messageOf(heard)]).toEqual([409, `Instance ${locked} is locked`]);
  });

  test.each(['error', 'building', 'shelved'] as const)('a server in the role %s takes no mark at all', async (role) => {
    const id = servers()[role];
    const inWay = (what: string) => [409, `Cannot '${what}' instance ${id} while it is in vm_state ${role}`];
    const set = await tags(id, 'PUT', '/lights-out');
    expect([set.status, messageOf(set)]).toEqual(inWay('update tag'));
    const replaced = await tags(id, 'PUT', '', { body: { tags: [] } });
    expect([replaced.status, messageOf(replaced)]).toEqual(inWay('update tags'));
    const noted = await metadata(id, 'POST', '', { body: { metadata: { 'lights-out': 'keep' } } });
    expect([noted.status, messageOf(noted)]).toEqual(inWay('update metadata'));
  });

  test('tags of another project’s server are forbidden, and of no server a 404; its metadata is a 404 always', async () => {
    const { other_project, nonexistent, deleted } = servers();
    const forbidden = await tags(other_project, 'PUT', '/lights-out');
    const rule = "Policy doesn't allow os_compute_api:os-server-tags:update to be performed.";
    expect([forbidden.status, messageOf(forbidden)]).toEqual([403, rule]);
    expect(messageOf(await tags(nonexistent, 'GET'))).toBe(`Instance ${nonexistent} has no mapping to a cell.`);
    expect(messageOf(await tags(deleted, 'GET'))).toBe(`Instance ${deleted} could not be found.`);
    for (const id of [other_project, nonexistent, deleted]) {
      const heard = await metadata(id, 'GET');
      expect([heard.status, messageOf(heard)]).toEqual([404, `Instance ${id} could not be found.`]);
    }
  });

  test('metadata is added key by key, replaced as a whole, and shown with the server in every version', async () => {
    const added = await metadata(marked(), 'PUT', '/lights-out', { body: { meta: { 'lights-out': 'keep' } } });
    expect([added.status, added.json]).toEqual([200, { meta: { 'lights-out': 'keep' } }]);
    const both = { rack: 'r0', 'lights-out': 'keep' };
    expect(await show(client(), marked(), { version: '2.1' })).toMatchObject({ metadata: both });
    expect((await metadata(marked(), 'GET')).json).toEqual({ metadata: both });
    const replaced = await metadata(marked(), 'PUT', '', { body: { metadata: { 'lights-out': 'no' } } });
    expect([replaced.status, replaced.json]).toEqual([200, { metadata: { 'lights-out': 'no' } }]);
    expect((await metadata(marked(), 'GET', '/lights-out')).json).toEqual({ meta: { 'lights-out': 'no' } });
  });

  test('metadata that is set moves `updated`, and a key that goes does not', async () => {
    const updated = async () => Date.parse(String((await show(client(), marked())).updated));
    const before = await updated();
    await client().target.pass(1100);
    await metadata(marked(), 'PUT', '/lights-out', { body: { meta: { 'lights-out': 'keep' } } });
    const after = await updated();
    expect(after).toBeGreaterThan(before);
    await client().target.pass(1100);
    expect((await metadata(marked(), 'DELETE', '/lights-out')).status).toBe(204);
    expect(await updated()).toBe(after);
    expect(await show(client(), marked())).toMatchObject({ metadata: { rack: 'r0' } });
    const again = await metadata(marked(), 'DELETE', '/lights-out');
    expect([again.status, messageOf(again)]).toEqual([404, 'Metadata item was not found']);
  });

  test.each([
    [{ 'a/b': 'c' }, `Value: {'a/b': 'c'}. 'a/b' does not match any of the regexes: '^[a-zA-Z0-9-_:. ]{1,255}$'`],
    ['x', "Value: x. 'x' is not of type 'object'"],
  ])('Nova refuses the metadata %j', async (given, why) => {
    const heard = await metadata(marked(), 'POST', '', { body: { metadata: given } });
    expect([heard.status, messageOf(heard)]).toEqual([400, `Invalid input for field/attribute metadata. ${why}`]);
  });

  test.each([
    [{ a: 5 }, "Invalid input for field/attribute a. Value: 5. 5 is not of type 'string'"],
    [{ a: null }, "Invalid input for field/attribute a. Value: None. None is not of type 'string'"],
    [undefined, "'metadata' is a required property"],
  ])('Nova refuses metadata with %j', async (given, message) => {
    const heard = await metadata(marked(), 'POST', '', { body: { metadata: given } });
    expect([heard.status, messageOf(heard)]).toEqual([400, message]);
  });

  test('the key in the path is the key in the body', async () => {
    const other = await metadata(marked(), 'PUT', '/a', { body: { meta: { b: '1' } } });
    expect([other.status, messageOf(other)]).toEqual([400, 'Request body and URI mismatch']);
    const two = await metadata(marked(), 'PUT', '/a', { body: { meta: { a: '1', b: '2' } } });
    const whole = "{'a': '1', 'b': '2'}";
    expect(messageOf(two)).toBe(
      `Invalid input for field/attribute meta. Value: ${whole}. ${whole} has too many properties`,
    );
  });

  test('a server has at most 128 items of metadata', async () => {
    const many = Object.fromEntries(Array.from({ length: 129 }, (_, n) => [`k${n}`, 'v']));
    const heard = await metadata(marked(), 'POST', '', { body: { metadata: many } });
    expect([heard.status, messageOf(heard)]).toEqual([403, 'Maximum number of metadata items exceeds 128']);
  });

  test('what 2.73 adds to a shown server changes nothing of what decides', async () => {
    const decides = async (id: string, version: string) => {
      const {
        locked_reason: _reason,
        server_groups: _groups,
        trusted_image_certificates: _certificates,
        ...rest
      } = await show(client(), id, { version });
      return rest;
    };
    const { locked, stopped, error, paused, novalidhost, shelved_offloaded } = servers();
    for (const id of [marked(), locked, stopped, error, paused, novalidhost, shelved_offloaded])
      expect(await decides(id, '2.73')).toEqual(await decides(id, '2.51'));
  });

  test('a stop at 2.51 stops a server that was looked at in 2.73, and a lock holds it with its reason', async () => {
    const id = servers().locked;
    expect(await show(client(), id, LOCKS)).toMatchObject({ locked: true, locked_reason: 'do not touch' });
    const heard = await act(client(), id, { 'os-stop': {} }, { version: '2.51' });
    expect([heard.status, messageOf(heard)]).toEqual([409, `Instance ${id} is locked`]);
    expect(requestIdOf(heard)).not.toBe('');
  });
};
