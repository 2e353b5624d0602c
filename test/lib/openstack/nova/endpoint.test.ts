import { expect, test } from 'vitest';
import { type Understood, understand } from '../../../../lib/openstack/answer/understand.ts';
import type { CloudConfig } from '../../../../lib/openstack/config/types.ts';
import type { HttpResult } from '../../../../lib/openstack/http/http.ts';
import { computeUrlOf } from '../../../../lib/openstack/keystone/catalog.ts';
import type { CatalogEndpoint, Token } from '../../../../lib/openstack/keystone/token.ts';
import { discoverEndpoint } from '../../../../lib/openstack/nova/endpoint.ts';
import { nearestVersion } from '../../../../lib/openstack/nova/microversion.ts';
import { secret } from '../../../../lib/secret.ts';
import { NOON } from '../../../builders.ts';
import { aConfig, answer, failure, PROJECT } from '../a-client.ts';

const aToken = (...compute: CatalogEndpoint[]): Token => ({
  value: secret('t'),
  userId: 'u1',
  projectId: PROJECT,
  owner: { user: 'stopper', project: 'bms', roles: ['member'] },
  admin: false,
  compute,
  freshUntil: NOON,
});
const at = (url: string, over: Partial<CatalogEndpoint> = {}): CatalogEndpoint => ({
  interface: 'public',
  region_id: 'r',
  url,
  ...over,
});
const VERSIONS = {
  versions: [
    {
      id: 'v2.0',
      status: 'SUPPORTED',
      version: '',
      min_version: '',
      links: [{ rel: 'self', href: 'http://wrong.example/v2/' }],
    },
    {
      id: 'v2.1',
      status: 'CURRENT',
      version: '2.60',
      min_version: '2.1',
      links: [{ rel: 'self', href: 'http://wrong.example/v2.1/' }],
    },
  ],
};
const one = (version: string, min = '2.1') => answer(200, { version: { id: 'v2.1', version, min_version: min } });

/** What the endpoint of a catalog address comes to, and what was read on the way. */
const find = async (url: string, result: HttpResult, config: Partial<CloudConfig> = {}) => {
  const compute = computeUrlOf(aConfig(config), aToken(at(url)));
  if (compute.kind === 'fault') return compute.fault;
  const asked: string[] = [];
  const found = await discoverEndpoint(compute.value, async (address) => {
    asked.push(address.href);
    return understand(result, 'read');
  });
  if (found.kind === 'fault') return found.fault;
  const { base, offered, unread } = found.value;
  return { asked: asked.join(), base: base.href, minor: nearestVersion(51, offered), unread: unread?.trouble };
};

test.each<[string, HttpResult, object]>([
  [
    'https://n.example/v2.1',
    one('2.93'),
    { asked: 'https://n.example/v2.1/', base: 'https://n.example/v2.1/', minor: 51 },
  ],
  [
    `https://n.example/v2.1/${PROJECT}/`,
    one('2.93'),
    { asked: 'https://n.example/v2.1/', base: `https://n.example/v2.1/${PROJECT}/`, minor: 51 },
  ],
  [
    'https://n.example/compute/v2.1',
    one('2.30'),
    { asked: 'https://n.example/compute/v2.1/', base: 'https://n.example/compute/v2.1/', minor: 30 },
  ],
  ['https://n.example/v2.1', one('2.93', '2.60'), { base: 'https://n.example/v2.1/', minor: 60 }],
  ['https://n.example/v2.1', one(''), { base: 'https://n.example/v2.1/', minor: null }],
  [
    `https://n.example/v2/${PROJECT}`,
    answer(200, VERSIONS),
    { asked: 'https://n.example/', base: `https://n.example/v2.1/${PROJECT}/`, minor: 51 },
  ],
  [
    'https://n.example:8774/compute/v2',
    answer(200, VERSIONS),
    { asked: 'https://n.example:8774/compute/', base: 'https://n.example:8774/compute/v2.1/', minor: 51 },
  ],
  [
    'https://n.example',
    answer(200, VERSIONS),
    { asked: 'https://n.example/', base: 'https://n.example/v2.1/', minor: 51 },
  ],
  // Not published: used as it is, without microversions.
  [`https://n.example/v2/${PROJECT}`, answer(404), { base: `https://n.example/v2/${PROJECT}/`, minor: null }],
  ['https://n.example/v2.1', answer(403), { base: 'https://n.example/v2.1/', minor: null }],
  ['https://n.example/v2', answer(200, { versions: [{ id: 'v2.0' }] }), { base: 'https://n.example/v2/', minor: null }],
  // Trouble.
  ['https://n.example', answer(404), { kind: 'refused', trouble: 'endpoint' }],
  ['https://n.example/v2.1', failure('not-sent', 'ECONNREFUSED'), { trouble: 'unreachable' }],
])('the endpoint at %s is found with its versions', async (url, result, expected) => {
  expect(await find(url, result)).toMatchObject(expected);
});

