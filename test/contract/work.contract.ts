import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { need } from '../journeys/need.ts';
import { at, type Client, type Said } from './client.ts';
import { act, actionsOf, putBack, requestIdOf, settled, show, stop } from './nova-calls.ts';
import {
  HARD_REBOOT,
  OFFLOAD,
  PAUSE,
  REBUILD_STEPS,
  RESCUE,
  RESUME,
  rebootingHard,
  rebuild,
  resize,
  SHELVE,
  STOP,
  type Step,
  SUSPEND,
  statesUntil,
  take,
  UNPAUSE,
  UNRESCUE,
  UNSHELVE,
  UNSHELVE_AT_HOST,
} from './steps.ts';
import type { Role } from './target.ts';

// Each with a body that its schema takes, and the roles that allow it.
const NO_IMAGE = '00000000-0000-4000-8000-000000000000';
const ACTS: readonly (readonly [string, object | null, readonly Role[]])[] = [
  ['pause', null, []],
  ['unpause', null, ['paused']],
  ['suspend', null, []],
  ['resume', null, ['suspended']],
  ['shelve', null, ['stopped', 'paused', 'suspended']],
  ['shelveOffload', null, ['shelved']],
  ['unshelve', null, ['shelved', 'shelved_offloaded']],
  ['rescue', null, ['stopped', 'error']],
  ['unrescue', null, ['rescued']],
  ['resize', { flavorRef: 'x' }, ['stopped']],
  ['confirmResize', null, []],
  ['revertResize', null, []],
  ['rebuild', { imageRef: NO_IMAGE }, ['stopped', 'error']],
];
const STATES = [
  'stopped',
  'paused',
  'suspended',
  'shelved',
  'shelved_offloaded',
  'rescued',
  'building',
  'error',
] as const satisfies readonly Role[];
const FROM_ACTIVE = ['pause', 'suspend', 'shelve', 'rescue', 'resize', 'rebuild'];

