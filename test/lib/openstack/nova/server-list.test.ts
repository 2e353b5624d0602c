import { describe, expect, test } from 'vitest';
import { NOON, serverNo } from '../../../builders.ts';
import { aClient, answer, failure, PROJECT } from '../a-client.ts';

const LIST = 'GET /v2.1/servers/detail';
const ECHO = { 'openstack-api-version': 'compute 2.69' };

const aRow = (n: number, over: Record<string, unknown> = {}) => ({
  id: serverNo(n),
  name: `bms-${n}`,
  status: 'ACTIVE',
  created: '2026-11-22T10:59:51Z',
  tags: ['env=dev'],
  metadata: { rack: 'r1' },
  flavor: { original_name: 'physical.o2.medium', extra_specs: { 'resources:VCPU': '0' } },
  ...over,
});
const down = (n: number) => ({
  id: serverNo(n),
  status: 'UNKNOWN',
  tenant_id: PROJECT,
  created: '2026-11-22T10:59:51Z',
});
const page = (rows: readonly unknown[], more: Record<string, unknown> = {}, headers: object = ECHO) =>
  answer(200, { servers: rows, ...more }, { ...headers });
const nextLink = (href: unknown) => ({
  servers_links: [
    { rel: 'self', href: 'x' },
    { rel: 'next', href },
  ],
});

const versions = (version: string, min_version = '2.1') =>
  answer(200, { version: { id: 'v2.1', version, min_version } });

const listed = (script: Parameters<typeof aClient>[0]) => {
  const world = aClient(script);
  return { ...world, list: (next?: string) => world.cloud.listServers(next, world.budget()) };
};

describe('a list of servers', () => {
  test('a list is asked for without limit and filter, in the version that shows cells that are down', async () => {
    const { list, sent, lines } = listed({ [LIST]: { ...page([aRow(1)]), dateAt: NOON } });
    expect(await list()).toEqual({
      kind: 'ok',
      dateAt: NOON,
      value: {
        unknown: 0,
        servers: [
          {
            id: serverNo(1),
            name: 'bms-1',
            tags: ['env=dev'],
            metadata: { rack: 'r1' },
            flavor: { id: null, name: 'physical.o2.medium', extraSpecs: { 'resources:VCPU': '0' } },
            createdAt: Date.UTC(2026, 10, 22, 10, 59, 51),
          },
        ],
      },
    });
    expect(lines()).toEqual(['POST /v3/auth/tokens', 'GET /v2.1/', LIST]);
    expect(sent[2]?.url.search).toBe('');
    expect(sent[2]?.headers).toMatchObject({ 'openstack-api-version': 'compute 2.69' });
  });

  test('a page may be far longer than another answer', async () => {
    const { list, sent } = listed({ [LIST]: page([]) });
    await list();
    expect(sent[2]?.mostBytes).toBe(16 * 1024 * 1024);
    expect(await listed({ [LIST]: failure('sent', 'BODY_TOO_LARGE') }).list()).toMatchObject({
      fault: { kind: 'refused', message: 'the list of servers is too long to read: a page of over 16 MiB' },
    });
  });

  test.each([
    ['https://nova.example/v2.1/servers/detail?marker=abc', 'marker=abc'],
    ['https://evil.example/other?marker=a%26limit%3D1&x=y&all_tenants=1', 'marker=a%26limit%3D1'],
    ['/servers/detail?limit=25&marker=abc', 'limit=25&marker=abc'],
    ['?marker=abc', 'marker=abc'],
  ])('of the link %s only marker and limit are used, at our own endpoint', async (href, query) => {
    const { list, sent } = listed({ [LIST]: [page([aRow(2)], nextLink(href)), page([aRow(1)])] });
    const first = await list();
    expect(first).toMatchObject({ value: { next: query } });
    const last = await list(query);
    expect(last.kind === 'ok' && last.value.next).toBeUndefined();
    expect(sent.at(-1)?.url.href).toBe(`https://nova.example/v2.1/servers/detail?${query}`);
  });

  test.each([['https://nova.example/?limit=25'], ['?marker='], ['http://[']])(
    'a link to a next page that cannot be asked for is no last page: %s',
    async (href) => {
      expect(await listed({ [LIST]: page([aRow(1)], nextLink(href)) }).list()).toMatchObject({
        fault: {
          trouble: 'unclear',
          message: 'the list of servers is unclear: the link to the next page has no marker',
        },
      });
    },
  );

  test('servers of a cell that is down are counted, and are no servers to choose from', async () => {
    expect(await listed({ [LIST]: page([aRow(1), down(2), down(3)]) }).list()).toMatchObject({
      value: { unknown: 2, servers: [{ id: serverNo(1) }] },
    });
  });

  test.each([
    ['no id', { id: undefined }],
    ['an id that is no UUID', { id: 'bms' }],
    ['no name', { name: undefined }],
    ['no status', { status: '' }],
    ['a time of creation that is none', { created: 'yesterday' }],
    ['no tags', { tags: undefined }],
    ['a tag that is no text', { tags: ['a', 1] }],
    ['no metadata', { metadata: undefined }],
    ['metadata that is no text', { metadata: { keep: true } }],
    ['a flavor without name and id', { flavor: { vcpus: 1 } }],
  ])('a page with a server that has %s is no list', async (_, over) => {
    expect(await listed({ [LIST]: page([aRow(1), aRow(2, over)]) }).list()).toMatchObject({
      fault: {
        kind: 'transient',
        trouble: 'unclear',
        message: 'the list of servers is unclear: 1 of 2 servers have no readable id, name or labels',
      },
    });
  });

  test.each([
    [{ id: 'physical.o2.medium' }, { id: 'physical.o2.medium', name: null, extraSpecs: null }],
    [{ name: 'physical.o2.medium' }, { id: null, name: 'physical.o2.medium', extraSpecs: null }],
  ])('a flavor is known by its name or its id, as the cloud shows it: %j', async (flavor, seen) => {
    expect(await listed({ [LIST]: page([aRow(1, { flavor })]) }).list()).toMatchObject({
      value: { servers: [{ flavor: seen }] },
    });
  });

  test('an answer without servers is no list', async () => {
    expect(await listed({ [LIST]: answer(200, { server: {} }, ECHO) }).list()).toMatchObject({
      fault: { trouble: 'unclear', message: 'the list of servers is unclear: the answer is no list of servers' },
    });
  });
});