test.each<[string, Partial<CloudConfig>]>([
  ['http://n.example/v2.1', {}],
  ['https://user:pw@n.example/v2.1', {}],
  ['https://n.example/v2.1/..', {}],
  ['https://n.example/v2.1/%2e%2E/x', {}],
  ['https://n.example/v2.1/%(tenant_id)s', {}],
  ['https://n.example/v2.1/$(project_id)s', {}],
  ['https://n.example/v2.1?x=1', {}],
  ['https://n.example/v2.1#x', {}],
  ['https:\\\\n.example/v2.1', {}],
  ['ftp://n.example/v2.1', {}],
  ['n.example', {}],
  ['https://169.254.169.254/v2.1', {}],
  ['https://10.1.2.3/v2.1', {}],
  ['https://[fe80::1]/v2.1', {}],
  ['https://[::1]/v2.1', {}],
  ['https://[::ffff:127.0.0.1]/v2.1', {}],
  ['https://2130706433/v2.1', {}],
])('the catalog may not name the address %s', async (url, config) => {
  const fault = await find(url, one('2.93'), config);
  expect(fault).toMatchObject({ kind: 'refused', trouble: 'endpoint' });
  expect(JSON.stringify(fault)).not.toContain('pw');
});

test.each<[string, Partial<CloudConfig>]>([
  ['http://n.example/v2.1', { authUrl: 'http://keystone.example/v3' }],
  ['http://127.0.0.1:15774/v2.1', { authUrl: 'http://127.0.0.1:15000/v3' }],
  ['https://192.168.1.2/v2.1', { authUrl: 'https://10.0.0.1:5000/v3' }],
  ['https://93.184.215.14/v2.1', {}],
])('the catalog may name the address %s when auth_url is of that kind', async (url, config) => {
  expect(await find(url, one('2.93'), config)).toMatchObject({ base: `${url}/` });
});

test('a configured compute address is used instead of the catalog', async () => {
  const config = aConfig({ computeUrl: 'http://10.0.0.9/v2.1/%(project_id)s' });
  expect(computeUrlOf(config, aToken())).toEqual({
    kind: 'ok',
    value: { root: new URL('http://10.0.0.9/'), version: 'v2.1', project: PROJECT },
  });
});

const chosen = (config: Partial<CloudConfig>): string => {
  const token = aToken(
    at('https://internal.example/v2.1', { interface: 'internalURL', region_id: 'one' }),
    at('https://one.example/v2.1', { interface: 'publicURL', region_id: undefined, region: 'one' }),
    at('https://two.example/v2.1', { region_id: 'two', region: 'old name' }),
  );
  const found = computeUrlOf(aConfig(config), token);
  return found.kind === 'ok'
    ? found.value.root.host
    : `${found.fault.kind}/${found.fault.trouble}: ${found.fault.message}`;
};

test('an endpoint is chosen by the name of its service where the catalog has names', () => {
  const token = aToken(
    at('https://old.example/v2.1', { service: 'nova' }),
    at('https://new.example/v2.1', { service: 'nova2' }),
    at('https://bare.example/v2.1', {}),
  );
  const hostOf = (serviceName: string): string => {
    const found = computeUrlOf(aConfig({ serviceName }), token);
    return found.kind === 'ok' ? found.value.root.host : found.fault.message;
  };
  expect(hostOf('nova2')).toBe('new.example');
  expect(hostOf('other')).toBe('bare.example');
  const { compute, ...rest } = token;
  const named = computeUrlOf(aConfig({ serviceName: 'x', serviceType: 't' }), {
    ...rest,
    compute: compute.slice(0, 1),
  });
  expect(named).toMatchObject({
    fault: { message: expect.stringContaining('the catalog has no t endpoint of service x with interface public') },
  });
});

