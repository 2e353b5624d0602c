import { expect, test } from 'vitest';
import type { HttpResult } from '../../../../lib/openstack/http/http.ts';
import { createKeystone } from '../../../../lib/openstack/keystone/keystone.ts';
import { secret } from '../../../../lib/secret.ts';
import { NOON } from '../../../builders.ts';
import { aClock } from '../../../fakes.ts';
import { aConfig, answer, aTokenBody, failure, loggedIn, PASSWORD, scripted, TOKEN } from '../a-client.ts';

const aKeystone = (
  answers: HttpResult | readonly HttpResult[],
  over: { allowAdmin?: boolean; config?: object; tookMs?: number } = {},
) => {
  const clock = aClock();
  const wire = scripted({ 'POST /v3/auth/tokens': answers });
  const refused: number[] = [];
  const keystone = createKeystone({
    config: aConfig(over.config),
    transport: (request) => {
      clock.at += over.tookMs ?? 0;
      return wire.transport(request);
    },
    clock,
    allowAdmin: over.allowAdmin ?? false,
    onRefused: () => refused.push(clock.now()),
  });
  const ask = () => keystone.token({ untilAt: clock.now() + 30_000 });
  return { keystone, ask, clock, refused, sent: wire.sent };
};

const bodyOf = (sent: readonly { body?: string }[]): unknown => JSON.parse(sent[0]?.body ?? '');

test('a login with a password is scoped to the project', async () => {
  const { ask, sent, keystone } = aKeystone(loggedIn());
  expect(keystone.userId).toBeNull();
  expect(await ask()).toMatchObject({ kind: 'ok', value: { userId: 'u1', admin: false } });
  expect(keystone.userId).toBe('u1');
  expect(sent[0]?.url.href).toBe('https://keystone.example/v3/auth/tokens');
  expect(bodyOf(sent)).toEqual({
    auth: {
      identity: {
        methods: ['password'],
        password: { user: { name: 'stopper', domain: { name: 'Default' }, password: PASSWORD } },
      },
      scope: { project: { name: 'bms', domain: { name: 'Default' } } },
    },
  });
});

test('a login with an application credential asks for no scope', async () => {
  const login = { method: 'application-credential', credential: { id: 'ac1' }, secret: secret('s') };
  const { ask, sent } = aKeystone(loggedIn(), { config: { login } });
  await ask();
  expect(bodyOf(sent)).toEqual({
    auth: { identity: { methods: ['application_credential'], application_credential: { id: 'ac1', secret: 's' } } },
  });
});

test('a login may name an application credential and its user', async () => {
  const login = {
    method: 'application-credential',
    credential: { name: 'n', user: { id: 'u1' } },
    secret: secret('s'),
  };
  const { ask, sent } = aKeystone(loggedIn(), { config: { login } });
  await ask();
  expect(bodyOf(sent)).toEqual({
    auth: {
      identity: {
        methods: ['application_credential'],
        application_credential: { name: 'n', user: { id: 'u1' }, secret: 's' },
      },
    },
  });
});

test('a login with a token is scoped to the project', async () => {
  const { ask, sent } = aKeystone(loggedIn(), {
    config: { login: { method: 'token', token: secret('t'), project: { id: 'p1' } } },
  });
  await ask();
  expect(bodyOf(sent)).toEqual({
    auth: { identity: { methods: ['token'], token: { id: 't' } }, scope: { project: { id: 'p1' } } },
  });
});

test('one token is requested, however many callers need it at once', async () => {
  const { ask, sent } = aKeystone(loggedIn());
  const replies = await Promise.all(Array.from({ length: 100 }, ask));
  expect(new Set(replies.map((reply) => reply.kind === 'ok' && reply.value)).size).toBe(1);
  expect(sent).toHaveLength(1);
});

