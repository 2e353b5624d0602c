import { expect, test } from 'vitest';
import { bypassesProxy, routesOf } from '../../../../lib/openstack/http/proxies.ts';

const HTTP = new URL('http://nova.example:8774/v2.1');
const HTTPS = new URL('https://nova.example/v2.1');
const A = 'http://a.example:3128';
const B = 'http://b.example:3128';

const through = (env: Record<string, string>, url = HTTPS): string => {
  const route = routesOf(env)(url);
  return route.kind === 'proxy' ? `${route.proxy.address} ${route.proxy.variable}` : route.kind;
};

// Each row was tried with Python's requests 2.28 (utils.get_environ_proxies, select_proxy).
test.each<[string, Record<string, string>, URL, string]>([
  ['nothing set', {}, HTTPS, 'direct'],
  ['https', { HTTPS_PROXY: A, HTTP_PROXY: B }, HTTPS, 'a.example:3128 HTTPS_PROXY'],
  ['http', { HTTPS_PROXY: A, HTTP_PROXY: B }, HTTP, 'b.example:3128 HTTP_PROXY'],
  ['the other one alone', { HTTP_PROXY: A }, HTTPS, 'direct'],
  ['lower case', { https_proxy: A }, HTTPS, 'a.example:3128 https_proxy'],
  ['http in upper case', { HTTP_PROXY: A }, HTTP, 'a.example:3128 HTTP_PROXY'],
  ['both cases', { https_proxy: A, HTTPS_PROXY: B }, HTTPS, 'a.example:3128 https_proxy'],
  ['an empty one in lower case', { https_proxy: '', HTTPS_PROXY: B }, HTTPS, 'direct'],
  ['an empty one', { HTTPS_PROXY: '' }, HTTPS, 'direct'],
  ['ALL_PROXY', { ALL_PROXY: A }, HTTP, 'a.example:3128 ALL_PROXY'],
  ['ALL_PROXY behind an own one', { ALL_PROXY: A, https_proxy: B }, HTTPS, 'b.example:3128 https_proxy'],
  ['ALL_PROXY behind an empty one', { all_proxy: A, https_proxy: '' }, HTTPS, 'a.example:3128 all_proxy'],
  ['NO_PROXY', { HTTPS_PROXY: A, NO_PROXY: 'nova.example' }, HTTPS, 'direct'],
  ['NO_PROXY of others', { HTTPS_PROXY: A, NO_PROXY: 'keystone.example' }, HTTPS, 'a.example:3128 HTTPS_PROXY'],
  ['no_proxy', { HTTPS_PROXY: A, no_proxy: 'nova.example', NO_PROXY: 'x' }, HTTPS, 'direct'],
  ['no_proxy before NO_PROXY', { HTTPS_PROXY: A, no_proxy: 'x', NO_PROXY: '*' }, HTTPS, 'a.example:3128 HTTPS_PROXY'],
  ['an empty no_proxy', { HTTPS_PROXY: A, no_proxy: '', NO_PROXY: 'nova.example' }, HTTPS, 'direct'],
  ['this machine', { HTTP_PROXY: A }, new URL('http://127.0.0.1:5000'), 'a.example:3128 HTTP_PROXY'],
  ['its name', { HTTP_PROXY: A }, new URL('http://localhost:5000'), 'a.example:3128 HTTP_PROXY'],
])('a proxy is chosen as Python’s requests chooses it, with %s', (_, env, url, expected) => {
  expect(through(env, url)).toBe(expected);
});

test.each<[value: string, address: string, login?: string]>([
  ['http://p.example:3128', 'p.example:3128'],
  ['http://p.example', 'p.example:80'],
  ['https://p.example', 'p.example:443'],
  ['HTTP://p.example:3128/', 'p.example:3128'],
  ['p.example:3128', 'p.example:3128'],
  ['me:canary@p.example:3128', 'p.example:3128', 'me:canary'],
  ['http://[::1]:3128', '[::1]:3128'],
  ['http://me:canary@p.example:3128', 'p.example:3128', 'me:canary'],
  ['http://me:c%40na%3Ary@p.example:3128', 'p.example:3128', 'me:c@na:ry'],
  ['http://me:c@na:ry@p.example:3128', 'p.example:3128', 'me:c@na:ry'],
  ['http://me:canary%zz%@p.example:3128', 'p.example:3128', 'me:canary%zz%'],
  ['http://me:can%2Fary%3F%23%25@p.example', 'p.example:80', 'me:can/ary?#%'],
  ['http://DOM%5Cme:canary@p.example', 'p.example:80', 'DOM\\me:canary'],
  ['http://me:c%C3%A4n@p.example', 'p.example:80', 'me:cän'],
  ['http://me@p.example', 'p.example:80', 'me:'],
])('the proxy variable %j gives an address and a login', (value, address, login) => {
  const route = routesOf({ HTTPS_PROXY: value })(HTTPS);
  if (route.kind !== 'proxy') throw new Error(route.kind);
  const { proxy } = route;
  expect(proxy.address).toBe(address);
  const { credentials } = proxy;
  expect(credentials && Buffer.from(credentials.reveal(), 'base64').toString('utf8')).toBe(login);
  const url = new URL(proxy.url.reveal());
  expect(
    login === undefined ? undefined : `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`,
  ).toBe(login);
  expect(JSON.stringify(proxy)).not.toMatch(/canary|c@na|c%40na/);
});

