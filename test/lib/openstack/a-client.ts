import type { IncomingHttpHeaders } from 'node:http';
import type { CloudConfig } from '../../../lib/openstack/config/types.ts';
import type { HttpAnswer, HttpRequest, HttpResult, Transport } from '../../../lib/openstack/http/http.ts';
import { createKeystone } from '../../../lib/openstack/keystone/keystone.ts';
import { createNova } from '../../../lib/openstack/nova/nova.ts';
import { createCompute } from '../../../lib/openstack/nova/session.ts';
import { secret } from '../../../lib/secret.ts';
import { aServerId } from '../../builders.ts';
import { aClock } from '../../fakes.ts';

export const TOKEN = 'gAAAA-canary-token';
export const PASSWORD = 'canary-password';
export const PROJECT = '0a4b7823ec3249c4851413d511e32a52';

export const answer = (status: number, body: unknown = '', headers: IncomingHttpHeaders = {}): HttpAnswer => ({
  kind: 'answer',
  status,
  headers,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

export const failure = (phase: 'sent' | 'not-sent', code: string): HttpResult => ({
  kind: 'failure',
  phase,
  code,
  peer: 'nova.example:443',
});

export const aTokenBody = (over: Record<string, unknown> = {}) => ({
  token: {
    methods: ['password'],
    user: { id: 'u1', name: 'stopper' },
    issued_at: '2026-11-23T12:00:00.000000Z',
    expires_at: '2026-11-23T13:00:00.000000Z',
    project: { id: PROJECT, name: 'bms', domain: { id: 'default' } },
    roles: [{ id: 'r1', name: 'member' }],
    catalog: [
      { type: 'image', endpoints: [{ interface: 'public', url: null }] },
      {
        type: 'compute',
        endpoints: [{ interface: 'public', region_id: 'r', region: 'r', url: 'https://nova.example/v2.1' }],
      },
    ],
    ...over,
  },
});

export const loggedIn = (over: Record<string, unknown> = {}, token = TOKEN): HttpAnswer =>
  answer(201, aTokenBody(over), { 'x-subject-token': token });

export const VERSION = { version: { id: 'v2.1', version: '2.93', min_version: '2.1' } };
export const ECHO = { 'openstack-api-version': 'compute 2.51' };

export const aServerBody = (over: Record<string, unknown> = {}) => ({
  server: {
    id: aServerId(),
    name: 'bms-000',
    status: 'ACTIVE',
    hostId: 'cb0c',
    locked: false,
    updated: '2026-11-23T10:59:51Z',
    'OS-SRV-USG:launched_at': '2026-11-22T10:59:51.017652',
    'OS-EXT-STS:vm_state': 'active',
    'OS-EXT-STS:task_state': null,
    'OS-EXT-STS:power_state': 1,
    ...over,
  },
});

export const aConfig = (over: Partial<CloudConfig> = {}): CloudConfig => ({
  name: 'test',
  source: 'clouds.yaml',
  authUrl: 'https://keystone.example/v3',
  login: {
    method: 'password',
    user: { name: 'stopper', domain: { name: 'Default' } },
    password: secret(PASSWORD),
    project: { name: 'bms', domain: { name: 'Default' } },
  },
  interface: 'public',
  tls: { verify: true },
  identity: secret('1'),
  ...over,
});

/** Answers by route; a list is used up one by one, its last answer again and again. */
export type Script = Readonly<Record<string, HttpResult | readonly HttpResult[]>>;

export const scripted = (script: Script): { transport: Transport; sent: HttpRequest[]; lines: () => string[] } => {
  const sent: HttpRequest[] = [];
  const used = new Map<string, number>();
  return {
    sent,
    lines: () => sent.map((request) => `${request.method} ${request.url.pathname}`),
    transport: async (request) => {
      sent.push(request);
      const route = `${request.method} ${request.url.pathname}`;
      const answers = [script[route] ?? answer(500)].flat();
      const nth = used.get(route) ?? 0;
      used.set(route, nth + 1);
      return answers[Math.min(nth, answers.length - 1)] ?? answer(500);
    },
  };
};

/** A whole client over a script; logged in and discovered unless the script says otherwise. */
export const aClient = (script: Script, over: { config?: Partial<CloudConfig>; allowAdmin?: boolean } = {}) => {
  const clock = aClock();
  const wire = scripted({ 'POST /v3/auth/tokens': loggedIn(), 'GET /v2.1/': answer(200, VERSION), ...script });
  const config = aConfig(over.config);
  const refused: number[] = [];
  const keystone = createKeystone({
    config,
    transport: wire.transport,
    clock,
    allowAdmin: over.allowAdmin ?? false,
    onRefused: () => refused.push(clock.now()),
  });
  const compute = createCompute({ config, transport: wire.transport, keystone, clock });
  const cloud = createNova(compute, keystone, clock, config);
  return { ...wire, cloud, clock, refused, budget: () => ({ untilAt: clock.now() + 30_000 }) };
};
