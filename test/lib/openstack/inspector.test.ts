import { describe, expect, test } from 'vitest';
import { directRoutes } from '../../../lib/openstack/http/proxies.ts';
import { createInspector } from '../../../lib/openstack/inspector.ts';
import { createKeystone } from '../../../lib/openstack/keystone/keystone.ts';
import { createCompute } from '../../../lib/openstack/nova/session.ts';
import { aClock } from '../../fakes.ts';
import { aConfig, answer, aTokenBody, ECHO, loggedIn, PROJECT, type Script, scripted, VERSION } from './a-client.ts';

const LIST = 'GET /v2.1/servers/detail';
const idOf = (n: number): string => `5e1f0000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const listed = (n: number, over: Record<string, unknown> = {}) => ({
  id: idOf(n),
  name: `bms-${n}`,
  tenant_id: PROJECT,
  'OS-EXT-STS:vm_state': 'active',
  ...over,
});
const page = (servers: readonly unknown[], next = false) =>
  answer(200, { servers, ...(next ? { servers_links: [{ rel: 'next', href: 'http://wrong.example/' }] } : {}) }, ECHO);

const anInspector = (script: Script) => {
  const clock = aClock();
  const wire = scripted({ 'POST /v3/auth/tokens': loggedIn(), 'GET /v2.1/': answer(200, VERSION), ...script });
  const config = aConfig();
  const { transport } = wire;
  const keystone = createKeystone({ config, transport, clock, allowAdmin: true, onRefused: () => {} });
  const compute = createCompute({ config, transport, keystone, clock });
  return {
    ...wire,
    inspector: createInspector(config, keystone, compute, directRoutes),
    budget: { untilAt: clock.now() + 10_000 },
  };
};

describe('the owner of a token', () => {
  test('the owner of a token is shown by names, with the rules of its application credential', async () => {
    const rules = [{ id: 'r', service: 'compute', method: 'GET', path: '/v2.1/servers/*' }];
    const credential = { id: 'c', name: 'n', restricted: false, access_rules: rules };
    const { inspector, budget } = anInspector({
      'POST /v3/auth/tokens': loggedIn({
        application_credential: credential,
        roles: [{ name: 'member' }, { name: 'x' }],
      }),
    });
    expect(await inspector.login(budget)).toMatchObject({
      kind: 'ok',
      value: {
        user: 'stopper',
        project: 'bms',
        roles: ['member', 'x'],
        admin: false,
        credential: { unrestricted: true, rules: [{ service: 'compute', method: 'GET', path: '/v2.1/servers/*' }] },
      },
    });
  });

  test('the owner of a token is shown by ids where there are no names', async () => {
    const { user, project } = aTokenBody().token;
    const over = { user: { id: user.id }, project: { id: project.id, name: 7 } };
    const { inspector, budget } = anInspector({ 'POST /v3/auth/tokens': loggedIn(over) });
    expect(await inspector.login(budget)).toMatchObject({ value: { user: 'u1', project: '?', roles: ['member'] } });
  });
});

describe('counting servers', () => {
  test('a count of servers continues each page after the last id, and names a running server', async () => {
    const { inspector, budget, sent } = anInspector({
      [LIST]: [page([listed(1, { 'OS-EXT-STS:vm_state': 'stopped' }), listed(2)], true), page([listed(3)])],
    });
    expect(await inspector.countServers(budget)).toMatchObject({
      value: { visible: 3, running: 2, more: false, example: { id: idOf(2), name: 'bms-2' } },
    });
    expect(sent.map(({ url }) => url.searchParams.get('marker')).filter((marker) => marker !== null)).toEqual([
      idOf(2),
    ]);
  });

  test('a count of servers ends when a cloud repeats the same page', async () => {
    const { inspector, budget } = anInspector({ [LIST]: page([listed(1)], true) });
    expect(await inspector.countServers(budget)).toMatchObject({ value: { visible: 1, more: false } });
  });

  test('a count of servers ends after 10,000 servers', async () => {
    const pages = Array.from({ length: 60 }, (_, p) =>
      page(Array.from({ length: 200 }, (_one, n) => listed(p * 200 + n))),
    );
    const { inspector, budget, sent } = anInspector({ [LIST]: pages });
    expect(await inspector.countServers(budget)).toMatchObject({ value: { visible: 10_000, more: true } });
    expect(sent.filter(({ url }) => url.pathname.endsWith('/detail'))).toHaveLength(50);
  });

  test('a count of servers reports a fault, not zero, when the answer is not a list', async () => {
    const { inspector, budget } = anInspector({ [LIST]: answer(200, { server: [] }, ECHO) });
    expect(await inspector.countServers(budget)).toMatchObject({ kind: 'fault', fault: { trouble: 'unclear' } });
  });
});

test('servers of another project are noticed, but not where the list shows no projects', async () => {
  const asked = async (tenant: unknown) => {
    const { inspector, budget, sent } = anInspector({ [LIST]: page([listed(1), listed(2, { tenant_id: tenant })]) });
    const reply = await inspector.seesOthers(budget);
    expect(sent.at(-1)?.url.searchParams.get('all_tenants')).toBe('1');
    return reply.kind === 'ok' ? reply.value : reply.fault.trouble;
  };
  expect([await asked('other'), await asked(PROJECT), await asked(undefined)]).toEqual([true, false, false]);
});