test.each<[value: string, problem: string]>([
  ['socks5://me:canary@p.example:1080', 'names a SOCKS proxy, which is not supported'],
  ['SOCKS5h://me:canary@p.example:1080', 'names a SOCKS proxy, which is not supported'],
  ['ftp://me:canary@p.example', 'has a scheme other than http and https'],
  ['http://', 'is not the URL of a proxy'],
  ['http://me:canary@', 'is not the URL of a proxy'],
  ['http://p.example:canary', 'is not the URL of a proxy'],
  ['http://me:can/ary@p.example:3128', 'is not the URL of a proxy'],
  ['http://me:12/canary@p.example:3128', 'contains a path, a query or a fragment'],
  ['http://me:12?canary@p.example:3128', 'contains a path, a query or a fragment'],
  ['http://me:12#canary@p.example:3128', 'contains a path, a query or a fragment'],
  ['http://me:can ary@p.example:3128', 'contains a space, a backslash or a control character'],
  [' http://p.example:3128', 'contains a space, a backslash or a control character'],
  ['http://DOM\\me:canary@p.example:3128', 'contains a space, a backslash or a control character'],
  ['http://p.example:3128\r\nx: canary', 'contains a space, a backslash or a control character'],
])('the proxy variable %j is refused by name, and its value is not shown', (value, problem) => {
  const route = routesOf({ https_proxy: value })(HTTPS);
  expect(route).toMatchObject({ kind: 'unusable' });
  const text = JSON.stringify(route);
  expect(text).toContain(`https_proxy ${problem}`);
  expect(text).not.toMatch(/canary|can|ary|p\.example|12/);
});

test('an invalid proxy variable that is not used does no harm', () => {
  const env = { ALL_PROXY: 'socks5://p.example:1080', HTTPS_PROXY: A, NO_PROXY: 'keystone.example' };
  expect(through(env)).toBe('a.example:3128 HTTPS_PROXY');
  expect(through(env, HTTP)).toBe('unusable');
  expect(through(env, new URL('http://keystone.example:5000'))).toBe('direct');
});

// Each row was tried with Python's requests 2.28 (utils.should_bypass_proxies); those marked as ours it passes over.
test.each<[list: string, url: string, excepted: boolean, ours?: 'ours']>([
  ['', 'https://nova.example/', false],
  ['*', 'https://nova.example/', true],
  ['*', 'https://10.0.0.5/', true],
  [' * ', 'https://10.0.0.5/', true, 'ours'],
  ['other.example,*', 'https://nova.example/', true, 'ours'],
  ['nova.example', 'https://nova.example/v2.1', true],
  ['nova.example', 'https://api.nova.example/', true],
  ['nova.example', 'https://nova.example.org/', false],
  ['.nova.example', 'https://nova.example/', true],
  ['.nova.example', 'https://api.nova.example/', true],
  ['.nova.example', 'https://supernova.example/', false],
  ['example', 'https://nova.example/', true],
  ['*.nova.example', 'https://api.nova.example/', true, 'ours'],
  ['*.nova.example', 'https://nova.example/', false],
  ['NOVA.Example', 'https://nova.example/', true],
  ['other.example, nova.example', 'https://nova.example/', true],
  ['nova.example:8774', 'https://nova.example:8774/', true],
  ['nova.example:8774', 'https://nova.example:5000/', false],
  ['nova.example:8774', 'https://nova.example/', false],
  ['nova.example:443', 'https://nova.example/', true, 'ours'],
  ['localhost', 'http://localhost:5000/', true],
  ['localhost', 'http://127.0.0.1:5000/', false],
  ['10.0.0.5', 'http://10.0.0.5:5000/', true],
  ['10.0.0.5', 'http://10.0.0.50:5000/', false],
  ['10.0.0.5', 'http://110.0.0.5:5000/', false],
  ['10.0.0.0/24', 'http://10.0.0.5:5000/', true],
  ['10.0.0.0/24', 'http://10.0.1.5:5000/', false],
  ['10.0.0.0/33', 'http://10.0.0.0:5000/', false],
  ['10.0.0.0/x', 'http://10.0.0.0:5000/', false],
  ['10.0.0.0/24', 'http://nova.example/', false],
  ['10.0.0.5:5000', 'http://10.0.0.5:5000/', true, 'ours'],
  ['10.0.0.5:5000', 'http://10.0.0.5:8774/', false],
  ['::1', 'http://[::1]:5000/', true],
  ['[::1]', 'http://[::1]:5000/', true, 'ours'],
  ['[::1]:5000', 'http://[::1]:5000/', true, 'ours'],
  ['[::1]:5000', 'http://[::1]:8774/', false],
  ['fd00::/8', 'http://[fd00::5]:5000/', true, 'ours'],
  ['fd00::/8', 'http://[fe80::5]:5000/', false],
])('NO_PROXY %j with the address %s gives a direct connection: %j', (list, url, excepted) => {
  expect(bypassesProxy(new URL(url), list)).toBe(excepted);
});