test('a caller with less time than the login under way asks for a token itself', async () => {
  const answers = [new Promise<HttpResult>(() => undefined), loggedIn()];
  const keystone = createKeystone({
    config: aConfig(),
    transport: async () => (await answers.shift()) ?? answer(500),
    clock: aClock(),
    allowAdmin: false,
    onRefused: () => undefined,
  });
  const slow = keystone.token({ untilAt: NOON + 30_000 });
  expect(await keystone.token({ untilAt: NOON + 5_000 })).toMatchObject({ kind: 'ok' });
  expect(await Promise.race([slow, 'under way'])).toBe('under way');
});

test.each([
  ['two minutes before its end', '2026-11-23T13:00:00.000000Z', 3_480_000],
  ['at three quarters of a short life', '2026-11-23T12:04:00.000000Z', 180_000],
  ['of an application credential that expires, which has no zone', '2026-11-23T13:00:00', 3_480_000],
])('a token is renewed %s', async (_, expires, freshMs) => {
  const { ask, clock, sent } = aKeystone(loggedIn({ expires_at: expires }));
  await ask();
  clock.at = NOON + freshMs - 1;
  await ask();
  expect(sent).toHaveLength(1);
  clock.at = NOON + freshMs;
  await ask();
  expect(sent).toHaveLength(2);
});

test.each([-600_000, 600_000])(
  'the life of a token counts from its receipt, even when our clock is off by %s ms',
  async (skewMs) => {
    const { ask, clock, sent } = aKeystone({ ...loggedIn(), dateAt: NOON });
    clock.at = NOON + skewMs;
    expect(await ask()).toMatchObject({ kind: 'ok', value: { freshUntil: NOON + skewMs + 3_480_000 } });
    expect(sent).toHaveLength(1);
  },
);

test('only the current token is dropped, never a newer one', async () => {
  const { ask, keystone, sent } = aKeystone([loggedIn({}, 'first'), loggedIn({}, 'second')]);
  const first = await ask();
  if (first.kind === 'fault') throw new Error('no token');
  keystone.drop(first.value);
  await ask();
  keystone.drop(first.value);
  const second = await ask();
  expect(second.kind === 'ok' && second.value.value.reveal()).toBe('second');
  expect(sent).toHaveLength(2);
});

test('refused credentials are not tried again for 15 minutes', async () => {
  const { ask, clock, sent, refused } = aKeystone(
    answer(401, { error: { code: 401, title: 'Unauthorized', message: PASSWORD } }),
  );
  expect(await ask()).toMatchObject({ kind: 'fault', fault: { kind: 'refused', trouble: 'credentials', http: 401 } });
  clock.at = NOON + 15 * 60_000 - 1;
  expect(await ask()).toMatchObject({ kind: 'fault', fault: { trouble: 'credentials' } });
  expect(sent).toHaveLength(1);
  expect(refused).toEqual([NOON]);
  clock.at = NOON + 15 * 60_000;
  await ask();
  expect(sent).toHaveLength(2);
});

test('a login is repeated after a fault that may pass', async () => {
  const { ask, clock, sent } = aKeystone([
    answer(503, { error: { code: 503, message: 'm' } }, { 'retry-after': '3' }),
    failure('not-sent', 'ECONNREFUSED'),
    failure('sent', 'ECONNRESET'),
    loggedIn(),
  ]);
  expect(await ask()).toMatchObject({ kind: 'ok' });
  expect(sent).toHaveLength(4);
  expect(clock.slept).toEqual([3_000, 399, 799]);
});

test('a login gives up when Keystone stays down, and reports that nothing was done', async () => {
  const { ask, sent } = aKeystone(answer(500));
  expect(await ask()).toMatchObject({ kind: 'fault', fault: { kind: 'transient', trouble: 'server-error' } });
  expect(sent).toHaveLength(5);
});

