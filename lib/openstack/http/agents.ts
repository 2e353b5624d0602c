import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Tls } from '../config/types.ts';
import type { HttpFailure } from './http.ts';
import type { ProxyServer } from './proxies.ts';

/** For a connection: name lookup, TCP, a proxy's tunnel and TLS. */
export const CONNECT_MS = 5_000;

/** The sockets of one configuration and one route, without TLS and with it. */
export interface Agents {
  readonly plain: HttpAgent;
  readonly secure: HttpsAgent;
}

/**
 * Opens sockets, kept alive or one for each request, through a proxy or not. `tls` applies to the target, also through
 * a tunnel; the certificate of an https proxy is checked against Node's own authorities.
 */
export const createAgents = (tls: Tls, keepAlive: boolean, proxy: ProxyServer | undefined): Agents => {
  const url = proxy?.url.reveal();
  const route = url === undefined ? {} : { proxyEnv: { http_proxy: url, https_proxy: url } };
  const secure = new HttpsAgent({
    ...route,
    keepAlive,
    rejectUnauthorized: tls.verify,
    ...(tls.ca === undefined ? {} : { ca: tls.ca }),
    ...(tls.cert === undefined ? {} : { cert: tls.cert }),
    ...(tls.key === undefined ? {} : { key: tls.key.reveal() }),
  });
  if (proxy !== undefined) limitConnectTime(secure, proxy.isTls ? 'secureConnect' : 'connect');
  return { plain: new HttpAgent({ ...route, keepAlive }), secure };
};

// Errors from before the proxy was reached: Node reports those of the target's TLS in the same way.
const unreached = new WeakSet<Error>();

// Node keeps a tunnel that never opens, whatever became of its request, and with it the process.
const limitConnectTime = (agent: HttpsAgent, reached: 'connect' | 'secureConnect'): void => {
  const create = agent.createConnection.bind(agent);
  agent.createConnection = (options, done) => {
    let isReached = false;
    const socket = create(options, (error, tunnel) => {
      clearTimeout(late);
      if (error !== null && !isReached) unreached.add(error);
      done?.(error, tunnel);
    });
    const late = setTimeout(() => socket?.destroy(), CONNECT_MS);
    socket?.once(reached, () => {
      isReached = true;
    });
    return socket;
  };
};

/**
 * Whether the proxy is the cause that a request was not sent. Without a tunnel it is, since only the proxy is connected
 * to; with one, if the proxy was not reached or refused the tunnel.
 */
export const proxyCause = (isTunnelled: boolean, cause: unknown): Pick<HttpFailure, 'ofProxy'> => {
  if (!isTunnelled) return { ofProxy: {} };
  if (!(cause instanceof Error) || !(unreached.has(cause) || codeOf(cause) === 'ERR_PROXY_TUNNEL')) return {};
  // The answer to CONNECT; absent when the proxy closed the connection.
  const status = 'statusCode' in cause && typeof cause.statusCode === 'number' ? cause.statusCode : undefined;
  return { ofProxy: status === undefined ? {} : { status } };
};

/** Node's code of an error. */
export const codeOf = (cause: Error): string =>
  'code' in cause && typeof cause.code === 'string' ? cause.code : 'UNKNOWN';
