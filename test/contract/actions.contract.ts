import { expect, test } from 'vitest';
import { at, type Client, type Said } from './client.ts';
import { act, actionsOf, putBack, requestIdOf, settled, stop } from './nova-calls.ts';

const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/);
const REQUEST = expect.stringMatching(/^req-[0-9a-f-]{36}$/);
const ID = expect.stringMatching(/^[0-9a-f]{32}$/);

/** The records of what was asked of a server: the only trace of a stop that failed. */
export const actionsContract = (client: () => Client): void => {
  const server = () => client().target.active[3] ?? '';
  const list = (query: string, said: Said = {}) =>
    client().nova('GET', `/v2.1/servers/${server()}/os-instance-actions${query}`, said);
  const one = (requestId: string, said: Said = {}) => list(`/${requestId}`, said);
  const stoppedOnce = async (said: Said = {}) => {
    const heard = await stop(client(), server(), said);
    await settled(client(), server());
    return requestIdOf(heard);
  };

  test('actions are listed newest first, and a stop is listed as soon as it is accepted', async () => {
    const requestId = requestIdOf(await stop(client(), server()));
    const actions = await actionsOf(client(), server());
    expect(actions[0]).toEqual({
      action: 'stop',
      instance_uuid: server(),
      request_id: requestId,
      user_id: ID,
      project_id: client().target.projectId,
      start_time: TIME,
      message: null,
    });
    expect(actions.at(-1)).toMatchObject({ action: 'create', request_id: REQUEST });
    const times = actions.map((action) => String(at(action, 'start_time')));
    expect(times).toEqual(times.toSorted((a, b) => (a < b ? 1 : a > b ? -1 : 0)));
    await putBack(client(), server());
  });

  test('actions are found under the request id of the answer, never under one that the client sent', async () => {
    const mine = 'req-11111111-2222-4333-8444-555555555555';
    const requestId = await stoppedOnce({ headers: { 'X-OpenStack-Request-Id': mine } });
    expect(requestId).not.toBe(mine);
    expect((await one(requestId)).status).toBe(200);
    const heard = await one(mine);
    expect(heard.status).toBe(404);
    expect(heard.json).toEqual({ itemNotFound: { code: 404, message: `Action ${mine} not found` } });
    await putBack(client(), server());
  });

  test('actions show their events to owners from 2.51, with a hashed host from 2.62, and to administrators always', async () => {
    const requestId = await stoppedOnce();
    const of = async (version: string, as: Said['as'] = 'stopper') =>
      at((await one(requestId, { version, as })).json, 'instanceAction');
    expect(await of('2.50')).not.toHaveProperty('events');
    const event = { event: 'compute_stop_instance', start_time: TIME, finish_time: TIME, result: 'Success' };
    expect(await of('2.51')).toHaveProperty('events', [event]);
    const hosted = { ...event, hostId: expect.stringMatching(/^[0-9a-f]{56}$/) };
    expect(await of('2.62')).toHaveProperty('events', [hosted]);
    expect(await of('2.93')).toHaveProperty('events', [hosted]);
    expect(await of('2.1', 'admin')).toHaveProperty('events', [{ ...event, traceback: null }]);
    const whole = { ...hosted, traceback: null, host: expect.any(String), details: null };
    expect(await of('2.93', 'admin')).toHaveProperty('events', [whole]);
    await putBack(client(), server());
  });

  test('actions show when they were updated from 2.58 on', async () => {
    const [low] = await actionsOf(client(), server(), { version: '2.57' });
    expect(low).not.toHaveProperty('updated_at');
    const [high] = await actionsOf(client(), server(), { version: '2.58' });
    expect(high).toHaveProperty('updated_at', TIME);
  });

  test('actions name the user who asked', async () => {
    await act(client(), server(), { lock: null }, { as: 'reader' });
    await act(client(), server(), { unlock: null });
    const [unlock, lock] = await actionsOf(client(), server());
    expect(at(lock, 'user_id')).toEqual(ID);
    expect(at(lock, 'user_id')).not.toBe(at(unlock, 'user_id'));
  });

  test('actions come in pages from 2.58 on, and below it all at once, whatever the limit', async () => {
    await act(client(), server(), { unlock: null });
    await act(client(), server(), { unlock: null });
    const all = await actionsOf(client(), server(), { version: '2.58' });
    expect(at((await list('?limit=1', { version: '2.57' })).json, 'instanceActions')).toHaveLength(all.length);
    const first = await list('?limit=1', { version: '2.58' });
    expect(at(first.json, 'instanceActions')).toEqual(all.slice(0, 1));
    const marker = String(at(all[0], 'request_id'));
    const home = `${client().target.computeUrl}/servers/${server()}/os-instance-actions`;
    expect(at(first.json, 'links')).toEqual([{ rel: 'next', href: `${home}?limit=1&marker=${marker}` }]);
    const second = await list(`?limit=1&marker=${marker}`, { version: '2.58' });
    expect(at(second.json, 'instanceActions')).toEqual(all.slice(1, 2));
    // Without a limit a page ends at Nova's own: a thousand, as it is delivered.
    expect((await list(`?marker=${marker}`, { version: '2.58' })).json).toEqual({ instanceActions: all.slice(1) });
    expect((await list('?limit=0', { version: '2.58' })).json).toEqual({ instanceActions: [] });
  });

  test('actions can be listed since a time from 2.58 on', async () => {
    await client().target.pass(1100);
    await act(client(), server(), { unlock: null });
    const [newest, ...others] = await actionsOf(client(), server(), { version: '2.58' });
    expect(others.length).toBeGreaterThan(0);
    const since = `${String(at(newest, 'start_time')).slice(0, 19)}Z`;
    const heard = await list(`?changes-since=${since}`, { version: '2.58' });
    expect(at(heard.json, 'instanceActions')).toEqual([newest]);
  });

  test('actions can be listed until a time from 2.66 on, which 2.65 refuses', async () => {
    const query = '?changes-before=2020-01-01T00:00:00Z';
    expect((await list(query, { version: '2.66' })).json).toEqual({ instanceActions: [] });
    const heard = await list(query, { version: '2.65' });
    expect(heard.status).toBe(400);
    const message = "Additional properties are not allowed ('changes-before' was unexpected)";
    expect(heard.json).toEqual({ badRequest: { code: 400, message } });
  });

  test.each([
    ['?marker=req-x', 'Marker None could not be found.'],
    ['?foo=1', "Additional properties are not allowed ('foo' was unexpected)"],
    ['?changes-since=abc', "Invalid input for query parameters changes-since. Value: abc. 'abc' is not a 'date-time'"],
    ['?limit=-1', "Invalid input for query parameters limit. Value: -1. '-1' does not match '^[0-9]*$'"],
  ])('the action list refuses %s from 2.58 on', async (query, message) => {
    const heard = await list(query, { version: '2.58' });
    expect(heard.status).toBe(400);
    expect(heard.json).toEqual({ badRequest: { code: 400, message } });
  });

  test('actions of a deleted server can be read from 2.21 on, its deletion first', async () => {
    const { deleted } = client().target.servers;
    const path = `/v2.1/servers/${deleted}/os-instance-actions`;
    expect((await client().nova('GET', path, { version: '2.20' })).status).toBe(404);
    const actions = await actionsOf(client(), deleted, { version: '2.21' });
    expect(actions.map((action) => at(action, 'action'))).toEqual(['delete', 'create']);
  });

  test('actions of an unknown server or of another project’s are a 404', async () => {
    const { nonexistent, other_project } = client().target.servers;
    for (const id of [nonexistent, other_project]) {
      const heard = await client().nova('GET', `/v2.1/servers/${id}/os-instance-actions`);
      expect(heard.status).toBe(404);
      expect(at(heard.json, 'itemNotFound', 'message')).toBe(`Instance ${id} could not be found.`);
    }
  });
};