test('a login that failed for a moment is not repeated by every caller', async () => {
  const { ask, clock, sent } = aKeystone([...Array.from({ length: 5 }, () => answer(503)), loggedIn()]);
  expect(await ask()).toMatchObject({ fault: { trouble: 'unavailable', message: 'login answered 503' } });
  expect(sent).toHaveLength(5);
  clock.at += 1_000;
  const batch = await Promise.all(Array.from({ length: 10 }, ask));
  expect(new Set(batch.map((reply) => reply.kind === 'fault' && reply.fault.message))).toEqual(
    new Set(['no further request for 4 s: login answered 503']),
  );
  expect(batch[0]).toMatchObject({ fault: { kind: 'transient', trouble: 'unavailable', retryAfterMs: 4_000 } });
  expect(sent).toHaveLength(5);
  clock.at += 4_000;
  expect(await ask()).toMatchObject({ kind: 'ok' });
  expect(sent).toHaveLength(6);
});

test('a throttled login is not repeated by any caller for as long as Keystone asks', async () => {
  const { ask, clock, sent } = aKeystone([answer(429, '', { 'retry-after': '120' }), loggedIn()]);
  expect(await ask()).toMatchObject({ fault: { trouble: 'throttled', retryAfterMs: 120_000 } });
  clock.at = NOON + 119_999;
  expect(await ask()).toMatchObject({ fault: { trouble: 'throttled', retryAfterMs: 1 } });
  expect(sent).toHaveLength(1);
  clock.at = NOON + 120_000;
  expect(await ask()).toMatchObject({ kind: 'ok' });
  expect(sent).toHaveLength(2);
});

test('a connection to Keystone that takes five seconds is not tried again in the same look', async () => {
  const { ask, clock, sent } = aKeystone(failure('not-sent', 'CONNECT_TIMEOUT'), { tookMs: 5_000 });
  await ask();
  expect(clock.at).toBe(NOON + 5_000);
  expect(sent).toHaveLength(1);
});

test('a login sends JSON and accepts JSON', async () => {
  const { ask, sent } = aKeystone(loggedIn());
  await ask();
  expect(sent[0]?.headers).toEqual({ 'content-type': 'application/json', accept: 'application/json' });
});

test.each<[string, HttpResult, string]>([
  ['no X-Subject-Token', answer(201, aTokenBody()), 'Keystone sent no X-Subject-Token'],
  [
    'no JSON',
    answer(201, '<html>', { 'x-subject-token': TOKEN }),
    'Keystone answered 201 with something that is not a token',
  ],
  [
    'an unreadable expiry',
    loggedIn({ expires_at: 'tomorrow' }),
    'Keystone sent a token that has expired, or whose expiry is unreadable',
  ],
  [
    'no beginning of its life',
    loggedIn({ issued_at: undefined }),
    'Keystone sent a token that has expired, or whose expiry is unreadable',
  ],
  ['no project', loggedIn({ project: undefined }), 'the token has no project scope'],
  ['no roles', loggedIn({ roles: undefined }), 'the token has no role in its project'],
  ['two different tokens', loggedIn({}, 'one, two'), 'Keystone sent an X-Subject-Token that is not one token'],
  ['a token that is no header', loggedIn({}, 'o\u0001ne'), 'Keystone sent an X-Subject-Token that is not one token'],
  [
    'an admin role',
    loggedIn({ roles: [{ name: 'admin' }] }),
    'the token has an admin role or a system scope: not used, because Nova ignores locks for it',
  ],
  [
    'a project that only begins like one',
    loggedIn({ project: { id: 'p1/../x' } }),
    'Keystone answered 201 with something that is not a token',
  ],
])('the fault names the problem of a 201 with %s', async (_, result, message) => {
  expect(await aKeystone(result).ask()).toMatchObject({ fault: { message } });
});

test.each([undefined, null, 'none', {}, [], [null], [{ type: 'compute', endpoints: null }]])(
  'a catalog that is %j has no endpoints',
  async (catalog) => {
    expect(await aKeystone(loggedIn({ catalog })).ask()).toMatchObject({ kind: 'ok', value: { compute: [] } });
  },
);

