import { BlockList, isIP } from 'node:net';
import { type Secret, secret } from '../../secret.ts';
import type { Env } from '../config/default-cloud.ts';

/** A proxy that may be shown: its user and password are in its secrets only. */
export interface ProxyServer {
  /** The variable that it comes from: `HTTPS_PROXY`. */
  readonly variable: string;
  /** `host:port`. */
  readonly address: string;
  /** It is spoken to in TLS. */
  readonly isTls: boolean;
  /** All of it, for Node's agents: `http://user:password@host:port`. */
  readonly url: Secret;
  /** User and password as `Proxy-Authorization` has them; absent when it has none. */
  readonly credentials?: Secret;
}

/**
 * How an address is reached. `unusable`: the value of its variable cannot be used; the problem does not show
 * it.
 */
export type Route =
  | { readonly kind: 'direct' }
  | { readonly kind: 'proxy'; readonly proxy: ProxyServer }
  | { readonly kind: 'unusable'; readonly problem: string };

export type Routes = (url: URL) => Route;

/** Everything is reached without a proxy. */
export const directRoutes: Routes = () => DIRECT;

const DIRECT: Route = { kind: 'direct' };

/**
 * The routes of HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY as in Python's requests, and so in every
 * OpenStack client in Python. Names in lower case win, ALL_PROXY applies where the other is not set, and
 * this machine is not an exception.
 */
export const routesOf =
  (env: Env): Routes =>
  (url) => {
    const found = variableFor(env, url.protocol.slice(0, -1)) ?? variableFor(env, 'all');
    if (found === undefined || bypassesProxy(url, env.no_proxy || env.NO_PROXY || '')) return DIRECT;
    return routeThrough(...found);
  };

/** A proxy in words: `the proxy 10.0.0.1:3128 (HTTPS_PROXY)`. */
export const proxyName = ({ address, variable }: ProxyServer): string => `the proxy ${address} (${variable})`;

// urllib.request's getproxies_environment: one in lower case hides the other even when it is empty.
const variableFor = (env: Env, scheme: string): readonly [variable: string, value: string] | undefined => {
  const [lower, upper] = [`${scheme}_proxy`, `${scheme}_proxy`.toUpperCase()];
  const variable = env[lower] === undefined ? upper : lower;
  const value = env[variable];
  return value ? [variable, value] : undefined;
};

const routeThrough = (variable: string, value: string): Route => {
  const unusable = (because: string): Route => ({
    kind: 'unusable',
    problem: `${variable} ${because}: use http://host:port or http://user:password@host:port`,
  });
  // URL would fix these silently.
  if (/[\s\\\p{Cc}]/u.test(value))
    return unusable('contains a space, a backslash or a control character (encode them as %20 and %5C)');
  // Without a scheme it is http (requests, prepend_scheme_if_needed).
  const [, scheme = 'http', rest = ''] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(.*)$/i.exec(value) ?? [];
  if (/^socks/i.test(scheme)) return unusable('names a SOCKS proxy, which is not supported');
  if (!/^https?$/i.test(scheme)) return unusable('has a scheme other than http and https');
  const parsed = URL.parse(`${scheme}://${rest}`);
  if (parsed === null) return unusable('is not the URL of a proxy');
  // After an unescaped / in the password there is no host, and a part of the secret would pass for one.
  if (parsed.pathname !== '/' || /[?#]/.test(rest))
    return unusable('contains a path, a query or a fragment (encode /, ? and # in a password as %2F, %3F and %23)');
  const { protocol, hostname, port } = parsed;
  const isTls = protocol === 'https:';
  const address = `${hostname}:${port || (isTls ? '443' : '80')}`;
  const [user, password] = [unquote(parsed.username), unquote(parsed.password)];
  if (user === '' && password === '')
    return { kind: 'proxy', proxy: { variable, address, isTls, url: secret(`${protocol}//${address}`) } };
  const url = secret(`${protocol}//${encodeURIComponent(user)}:${encodeURIComponent(password)}@${address}`);
  const credentials = secret(Buffer.from(`${user}:${password}`).toString('base64'));
  return { kind: 'proxy', proxy: { variable, address, isTls, url, credentials } };
};

// Python's unquote: a % that begins no escape is itself, where decodeURIComponent would throw.
const unquote = (text: string): string =>
  text.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => Buffer.from(escapes.replaceAll('%', ''), 'hex').toString('utf8'));

/**
 * Whether NO_PROXY lists an address. As Python's requests reads it (utils.py, should_bypass_proxies, and
 * urllib.request): the end of a host name with or without a dot before it or a port; an address; an IPv4
 * network. It also reads what Go's net/http reads: an address with a port, an IPv6 network, `*.name`, and
 * `*` among others.
 */
export const bypassesProxy = (url: URL, list: string): boolean => {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  const matches = isIP(host) === 0 ? matchesName : matchesAddress;
  const entries = list.replaceAll(' ', '').toLowerCase().split(',');
  return entries.some((entry) => entry === '*' || (entry !== '' && matches(entry, host, port)));
};

const matchesName = (entry: string, host: string, port: string): boolean => {
  const end = entry.replace(/^\*(?=\.)/, '');
  const itself = end === entry ? entry.replace(/^\.+/, '') : undefined;
  return [host, `${host}:${port}`].some((own) => own.endsWith(end) || own === itself);
};

const matchesAddress = (entry: string, host: string, port: string): boolean => {
  // An address of IPv6 has a port only behind brackets.
  const [, bracketed, plain, itsPort] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d+))?$/.exec(entry) ?? [];
  if (itsPort !== undefined && itsPort !== port) return false;
  const [net = '', bits, ...more] = (bracketed ?? plain ?? entry).split('/');
  const family = isIP(net);
  const width = family === 4 ? 32 : 128;
  const prefix = bits === undefined ? width : /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN;
  if (family === 0 || more.length > 0 || !(prefix <= width)) return false;
  const type = family === 4 ? 'ipv4' : 'ipv6';
  const network = new BlockList();
  network.addSubnet(net, prefix, type);
  return isIP(host) === family && network.check(host, type);
};