test('an endpoint is chosen by interface and region, or the first where no region is set', () => {
  expect(chosen({})).toBe('one.example');
  expect(chosen({ region: 'two' })).toBe('two.example');
  expect(chosen({ region: 'one', interface: 'internal' })).toBe('internal.example');
  expect(chosen({ region: 'three' })).toBe(
    'refused/configuration: the catalog has no compute endpoint with interface public in region three; it has regions: one, two',
  );
});

// What may be where a version document should be: closed, a page, an error, a list without ours.
const UNREAD: readonly [string, HttpResult, string][] = [
  ['a page', answer(200, '<html></html>'), 'unclear'],
  ['an empty object', answer(200, {}), 'unclear'],
  ['another object', answer(200, { hello: 1 }), 'unclear'],
  ['a document that is null', answer(200, { version: null, versions: null }), 'unclear'],
  ['a document without an id', answer(200, { version: {} }), 'unclear'],
  ['a bare list', answer(200, '[]'), 'unclear'],
  ['a list without ours', answer(200, { versions: [{ id: 'v2.0' }, null, 7] }), 'endpoint'],
  ['an empty 204', answer(204), 'unclear'],
  ['a redirect', answer(302), 'endpoint'],
  ['300 with choices', answer(300, { choices: [{ id: 'v2.1' }] }), 'endpoint'],
  ['400', answer(400), 'unclear'],
  ['401 of a gateway', answer(401, { error_code: 'APIGW.0301', error_msg: 'm' }), 'unauthorized'],
  ['401 with a page', answer(401, '<html></html>'), 'unauthorized'],
  ['403 with a page', answer(403, '<html></html>'), 'unclear'],
  ['404', answer(404), 'endpoint'],
  ['405', answer(405), 'endpoint'],
  ['429', answer(429), 'throttled'],
  ['500', answer(500), 'server-error'],
  ['503', answer(503), 'unavailable'],
  ['no answer', failure('sent', 'TIMEOUT'), 'unanswered'],
  ['headers that are too long', failure('sent', 'HPE_HEADER_OVERFLOW'), 'configuration'],
];

test.each(UNREAD)('an address with a version is used even if its document is %s', async (_, result, unread) => {
  for (const path of ['v2.1', `v2.1/${PROJECT}`, 'v2', `compute/v2/${PROJECT}`])
    expect(await find(`https://n.example/${path}`, result), path).toMatchObject({
      base: `https://n.example/${path}/`,
      minor: null,
      unread,
    });
});

test.each(UNREAD)(
  'an address without a version is no endpoint if the root is %s, and a login does not fix that',
  async (_, result) => {
    const fault = await find('https://n.example', result);
    expect(fault).toHaveProperty('kind', expect.stringMatching(/refused|transient|ambiguous/));
    expect(fault).not.toMatchObject({ trouble: 'unauthorized' });
  },
);

test.each(['ENOTFOUND', 'ECONNREFUSED', 'CERT_HAS_EXPIRED'])(
  'a server that cannot be reached (%s) gives no endpoint',
  async (code) => {
    expect(await find('https://n.example/v2.1', failure('not-sent', code))).toHaveProperty('kind');
  },
);

test('an odd entry in the list of versions does not hide the right one', async () => {
  const versions = [null, 'v2.1', { id: 7 }, { id: 'v2.1', version: '2.90', min_version: null, links: null }];
  expect(await find('https://n.example/v2', answer(200, { versions }))).toMatchObject({
    base: 'https://n.example/v2.1/',
    minor: 51,
  });
});

test('a version document is read only as far as it is needed', async () => {
  const seen: Understood = { answer: answer(200), json: { version: { id: 'v2.1', version: '2.51', updated: 7 } } };
  const found = await discoverEndpoint({ root: new URL('https://n.example/'), version: 'v2.1' }, async () => ({
    kind: 'ok',
    value: seen,
  }));
  expect(found).toMatchObject({ kind: 'ok', value: { offered: { least: 1, most: 51 } } });
});