test('incomplete entries of the catalog do not hide the endpoint of compute', async () => {
  const wanted = { interface: 'public', region: 'r', url: 'https://nova.example/v2.1' };
  const compute = [
    null,
    'garbage',
    {},
    { interface: 'public' },
    { interface: 'public', url: null },
    { interface: 'public', url: '' },
    { interface: null, url: 'https://nova.example/v2.1' },
    { url: 'https://nova.example/v2.1' },
    { ...wanted, region: 7, region_id: null },
    wanted,
  ];
  const catalog = [
    null,
    7,
    {},
    { type: null, endpoints: [] },
    { endpoints: [wanted] },
    { type: 'image' },
    { type: 'image', endpoints: null },
    { type: 'compute' },
    { type: 'compute', endpoints: 'none' },
    { type: 'compute', name: null, endpoints: compute },
  ];
  const { url } = wanted;
  expect(await aKeystone(loggedIn({ catalog })).ask()).toMatchObject({
    kind: 'ok',
    value: {
      compute: [
        { interface: 'public', url },
        { interface: 'public', region: 'r', url },
      ],
    },
  });
});

test.each<[string, Record<string, unknown>]>([
  ['a beginning of its life that is null', { issued_at: null }],
  ['a beginning of its life that is a number', { issued_at: 7 }],
  ['a beginning of its life that is garbage', { issued_at: 'then' }],
  ['a system scope that is null', { system: null }],
  ['a role without a name', { roles: [{ name: null }, { name: 'member' }] }],
  ['a user without a name', { user: { id: 'u1', name: null } }],
  ['a project without a name', { project: { id: 'p1', name: null, domain: null } }],
  ['methods that are null', { methods: null }],
])('a token is accepted with %s', async (_, over) => {
  const { ask } = aKeystone({ ...loggedIn(over), dateAt: NOON });
  expect(await ask()).toMatchObject({ kind: 'ok', value: { freshUntil: NOON + 3_480_000 } });
});

test('a token whose header a proxy repeated is accepted', async () => {
  const reply = await aKeystone(loggedIn({}, 'one, one')).ask();
  expect(reply.kind === 'ok' && reply.value.value.reveal()).toBe('one');
});

test('a page that refuses a login does not refuse the credentials, and the login is not repeated at once', async () => {
  const { ask, clock, sent, refused } = aKeystone([answer(403, '<html>blocked</html>'), loggedIn()]);
  expect(await ask()).toMatchObject({ kind: 'fault', fault: { kind: 'refused', trouble: 'unclear', http: 403 } });
  expect(sent).toHaveLength(1);
  expect(refused).toEqual([]);
  clock.at = NOON + 60_000;
  expect(await ask()).toMatchObject({ kind: 'ok' });
});

test('a token that is too large is not requested again at once', async () => {
  const { ask, clock, sent } = aKeystone(failure('sent', 'HPE_HEADER_OVERFLOW'));
  for (let asked = 0; asked < 40; asked += 1) {
    expect(await ask()).toMatchObject({ kind: 'fault', fault: { kind: 'refused', trouble: 'configuration' } });
    clock.at += 500;
  }
  expect(sent).toHaveLength(1);
});

test('a login gives up at once when Keystone asks for more time than the budget has', async () => {
  const { ask, sent, clock } = aKeystone(answer(429, '', { 'retry-after': '31' }));
  expect(await ask()).toMatchObject({ kind: 'fault', fault: { trouble: 'throttled', retryAfterMs: 31_000 } });
  expect(sent).toHaveLength(1);
  expect(clock.slept).toEqual([]);
});