/** The acts that keep nova-compute at work: when Nova takes them, where they end, and what is on record. */
export const workContract = (client: () => Client): void => {
  const servers = () => client().target.servers;
  const server = () => client().target.active[8] ?? '';
  const conflict = (message: string) => ({ conflictingRequest: { code: 409, message } });
  const whoMay = (name: string): Said => ({ as: name === 'shelveOffload' ? 'admin' : 'stopper' });
  const image = async () => String(at((await show(client(), server())).image, 'id'));
  const story = (...steps: readonly Step[]) => take(client(), server(), ...steps);
  let used: string | undefined;
  afterEach(async () => {
    if (used !== undefined) await putBack(client(), used);
    used = undefined;
  });

  test.each(ACTS)('%s is refused with 409 in every state that does not allow it', async (name, argument, allowed) => {
    for (const role of STATES.filter((one) => !allowed.some((other) => other === one))) {
      const id = servers()[role];
      const heard = await act(client(), id, { [name]: argument }, whoMay(name));
      const vmState = role;
      expect(heard.status).toBe(409);
      expect(heard.json).toEqual(conflict(`Cannot '${name}' instance ${id} while it is in vm_state ${vmState}`));
    }
    if (FROM_ACTIVE.includes(name)) return;
    const heard = await act(client(), server(), { [name]: argument }, whoMay(name));
    expect(heard.json).toEqual(conflict(`Cannot '${name}' instance ${server()} while it is in vm_state active`));
  });

  test('an act is refused with 409 while another one is under way, and a lock and its end are not', async () => {
    used = servers().slow_stop;
    await stop(client(), used);
    for (const [name, argument] of ACTS.filter(([one]) => FROM_ACTIVE.includes(one))) {
      const heard = await act(client(), used, { [name]: argument });
      const message = `Cannot '${name}' instance ${used} while it is in task_state powering-off`;
      expect(heard.json).toEqual(conflict(message));
    }
    expect((await act(client(), used, { lock: null })).status).toBe(202);
    expect((await act(client(), used, { unlock: null })).status).toBe(202);
  });

  test('an act on a locked server is refused with 409, whatever its state', async () => {
    const { locked } = servers();
    for (const [name, argument] of ACTS.filter(([one]) => one !== 'shelveOffload')) {
      const heard = await act(client(), locked, { [name]: argument });
      expect(heard.json).toEqual(conflict(`Instance ${locked} is locked`));
    }
  });

  test.each(['rescue', 'rebuild'])('%s of a server that was never launched is refused with 409', async (name) => {
    const { novalidhost } = servers();
    const argument = ACTS.find(([one]) => one === name)?.[1];
    const heard = await act(client(), novalidhost, { [name]: argument });
    expect(heard.json).toEqual(conflict(`Instance ${novalidhost} is in an invalid state for '${name}'`));
  });

  test.each([
    ['2.1', { rescue: 5 }, "rescue. Value: 5. 5 is not of type 'object', 'null'"],
    [
      '2.1',
      { rescue: { foo: 1 } },
      "rescue. Value: {'foo': 1}. Additional properties are not allowed ('foo' was unexpected)",
    ],
    ['2.1', { rescue: { adminPass: 5 } }, "adminPass. Value: 5. 5 is not of type 'string'"],
    ['2.1', { rescue: { rescue_image_ref: 'x' } }, "rescue_image_ref. Value: x. 'x' is not a 'uuid'"],
    ['2.1', { resize: null }, "resize. Value: None. None is not of type 'object'"],
    ['2.1', { resize: {} }, "resize. Value: {}. 'flavorRef' is a required property"],
    ['2.1', { resize: { flavorRef: null } }, "flavorRef. Value: None. None is not of type 'string', 'integer'"],
    ['2.1', { resize: { flavorRef: '' } }, "flavorRef. Value: . '' is too short"],
    [
      '2.1',
      { resize: { flavorRef: 'a', x: 1 } },
      "resize. Value: {'flavorRef': 'a', 'x': 1}. Additional properties are not allowed ('x' was unexpected)",
    ],
    ['2.1', { rebuild: null }, "rebuild. Value: None. None is not of type 'object'"],
    ['2.1', { rebuild: {} }, "rebuild. Value: {}. 'imageRef' is a required property"],
    ['2.1', { rebuild: { imageRef: 'x' } }, "imageRef. Value: x. 'x' is not a 'uuid'"],
    [
      '2.1',
      { rebuild: { imageRef: NO_IMAGE, description: 'x' } },
      `rebuild. Value: {'imageRef': '${NO_IMAGE}', 'description': 'x'}. Additional properties are not allowed ('description' was unexpected)`,
    ],
    ['2.77', { unshelve: {} }, "unshelve. Value: {}. 'availability_zone' is a required property"],
    ['2.77', { unshelve: 'x' }, "unshelve. Value: x. 'x' is not of type 'object', 'null'"],
    ['2.91', { unshelve: 'x' }, "unshelve. Value: x. 'x' is not valid under any of the given schemas"],
    [
      '2.91',
      { unshelve: { foo: 1 } },
      "unshelve. Value: {'foo': 1}. {'foo': 1} is not valid under any of the given schemas",
    ],
  ])('at %s the argument of %j is refused with 400', async (version, body, why) => {
    const heard = await act(client(), server(), body, { version });
    expect(heard.status).toBe(400);
    const message = `Invalid input for field/attribute ${why}`;
    expect(heard.json).toEqual({ badRequest: { code: 400, message } });
  });

  test.each([
    ['2.1', { unshelve: 'x' }],
    ['2.91', { unshelve: {} }],
    ['2.19', { rebuild: { imageRef: NO_IMAGE, description: 'x' } }],
  ])('at %s the argument of %j is taken, and refused by the state of the server alone', async (version, body) => {
    expect((await act(client(), servers().building, body, { version })).status).toBe(409);
  });

  test.each([
    [{ rescue: { rescue_image_ref: NO_IMAGE } }, `Requested rescue image '${NO_IMAGE}' is not supported`],
    [{ rebuild: { imageRef: NO_IMAGE } }, 'Cannot find image for rebuild'],
    [{ resize: { flavorRef: 'none' } }, 'Flavor none could not be found.'],
  ])('%j names something that is not there, and is refused with 400', async (body, message) => {
    const heard = await act(client(), server(), body);
    expect(heard.status).toBe(400);
    expect(heard.json).toEqual({ badRequest: { code: 400, message } });
  });

  test('a resize to the same flavor is refused with 400', async () => {
    const flavorRef = at((await show(client(), server())).flavor, 'id');
    const heard = await act(client(), server(), { resize: { flavorRef } });
    const message = 'When resizing, instances must change flavor!';
    expect(heard.json).toEqual({ badRequest: { code: 400, message } });
  });

  test('a server is paused and goes on, and its launch stays', () => story(PAUSE, UNPAUSE));

  test('a server is suspended and resumed, and its launch stays', () => story(SUSPEND, RESUME));

  test('a server is rescued with a password, its own or Nova’s, and its launch moves', async () => {
    const given = await story({ ...RESCUE, body: { rescue: { adminPass: 'correct horse' } } });
    expect(given?.json).toEqual({ adminPass: 'correct horse' });
    await story(UNRESCUE);
    const made = await story(RESCUE);
    expect(made?.json).toEqual({ adminPass: expect.stringMatching(/^\S{12}$/) });
    await story(UNRESCUE);
  });

  test('a stopped server that was rescued runs after its rescue', () =>
    story(STOP, { ...RESCUE, on: ['stopped/rescuing/4'] }, UNRESCUE));

  test('a shelved server leaves its host when an administrator says so, and its launch moves when it comes back', () =>
    story(SHELVE, OFFLOAD, UNSHELVE));

  test('a shelved server that is still on its host is started there, and its launch stays', () =>
    story(STOP, { ...SHELVE, on: ['stopped/shelving/4'] }, UNSHELVE_AT_HOST));

  test('a halt that is reported during a rebuild is listed above it under another user, and not after its end', async () => {
    const rebuilt = await act(client(), server(), { rebuild: { imageRef: await image() } });
    const halt = { name: 'power-update', server_uuid: server(), tag: 'POWER_OFF' };
    const events = '/v2.1/os-server-external-events';
    const heard = await client().nova('POST', events, { as: 'admin', version: '2.76', body: { events: [halt] } });
    expect(await settled(client(), server())).toBe('active/-/1');
    const [above, below] = await actionsOf(client(), server());
    expect(above).toMatchObject({ action: 'stop', request_id: requestIdOf(heard) });
    expect(below).toMatchObject({ action: 'rebuild', request_id: requestIdOf(rebuilt) });
    expect(at(above, 'user_id')).not.toBe(at(below, 'user_id'));
    // A task is over a moment before the event that did it.
    await client().target.pass(1000);
    const path = `/v2.1/servers/${server()}/os-instance-actions/${requestIdOf(rebuilt)}`;
    const record = at((await client().nova('GET', path, { version: '2.51' })).json, 'instanceAction');
    const ends = [at(record, 'events')].flat().map((event) => String(at(event, 'finish_time')));
    expect([String(at(above, 'start_time')), ...ends].toSorted().at(-1)).toBe(ends.toSorted().at(-1));
  });

  test('a rebuild ends with the server on, and answers with the server, a password and its address', async () => {
    const heard = await story(rebuild(await image()));
    const answered = at(heard?.json, 'server');
    expect(answered).toMatchObject({ id: server(), status: 'REBUILD', adminPass: expect.any(String) });
    expect(answered).not.toHaveProperty(['OS-EXT-STS:vm_state']);
    expect(heard?.headers.get('location')).toBe(`${client().target.computeUrl}/servers/${server()}`);
  });

  test('the answer to a rebuild has these fields in versions 2.51 and 2.93', async () => {
    const imageRef = await image();
    for (const version of ['2.51', '2.93']) {
      const heard = await act(client(), server(), { rebuild: { imageRef } }, { version });
      await statesUntil(client(), server(), 'active/-/1');
      const fields = new Set(Object.keys(Object(at(heard.json, 'server'))));
      const whole = Object.keys(await show(client(), server(), { version }));
      const hidden = whole.filter((name) => /^OS-(EXT|SRV)|^config_drive|^key_name|^os-ext/.test(name));
      const more = version === '2.51' ? ['adminPass'] : ['adminPass', 'user_data'];
      const less = version === '2.51' ? hidden : [];
      expect(fields).toEqual(new Set([...whole.filter((name) => !less.includes(name)), ...more]));
    }
  });

  test('a rebuild of a stopped server starts it and stops it again, all on one record', async () => {
    const rebuilt = rebuild(await image());
    await story(STOP, {
      ...rebuilt,
      on: [...REBUILD_STEPS.map((task) => `stopped/${task}/4`), 'active/-/1', 'active/powering-off/1'],
      ends: 'stopped/-/4',
      events: ['compute_stop_instance', ...rebuilt.events],
    });
    await putBack(client(), server());
  });

  test('a hard reboot of a stopped server leaves it on, and its launch stays', () =>
    story(STOP, { ...HARD_REBOOT, on: rebootingHard('stopped', 4) }));

  test('a hard reboot ends a pause and a suspension', () =>
    story(PAUSE, { ...HARD_REBOOT, on: rebootingHard('paused', 3) }, SUSPEND, {
      ...HARD_REBOOT,
      on: rebootingHard('suspended', 7),
    }));

  test.each(['rebuild', 'hard reboot', 'rescue'])('a %s brings a server out of ERROR', async (name) => {
    await act(client(), server(), { 'os-resetState': { state: 'error' } }, { as: 'admin' });
    const inError = (states: readonly string[]) => states.map((state) => state.replace('active/', 'error/'));
    const step = name === 'rebuild' ? rebuild(await image()) : name === 'rescue' ? RESCUE : HARD_REBOOT;
    await story({ ...step, on: inError(step.on) });
    if (name === 'rescue') await story(UNRESCUE);
  });

  test('a resize waits to be confirmed, and is refused everything else until then', async (context) => {
    const flavor = need(context, client().target.largerFlavor, 'room for a resize');
    await story(resize(flavor));
    expect(await show(client(), server())).toHaveProperty('status', 'VERIFY_RESIZE');
    for (const [name, argument] of ACTS.filter(([one]) => FROM_ACTIVE.includes(one))) {
      const heard = await act(client(), server(), { [name]: argument });
      expect(heard.json).toEqual(conflict(`Cannot '${name}' instance ${server()} while it is in vm_state resized`));
    }
    await story({
      body: { confirmResize: null },
      status: 204,
      on: ['resized/-/1'],
      ends: 'active/-/1',
      action: 'confirmResize',
      events: ['compute_confirm_resize'],
    });
  });

  test('a resize that is reverted ends in the state before it', async (context) => {
    const flavor = need(context, client().target.largerFlavor, 'room for a resize');
    const revert: Step = {
      body: { revertResize: null },
      on: ['resized/resize_reverting/1'],
      ends: 'active/-/1',
      launches: true,
      action: 'revertResize',
      events: ['compute_finish_revert_resize', 'compute_revert_resize'],
    };
    // The server of the test before has that flavor by now.
    used = client().target.active[4] ?? '';
    await take(client(), used, resize(flavor), revert, STOP);
    const tasks = ['prep', 'migrating', 'migrated', 'finish'].map((task) => `stopped/resize_${task}/4`);
    await take(
      client(),
      used,
      { ...resize(flavor), on: tasks, ends: 'resized/-/4' },
      {
        ...revert,
        on: ['resized/resize_reverting/4', 'resized/powering-off/4'],
        ends: 'stopped/-/4',
        events: ['compute_stop_instance', ...revert.events],
      },
    );
  });

  test('records are listed in the order in which they were written, not in that of their start times', async () => {
    const id = server();
    const imageRef = await image();
    await client().token('reader');
    let overtaken = false;
    for (let tries = 0; tries < 10 && !overtaken; tries += 1) {
      client().target.ponder?.(id);
      const slow = act(client(), id, { rebuild: { imageRef } });
      // On its way to the cloud, longer at each try.
      await sleep(10 * (tries + 1));
      await client().target.pass(10);
      const quick = act(client(), id, { unlock: null }, { as: 'reader' });
      await sleep(10 * (tries + 1));
      await client().target.pass(100);
      await Promise.all([slow, quick]);
      await statesUntil(client(), id, 'active/-/1');
      const [newest, older] = await actionsOf(client(), id);
      const startOf = (action: unknown) => String(at(action, 'start_time'));
      overtaken = at(newest, 'action') === 'rebuild' && startOf(newest) < startOf(older);
    }
    expect(overtaken).toBe(true);
  });
};
