import { expect, test } from 'vitest';
import { at, type Client } from './client.ts';
import { stop } from './nova-calls.ts';

/** Version documents, and how a microversion is asked for and answered. */
export const versionContract = (client: () => Client): void => {
  const shown = (headers: Record<string, string>) =>
    client().nova('GET', `/v2.1/servers/${client().target.active[0]}`, { headers });
  const origin = () => new URL(client().target.computeUrl).origin;

  test('Nova lists its versions at the root, without a token and without request ids', async () => {
    const heard = await client().nova('GET', '/', { as: null });
    expect(heard.status).toBe(200);
    expect(heard.headers.get('x-compute-request-id')).toBeNull();
    expect(heard.json).toEqual({
      versions: [
        {
          id: 'v2.0',
          status: 'SUPPORTED',
          version: '',
          min_version: '',
          updated: '2011-01-21T11:33:21Z',
          links: [{ rel: 'self', href: `${origin()}/v2/` }],
        },
        {
          id: 'v2.1',
          status: 'CURRENT',
          version: '2.93',
          min_version: '2.1',
          updated: '2013-07-23T11:33:21Z',
          links: [{ rel: 'self', href: `${origin()}/v2.1/` }],
        },
      ],
    });
  });

  test.each(['/v2.1', '/v2.1/'])('Nova describes itself at %s without a token', async (path) => {
    const heard = await client().nova('GET', path, { as: null });
    expect(heard.status).toBe(200);
    expect(at(heard.json, 'version')).toMatchObject({ id: 'v2.1', version: '2.93', min_version: '2.1' });
  });

  test('Nova has no microversions under /v2, only an empty version', async () => {
    const heard = await client().nova('GET', '/v2/', { as: null });
    expect(heard.status).toBe(200);
    expect(at(heard.json, 'version')).toMatchObject({ id: 'v2.0', version: '', min_version: '' });
  });

  test('Nova answers 300 to a path outside its versions', async () => {
    const heard = await client().nova('GET', '/v9', { as: null });
    expect(heard.status).toBe(300);
    expect(at(heard.json, 'choices')).toHaveLength(2);
  });

  test.each([
    ['nothing', {}, '2.1'],
    ['the new header', { 'OpenStack-API-Version': 'compute 2.51' }, '2.51'],
    ['the old header', { 'X-OpenStack-Nova-API-Version': '2.51' }, '2.51'],
    ['both', { 'OpenStack-API-Version': 'compute 2.60', 'X-OpenStack-Nova-API-Version': '2.51' }, '2.60'],
    ['another service', { 'OpenStack-API-Version': 'baremetal 1.2' }, '2.1'],
    ['several services', { 'OpenStack-API-Version': 'baremetal 1.2, compute 2.9' }, '2.9'],
    ['no number', { 'OpenStack-API-Version': 'compute' }, '2.1'],
    ['latest', { 'OpenStack-API-Version': 'compute latest' }, '2.93'],
  ])('Nova answers in the version that %s asks for, and says so in both headers', async (_, headers, version) => {
    const heard = await shown(headers);
    expect(heard.status).toBe(200);
    expect(heard.headers.get('openstack-api-version')).toBe(`compute ${version}`);
    expect(heard.headers.get('x-openstack-nova-api-version')).toBe(version);
    expect(heard.headers.get('vary')).toBe('OpenStack-API-Version, X-OpenStack-Nova-API-Version');
  });

  test.each(['2.999', '2.0', '1.0'])(
    'Nova answers 406 to the version %s, and repeats it in the headers',
    async (version) => {
      const heard = await shown({ 'OpenStack-API-Version': `compute ${version}` });
      expect(heard.status).toBe(406);
      const message = `Version ${version} is not supported by the API. Minimum is 2.1 and maximum is 2.93.`;
      expect(heard.json).toEqual({ computeFault: { code: 406, message } });
      expect(heard.headers.get('openstack-api-version')).toBe(`compute ${version}`);
    },
  );

  test.each(['abc', '2.01'])(
    'Nova answers 400 to the malformed version %s, without version headers',
    async (version) => {
      const heard = await shown({ 'OpenStack-API-Version': `compute ${version}` });
      expect(heard.status).toBe(400);
      const message = `API Version String ${version} is of invalid format. Must be of format MajorNum.MinorNum.`;
      expect(heard.json).toEqual({ badRequest: { code: 400, message } });
      expect(heard.headers.get('openstack-api-version')).toBeNull();
    },
  );

  test('Nova silently ignores the version under /v2, in headers and fields', async () => {
    const heard = await client().nova('GET', `/v2/servers/${client().target.active[0]}`, { version: '2.51' });
    expect(heard.status).toBe(200);
    expect(heard.headers.get('openstack-api-version')).toBeNull();
    expect(heard.headers.get('x-openstack-nova-api-version')).toBeNull();
    expect(at(heard.json, 'server', 'locked')).toBeUndefined();
  });

  test.each(['2.1', '2.51', '2.93'])('Nova refuses a stop in the same words in version %s', async (version) => {
    const { stopped } = client().target.servers;
    const heard = await stop(client(), stopped, { version });
    expect(heard.status).toBe(409);
    expect(heard.headers.get('openstack-api-version')).toBe(`compute ${version}`);
  });

  test('Nova dates every answer, and names every request id twice', async () => {
    for (const heard of [await shown({}), await stop(client(), client().target.servers.stopped)]) {
      expect(Date.parse(heard.headers.get('date') ?? '')).not.toBeNaN();
      const id = heard.headers.get('x-compute-request-id');
      expect(id).toMatch(/^req-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
      expect(heard.headers.get('x-openstack-request-id')).toBe(id);
      expect(heard.headers.get('retry-after')).toBeNull();
    }
  });
};
