import { expect, test } from 'vitest';
import type { HttpRequest, Transport } from '../../../lib/openstack/http/http.ts';
import type { Routes } from '../../../lib/openstack/http/proxies.ts';
import { createClouds } from '../../../lib/openstack/open-clouds.ts';
import { secret } from '../../../lib/secret.ts';
import { aServerId, MINUTE, NOON } from '../../builders.ts';
import { aClock } from '../../fakes.ts';
import { answer, aServerBody, ECHO, loggedIn, VERSION } from './a-client.ts';

const id = aServerId();

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
const openedClouds = (
  stored: () => string | Promise<string> | { readonly because: string; readonly mayPass?: true },
  right = 'canary-right',
) => {
  const clock = aClock();
  const sent: HttpRequest[] = [];
  let reads = 0;
  const told: string[] = [];
  const transport: Transport = async (request) => {
    sent.push(request);
    if (request.method === 'POST')
      return request.body?.includes(right)
        ? loggedIn()
        : answer(401, { error: { code: 401, message: 'no', title: 'Unauthorized' } });
    return request.url.pathname === '/v2.1/' ? answer(200, VERSION) : answer(200, aServerBody(), ECHO);
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
          : { kind: text.mayPass === true ? 'unavailable' : 'refused', because: text.because };
      },
    },
    onOld: (because) => told.push(because),
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
    told,
    reads: () => reads,
    logins: () => sent.filter(({ method }) => method === 'POST').length,
  };
};

test('the secret is read once in five minutes, and the token is kept for longer', async () => {
  const { show, clock, reads, logins } = openedClouds(() => aSecret('canary-right'));
  await Promise.all([show(), show(), show()]);
  clock.at = NOON + 5 * MINUTE - 1;
  await show();
  expect(reads()).toBe(1);
  clock.at = NOON + 5 * MINUTE;
  expect(await show()).toMatchObject({ kind: 'ok' });
  expect(reads()).toBe(2);
  expect(logins()).toBe(1);
});

test('the secret is read again once after a refused login, and the login is not repeated while the secret is the same', async () => {
  const { show, reads, logins } = openedClouds(() => aSecret('canary-wrong'));
  for (let i = 0; i < 5; i += 1)
    expect(await show()).toMatchObject({ kind: 'fault', fault: { trouble: 'credentials' } });
  expect(reads()).toBe(2);
  expect(logins()).toBe(1);
});

test('a changed secret is used at once after a refused login', async () => {
  let password = 'canary-wrong';
  const { show, logins } = openedClouds(() => aSecret(password));
  expect(await show()).toMatchObject({ kind: 'fault', fault: { trouble: 'credentials' } });
  password = 'canary-right';
  expect(await show()).toMatchObject({ kind: 'ok' });
  expect(logins()).toBe(2);
});

test('refused credentials of a cloud are tried again after fifteen minutes', async () => {
  const { show, clock, logins } = openedClouds(() => aSecret('canary-wrong'));
  await show();
  clock.at = NOON + 15 * MINUTE;
  await show();
  expect(logins()).toBe(2);
});

const THROTTLED = { because: 'ThrottlingException (HTTP 400)', mayPass: true } as const;

test('a secret that may not be read is a refused fault with its name, and not every server reads it again', async () => {
  const { show, clock, reads } = openedClouds(() => ({ because: 'AccessDeniedException (HTTP 400)' }));
  const because = 'secret lights-out/prod/clouds: cannot be read: AccessDeniedException (HTTP 400)';
  expect(await show()).toEqual({ kind: 'fault', fault: { kind: 'refused', trouble: 'secret', message: because } });
  await Promise.all([show(), show()]);
  expect(reads()).toBe(1);
  for (const [seconds, read] of [
    [5, 2],
    [10, 3],
    [20, 4],
    [30, 5],
    [30, 6],
  ] as const) {
    clock.at += seconds * 1_000 - 1;
    await show();
    expect(reads()).toBe(read - 1);
    clock.at += 1;
    await show();
    expect(reads()).toBe(read);
  }
});

test('a secret that cannot be read for a moment delays by seconds, and is a refused fault after two minutes', async () => {
  const { show, clock } = openedClouds(() => THROTTLED);
  expect(await show()).toMatchObject({ fault: { kind: 'transient', trouble: 'unavailable' } });
  clock.at = NOON + 2 * MINUTE - 1;
  expect(await show()).toMatchObject({ fault: { kind: 'transient', trouble: 'unavailable' } });
  clock.at = NOON + 2 * MINUTE;
  expect(await show()).toMatchObject({ fault: { kind: 'refused', trouble: 'secret' } });
});