const refusal = async (url: string, config: Partial<CloudConfig> = {}) => {
  const found = computeUrlOf(aConfig(config), aToken(at(url)));
  return found.kind === 'fault' ? found.fault.message : found.value.root.href;
};

test.each<[string, string]>([
  ['https://n.example/v2.1/$(x)s', 'has a placeholder that was not replaced'],
  ['https://n.example/v 2', 'contains a space, a backslash or a control character'],
  ['xhttp://n.example', 'is not an http or https URL'],
  ['https://user@n.example', 'contains a user or password'],
  ['https://:pw@n.example', 'contains a user or password'],
  ['https://n.example/?x', 'contains a query or a fragment'],
  ['https://n.example/../x', 'contains a dot segment'],
  ['https://n.example/x/.', 'contains a dot segment'],
  ['https://../x', 'contains a dot segment'],
  ['http://n.example', 'is http, but auth_url is https'],
  ['https://10.0.0.1', 'is a literal private address: set compute_endpoint_override to allow it'],
  ['https://[fd00::1]', 'is a literal private address: set compute_endpoint_override to allow it'],
])('the fault says why the catalog may not name %s', async (url, because) => {
  expect(await refusal(url)).toBe(`the compute endpoint of the catalog ${because}`);
});

test('a configured compute address is checked too', async () => {
  const override = (computeUrl: string) => computeUrlOf(aConfig({ computeUrl }), aToken());
  expect(override('https://n.example/?x')).toMatchObject({
    fault: {
      kind: 'refused',
      trouble: 'endpoint',
      message: 'compute_endpoint_override contains a query or a fragment',
    },
  });
});

test('a compute address loses its version and project only at the end', () => {
  const apart = (url: string) => {
    const found = computeUrlOf(aConfig(), aToken(at(url)));
    return found.kind === 'ok' ? { ...found.value, root: found.value.root.href } : found.fault;
  };
  expect(apart(`https://n.example/${PROJECT}/v2.1`)).toStrictEqual({
    root: `https://n.example/${PROJECT}/`,
    version: 'v2.1',
  });
  expect(apart(`https://n.example/compute/v2.1/${PROJECT}`)).toStrictEqual({
    root: 'https://n.example/compute/',
    version: 'v2.1',
    project: PROJECT,
  });
  expect(apart('https://n.example/a/b/v2.1')).toStrictEqual({ root: 'https://n.example/a/b/', version: 'v2.1' });
  expect(apart('https://n.example/xv2')).toStrictEqual({ root: 'https://n.example/xv2/' });
  expect(apart('https://n.example')).toStrictEqual({ root: 'https://n.example/' });
});

test('a catalog without a matching endpoint is a fault that lists its regions', () => {
  const said = (compute: CatalogEndpoint[], config: Partial<CloudConfig> = {}) => {
    const found = computeUrlOf(aConfig(config), aToken(...compute));
    return found.kind === 'fault' ? found.fault.message : 'found';
  };
  expect(said([])).toBe('the catalog has no compute endpoint with interface public; it has regions: none');
  expect(said([{ interface: 'admin', url: 'https://n.example' }])).toBe(
    'the catalog has no compute endpoint with interface public; it has regions: ?',
  );
  expect(said([at('https://n.example', { interface: 'URLpublic' })])).toContain('no compute endpoint');
});

test.each<[string, HttpResult, object]>([
  ['https://n.example/v2.1', answer(400, { badRequest: { code: 400, message: 'm' } }), { minor: null }],
  ['https://n.example/v2.1', answer(404, { itemNotFound: { code: 404, message: 'm' } }), { minor: null }],
  [
    'https://n.example/xv2',
    answer(404),
    { message: 'the compute address has no version, and the versions cannot be read: read answered 404' },
  ],
  ['https://n.example', answer(200, {}), { kind: 'refused', trouble: 'endpoint' }],
  ['https://n.example/v2.1', one('12.9'), { minor: null }],
  ['https://n.example/v2.1', one('2.9x'), { minor: null }],
  ['https://n.example', answer(503), { kind: 'transient', trouble: 'unavailable' }],
])('the version of the address %s is matched exactly', async (url, result, expected) => {
  expect(await find(url, result)).toMatchObject(expected);
});