test.each<[string, HttpResult, string]>([
  ['no X-Subject-Token', answer(201, aTokenBody()), 'configuration'],
  ['an empty X-Subject-Token', loggedIn({}, ''), 'configuration'],
  ['no JSON', answer(201, '<html>', { 'x-subject-token': TOKEN }), 'configuration'],
  ['an expiry in the past', { ...loggedIn(), dateAt: NOON + 3_600_000 }, 'configuration'],
  ['an expiry before its issue', loggedIn({ expires_at: '2026-11-23T11:59:59.000000Z' }), 'configuration'],
  ['an unreadable expiry', loggedIn({ expires_at: 'tomorrow' }), 'configuration'],
  ['no project', loggedIn({ project: undefined }), 'configuration'],
  ['a project that is no part of a path', loggedIn({ project: { id: '../x' } }), 'configuration'],
  ['no roles', loggedIn({ roles: [] }), 'configuration'],
  ['roles that are null', loggedIn({ roles: null }), 'configuration'],
  ['roles without a name', loggedIn({ roles: [{ id: 'r1' }, null] }), 'configuration'],
  ['a project that is null', loggedIn({ project: null }), 'configuration'],
  ['no user', loggedIn({ user: null }), 'configuration'],
  ['an admin role beside one without a name', loggedIn({ roles: [{}, { name: 'admin' }] }), 'admin'],
  ['an admin role', loggedIn({ roles: [{ name: 'member' }, { name: 'Admin' }] }), 'admin'],
  ['a system scope', loggedIn({ system: { all: true }, project: undefined }), 'admin'],
])('a 201 of Keystone with %s is refused', async (_, result, trouble) => {
  const { ask } = aKeystone(result);
  expect(await ask()).toMatchObject({ kind: 'fault', fault: { kind: 'refused', trouble } });
});

test('a login that an operator has to fix is not repeated for every server', async () => {
  const { ask, clock, sent, refused } = aKeystone(loggedIn({ roles: [{ name: 'admin' }] }));
  await ask();
  clock.at = NOON + 59_999;
  expect(await ask()).toMatchObject({ kind: 'fault', fault: { trouble: 'admin' } });
  expect(sent).toHaveLength(1);
  expect(refused).toEqual([]);
  clock.at = NOON + 60_000;
  await ask();
  expect(sent).toHaveLength(2);
});

test('an admin token is accepted when the settings allow it', async () => {
  const { ask } = aKeystone(loggedIn({ roles: [{ name: 'admin' }] }), { allowAdmin: true });
  expect(await ask()).toMatchObject({ kind: 'ok', value: { admin: true } });
});

test('a role whose name only contains admin is not an admin role', async () => {
  const { ask } = aKeystone(loggedIn({ roles: [{ name: 'te_admin' }] }));
  expect(await ask()).toMatchObject({ kind: 'ok', value: { admin: false } });
});

test('a login refused with 400 suggests the missing domain of the project', async () => {
  const project = (named: object) => ({ login: { ...aConfig().login, project: named } });
  const bare = aKeystone(answer(400, '{"error":{"code":400,"title":"Bad Request"}}'), {
    config: project({ name: 'bms' }),
  });
  expect(await bare.ask()).toMatchObject({
    fault: {
      kind: 'refused',
      trouble: 'configuration',
      message: 'login answered 400: project_name may need its domain, project_domain_name or project_domain_id',
    },
  });
  for (const whole of [{ id: 'p1' }, { name: 'bms', domain: { id: 'd1' } }]) {
    const { ask } = aKeystone(answer(400, '{}'), { config: project(whole) });
    expect(await ask()).toMatchObject({ fault: { message: 'login answered 400' } });
  }
});

test('the endpoints of a token are those of the configured service type, with the names of their services', async () => {
  const endpoints = [{ interface: 'public', url: 'https://n.example' }];
  const catalog = [
    { type: 'compute', name: 'nova', endpoints },
    { type: 'compute_old', name: 'nova1', endpoints },
    { type: 'compute_old', endpoints },
  ];
  const old = await aKeystone(loggedIn({ catalog }), { config: { serviceType: 'compute_old' } }).ask();
  expect(old).toMatchObject({ value: { compute: [{ service: 'nova1' }, { url: 'https://n.example' }] } });
  expect(await aKeystone(loggedIn({ catalog })).ask()).toMatchObject({ value: { compute: [{ service: 'nova' }] } });
});