test.each([
  ['cannot be read', THROTTLED],
  ['may not be read', { because: 'AccessDeniedException (HTTP 400)' }],
  ['is half written', '{"clouds": {"main": canary'],
  ['is empty', ''],
  ['is broken for this cloud', aSecret('')],
])('a good configuration is kept for an hour while the newer one %s, and reported before the end', async (_, newer) => {
  let stored: string | { because: string } = aSecret('canary-right');
  const { clouds, show, clock, told } = openedClouds(() => stored);
  await show();
  stored = newer;
  for (let minute = 5; minute < 20; minute += 5) {
    clock.at = NOON + minute * MINUTE;
    expect(await show()).toMatchObject({ kind: 'ok' });
  }
  expect(told).toEqual([]);
  for (let minute = 20; minute < 60; minute += 5) {
    clock.at = NOON + minute * MINUTE;
    expect(await show()).toMatchObject({ kind: 'ok' });
  }
  expect(told).toHaveLength(8);
  expect(told[0]).toMatch(
    /^secret lights-out\/prod\/clouds: .+; the configuration read at .* stays in use until 2026-11-23T13:00:00.000Z/,
  );
  clock.at = NOON + 60 * MINUTE;
  expect(await clouds.cloud('main')).toMatchObject({ kind: 'fault', fault: { kind: 'refused', trouble: 'secret' } });
  expect(JSON.stringify([told, await show()])).not.toContain('canary');
});

test('a configuration that is good again replaces the kept one', async () => {
  let stored: string | { because: string } = aSecret('canary-right');
  const { show, clock, logins, told } = openedClouds(() => stored);
  await show();
  stored = THROTTLED;
  clock.at = NOON + 5 * MINUTE;
  await show();
  stored = aSecret('canary-right-too');
  clock.at += 5_000;
  expect(await show()).toMatchObject({ kind: 'ok' });
  expect(logins()).toBe(2);
  expect(told).toEqual([]);
});

test('a cloud that was just added is found, and a thousand requests for an unknown cloud do not each read the configuration', async () => {
  let stored: string | { because: string; mayPass?: true } = aSecret('canary-right');
  const { clouds, clock, reads } = openedClouds(() => stored);
  await clouds.cloud('main');
  clock.at += MINUTE;
  stored = aSecret('canary-right', { added: JSON.parse(aSecret('canary-other')).clouds.main });
  expect(await clouds.cloud('added')).toMatchObject({ kind: 'cloud' });
  expect(reads()).toBe(2);
  for (let n = 0; n < 1_000; n += 1) {
    clock.at += 10;
    expect(await clouds.cloud('nobody')).toEqual({ kind: 'unknown', known: ['main', 'added'] });
  }
  expect(reads()).toBeLessThanOrEqual(2 + 5);
  await Promise.all(Array.from({ length: 10 }, () => clouds.cloud('nobody')));
  clock.at += MINUTE;
  stored = THROTTLED;
  expect(await clouds.cloud('nobody')).toMatchObject({ fault: { kind: 'transient', trouble: 'unavailable' } });
  expect(await clouds.cloud('main')).toMatchObject({ kind: 'cloud' });
});

test('a cloud that is missing from only one reading is not reported as unknown', async () => {
  const both = aSecret('canary-right', { other: JSON.parse(aSecret('canary-right')).clouds.main });
  let stored = both;
  const { clouds, clock, show } = openedClouds(() => stored);
  await show();
  stored = JSON.stringify({ clouds: { other: JSON.parse(both).clouds.other } });
  clock.at = NOON + 5 * MINUTE;
  expect(await clouds.cloud('main')).toMatchObject({ fault: { kind: 'transient', trouble: 'unavailable' } });
  stored = both;
  clock.at += 5_000;
  expect(await clouds.cloud('main')).toMatchObject({ kind: 'cloud' });
  stored = JSON.stringify({ clouds: { other: JSON.parse(both).clouds.other } });
  clock.at += 5 * MINUTE;
  expect(await clouds.cloud('main')).toMatchObject({ kind: 'fault' });
  clock.at += 5_000;
  expect(await clouds.cloud('main')).toEqual({ kind: 'unknown', known: ['other'] });
  // What was taken out does not come back when the next reading fails.
  stored = '';
  clock.at += 5 * MINUTE;
  expect(await clouds.cloud('main')).toMatchObject({ kind: 'fault', fault: { kind: 'refused' } });
  expect(await clouds.cloud('other')).toMatchObject({ kind: 'cloud' });
});

