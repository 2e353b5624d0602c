import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Tls } from '../config/types.ts';
import { codeOf } from './body.ts';
import type { ProxyServer } from './proxies.ts';

/** For a connection: name lookup, TCP, a proxy's tunnel and TLS. */
export const CONNECT_MS = 5_000;

/** The sockets of one configuration and one way, without TLS and with it. */
export interface Agents {
  readonly plain: HttpAgent;
  readonly secure: HttpsAgent;
}

/**
 * The sockets of one configuration, kept alive for the next request or one for each, through a proxy or not. `tls` is for the target, also
 * through a tunnel; the certificate of a proxy that is spoken to in https is held against Node's authorities.
 */
export const agents = (tls: Tls, keepAlive: boolean, proxy: ProxyServer | undefined): Agents => {
  const url = proxy?.url.reveal();
  const way = url === undefined ? {} : { proxyEnv: { http_proxy: url, https_proxy: url } };
  const secure = new HttpsAgent({
    ...way,
    keepAlive,
    rejectUnauthorized: tls.verify,
    ...(tls.ca === undefined ? {} : { ca: tls.ca }),
    ...(tls.cert === undefined ? {} : { cert: tls.cert }),
    ...(tls.key === undefined ? {} : { key: tls.key.reveal() }),
  });
  if (proxy !== undefined) bound(secure, proxy.isTls ? 'secureConnect' : 'connect');
  return { plain: new HttpAgent({ ...way, keepAlive }), secure };
};

// Errors from before the proxy was reached: Node reports those of the target's TLS in the same way.
const unreached = new WeakSet<Error>();

/** Whether a tunnel failed at the proxy: it was not reached, or made no connection. */
export const isOfProxy = (cause: Error): boolean => unreached.has(cause) || codeOf(cause) === 'ERR_PROXY_TUNNEL';

/** What the proxy answered to CONNECT; undefined when it closed the connection, and of any other error. */
export const tunnelStatus = (cause: Error): number | undefined =>
  'statusCode' in cause && typeof cause.statusCode === 'number' ? cause.statusCode : undefined;

// Node leaves a tunnel that never comes about open, whatever became of its request, and the process with it.
const bound = (agent: HttpsAgent, reached: 'connect' | 'secureConnect'): void => {
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
