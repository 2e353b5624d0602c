import { expect, test } from 'vitest';
import { createClouds } from '../../../lib/openstack/clouds.ts';
import type { HttpRequest, Transport } from '../../../lib/openstack/http.ts';
import { secret } from '../../../lib/secret.ts';
import { aClock, anId, answer, aServer, ECHO, loggedIn, NOON, VERSION } from './a-cloud.ts';

const id = anId();
const MINUTE = 60_000;

const aSecret = (password: string, more: object = {}) =>
  JSON.stringify({
    clouds: {
      main: {
        auth: { auth_url: 'https://k.example/v3', user_id: 'u1', password, project_id: 'p1' },
      },
      ...more,
    },
  });

/** Clouds whose configuration is a secret, on a cloud that takes one password. */
const aWorld = (stored: () => string | Promise<string> | { readonly because: string }, right = 'canary-right') => {
  const clock = aClock();
  const sent: HttpRequest[] = [];
  let reads = 0;
  const transport: Transport = async (request) => {
    sent.push(request);
    if (request.method === 'POST')
      return request.body?.includes(right)
        ? loggedIn()
        : answer(401, { error: { code: 401, message: 'no', title: 'Unauthorized' } });
    return request.url.pathname === '/v2.1/' ? answer(200, VERSION) : answer(200, aServer(), ECHO);
  };
  const clouds = createClouds({
    place: { env: {}, workingDir: '/', homeDir: '/', readText: async () => undefined },
    clock,
    allowAdmin: false,
    secret: {
      id: 'lights-out/prod/clouds',
      read: async () => {
        reads += 1;
        const text = await stored();
        return typeof text === 'string'
          ? { kind: 'value', value: secret(text) }
          : { kind: 'unavailable', because: text.because };
      },
    },
    createTransport: () => transport,
  });
  const show = async () => {
    const found = await clouds.cloud('main');
    if (found.kind !== 'cloud') return found;
    return await found.cloud.showServer(id, { untilAt: clock.now() + 30_000 });
  };
  return {
    clouds,
    clock,
    show,
    reads: () => reads,
    logins: () => sent.filter(({ method }) => method === 'POST').length,
  };
};

test('reads the secret once in five minutes and keeps the token beyond that', async () => {
  const { show, clock, reads, logins } = aWorld(() => aSecret('canary-right'));
  await Promise.all([show(), show(), show()]);
  clock.at = NOON + 5 * MINUTE - 1;
  await show();
  expect(reads()).toBe(1);
  clock.at = NOON + 5 * MINUTE;
  expect(await show()).toMatchObject({ kind: 'ok' });
  expect(reads()).toBe(2);
  expect(logins()).toBe(1);
});

test('reads the secret anew once after a refused login, and not the account again while it says the same', async () => {
  const { show, reads, logins } = aWorld(() => aSecret('canary-wrong'));
  for (let i = 0; i < 5; i += 1)
    expect(await show()).toMatchObject({ kind: 'fault', fault: { trouble: 'credentials' } });
  expect(reads()).toBe(2);
  expect(logins()).toBe(1);
});

test('logs in at once when the secret has changed after a refused login', async () => {
  let password = 'canary-wrong';
  const { show, logins } = aWorld(() => aSecret(password));
  expect(await show()).toMatchObject({ kind: 'fault', fault: { trouble: 'credentials' } });
  password = 'canary-right';
  expect(await show()).toMatchObject({ kind: 'ok' });
  expect(logins()).toBe(2);
});

test('tries refused credentials again after fifteen minutes', async () => {
  const { show, clock, logins } = aWorld(() => aSecret('canary-wrong'));
  await show();
  clock.at = NOON + 15 * MINUTE;
  await show();
  expect(logins()).toBe(2);
});

test('an unreadable secret is a loud fault that names it, and is not asked for by every server', async () => {
  const { show, clock, reads } = aWorld(() => ({ because: 'AccessDeniedException (HTTP 400)' }));
  const because = 'secret lights-out/prod/clouds: cannot be read: AccessDeniedException (HTTP 400)';
  expect(await show()).toEqual({ kind: 'fault', fault: { kind: 'refused', trouble: 'secret', message: because } });
  await Promise.all([show(), show()]);
  expect(reads()).toBe(1);
  clock.at = NOON + 30_000;
  await show();
  expect(reads()).toBe(2);
});

test('keeps nothing of a configuration that became malformed', async () => {
  let text = aSecret('canary-right');
  const { show, clock } = aWorld(() => text);
  expect(await show()).toMatchObject({ kind: 'ok' });
  text = '{"clouds": {"main": canary';
  clock.at = NOON + 5 * MINUTE;
  const reply = await show();
  expect(reply).toMatchObject({ kind: 'fault', fault: { kind: 'refused', trouble: 'secret' } });
  expect(reply).toHaveProperty('fault.message', expect.stringContaining('secret lights-out/prod/clouds: is not JSON'));
  expect(JSON.stringify(reply)).not.toContain('canary');
});

test('tells a name nobody configured from one that is configured badly', async () => {
  const { clouds } = aWorld(() => aSecret('canary-right', { bad: { auth: { password: 'canary' } } }));
  expect(await clouds.cloud('other')).toEqual({ kind: 'unknown', known: ['main', 'bad'] });
  const bad = await clouds.cloud('bad');
  expect(bad).toMatchObject({ kind: 'fault', fault: { kind: 'refused', trouble: 'secret' } });
  expect(bad).toHaveProperty(
    'fault.message',
    expect.stringContaining('secret lights-out/prod/clouds: cloud bad: username is missing'),
  );
  expect(await clouds.cloud('main')).toMatchObject({ kind: 'cloud' });
  expect(await clouds.problems()).toHaveLength(3);
  expect(JSON.stringify([bad, await clouds.cloud('main'), await clouds.problems(), clouds])).not.toContain('canary');
});

test('without a secret the files and variables are read; a broken one is a fault of the configuration', async () => {
  const clouds = createClouds({
    place: {
      env: { OS_AUTH_URL: 'https://k.example' },
      workingDir: '/',
      homeDir: '/',
      readText: async () => undefined,
    },
    clock: aClock(),
    allowAdmin: false,
    createTransport: () => async () => answer(500),
  });
  expect(await clouds.defaultName()).toBe('envvars');
  expect(await clouds.cloud('envvars')).toMatchObject({
    kind: 'fault',
    fault: { kind: 'refused', trouble: 'configuration' },
  });
});

test('a bad cloud beside a good one is told whole, and does not have the secret read sooner', async () => {
  const { clouds, clock, show, reads } = aWorld(() => aSecret('canary-right', { bad: { auth: { user_id: 'u' } } }));
  await show();
  clock.at = NOON + 5 * MINUTE - 1;
  expect(await clouds.cloud('bad')).toMatchObject({
    kind: 'fault',
    fault: {
      message:
        'secret lights-out/prod/clouds: cloud bad: project_name is missing (or project_id); ' +
        'secret lights-out/prod/clouds: cloud bad: password is missing; ' +
        'secret lights-out/prod/clouds: cloud bad: auth_url is missing',
    },
  });
  expect(reads()).toBe(1);
});