test('a file that cannot be read for a moment is a passing fault, and removes no cloud', async () => {
  const clock = aClock();
  const failing = new Set<string>();
  const clouds = createClouds({
    place: {
      env: {},
      workingDir: '/',
      homeDir: '/',
      readText: async (path) => {
        if (failing.has(path)) throw Object.assign(new Error('too many open files'), { code: 'EMFILE' });
        return path === '/clouds.json' ? aSecret('p') : undefined;
      },
    },
    clock,
    allowAdmin: false,
    createTransport: () => async () => answer(500),
  });
  expect(await clouds.cloud('main')).toMatchObject({ kind: 'cloud' });
  failing.add('/clouds.json').add('/clouds.yaml');
  clock.at += 5 * MINUTE;
  expect(await clouds.cloud('main')).toMatchObject({ kind: 'cloud' });
  expect(await clouds.cloud('other')).toMatchObject({
    fault: { kind: 'transient', message: 'configuration file: cannot be read: EMFILE' },
  });
});

test('an unknown cloud is distinguished from one that is configured badly', async () => {
  const { clouds } = openedClouds(() => aSecret('canary-right', { bad: { auth: { password: 'canary' } } }));
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

test('several clouds without a choice are listed, without the problems of any', async () => {
  const clouds = (env: Record<string, string>) =>
    createClouds({
      place: {
        env,
        workingDir: '/',
        homeDir: '/',
        readText: async (path) =>
          path === '/clouds.json' ? '{"clouds": {"one": {}, "two": {"auth": []}}}' : undefined,
      },
      clock: aClock(),
      allowAdmin: false,
      createTransport: () => async () => answer(500),
    });
  expect(await clouds({}).problems()).toEqual([
    'several clouds are configured: choose one with --cloud or OS_CLOUD (one, two)',
  ]);
  expect(await clouds({ OS_CLOUD: 'two' }).problems()).toContain(
    '/clouds.json: cloud two: auth is not a mapping of fields (auth_url, username, …)',
  );
});

test('files and variables are read where there is no secret, and a broken one is a fault of the configuration', async () => {
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

test('the proxy variables of a function apply to a configuration in a secret too', async () => {
  const ways = async (env: Record<string, string>) => {
    let routes: Routes | undefined;
    const clouds = createClouds({
      place: { env, workingDir: '/', homeDir: '/', readText: async () => undefined },
      clock: aClock(),
      allowAdmin: false,
      secret: { id: 's', read: async () => ({ kind: 'value', value: secret(aSecret('canary-right')) }) },
      createTransport: (_, given) => {
        routes = given;
        return async () => answer(500);
      },
    });
    const found = await clouds.cloud('main');
    const looked = await clouds.inspector('main');
    return { found, looked, way: routes?.(new URL('https://nova.example/')) };
  };
  const proxy = { address: 'p.example:3128', variable: 'HTTPS_PROXY' };
  expect(await ways({ HTTPS_PROXY: 'http://p.example:3128' })).toMatchObject({
    found: { kind: 'cloud' },
    way: { kind: 'proxy', proxy },
  });
  expect(await ways({})).toMatchObject({ found: { kind: 'cloud' }, way: { kind: 'direct' } });
  const message = expect.stringMatching(/^HTTPS_PROXY names a SOCKS proxy/);
  const refused = { kind: 'fault', fault: { kind: 'refused', trouble: 'configuration', message } };
  const socks = { HTTPS_PROXY: 'socks5://p.example:1080' };
  expect(await ways(socks)).toMatchObject({ found: refused, looked: refused, way: undefined });
  expect(await ways({ ...socks, NO_PROXY: 'k.example' })).toMatchObject({ found: { kind: 'cloud' } });
});

test('all problems of a bad cloud beside a good one are reported, and the secret is not read sooner', async () => {
  const { clouds, clock, show, reads } = openedClouds(() =>
    aSecret('canary-right', { bad: { auth: { user_id: 'u' } } }),
  );
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