describe('a cloud that is too old for a selector', () => {
  test.each([
    ['offers 2.1 to 2.38', versions('2.38'), 'this cloud offers 2.1 to 2.38'],
    ['has no microversions', versions('', ''), 'this cloud offers no microversions'],
  ])('a cloud that %s is refused before it is asked', async (_, document, because) => {
    const { list, lines } = listed({ 'GET /v2.1/': document });
    expect(await list()).toEqual({
      kind: 'fault',
      fault: {
        kind: 'refused',
        trouble: 'too-old',
        message: `a selector needs compute microversion 2.47, and ${because}`,
      },
    });
    expect(lines()).not.toContain(LIST);
  });

  test('a cloud that offers 2.47 to 2.60 is asked in 2.60', async () => {
    const echo = { 'openstack-api-version': 'compute 2.60' };
    const { list, sent } = listed({ 'GET /v2.1/': versions('2.60'), [LIST]: page([aRow(1)], {}, echo) });
    expect(await list()).toMatchObject({ kind: 'ok' });
    expect(sent[2]?.headers).toMatchObject(echo);
  });

  test.each([
    [{ 'openstack-api-version': 'compute 2.51' }, '2.51'],
    [{}, 'none'],
  ])('an answer in an older version than it was asked for is too old: %o', async (headers, made) => {
    expect(await listed({ [LIST]: page([aRow(1)], {}, headers) }).list()).toMatchObject({
      fault: {
        trouble: 'too-old',
        message: `a selector needs compute microversion 2.47, and the answer to a question in 2.69 is in ${made}`,
      },
    });
  });

  test('a version document that cannot be read now says nothing about the age of a cloud', async () => {
    const { list } = listed({ 'GET /v2.1/': answer(503) });
    expect(await list()).toMatchObject({ fault: { kind: 'transient', trouble: 'unavailable' } });
  });
});
