import type { RequestOptions } from 'node:http';
import type { Tls } from '../config/types.ts';
import { type Agents, createAgents } from './agents.ts';
import { HEADER_BYTES } from './http.ts';
import type { ProxyServer, Routes } from './proxies.ts';

/** How the requests to one origin travel. */
export interface Target {
  /** `host:443`, for messages. */
  readonly peer: string;
  readonly overTls: boolean;
  readonly proxy?: ProxyServer;
  /** The proxy cannot read the requests. */
  readonly isTunnelled: boolean;
  /** What Node needs for each of them, beside method, path, headers and body. */
  readonly options: RequestOptions;
}

/** The targets of a transport: an origin is looked at once, not for each of its requests. */
export interface Targets {
  /** The problem is that of the proxy's variable, as in `Route`. */
  of(url: URL): Target | { readonly problem: string; readonly peer: string };
  /** From now on folded headers of that origin are read, each request over its own connection. */
  fold(url: URL): void;
}

/** Targets whose sockets are kept alive and shared by all origins on one route. */
export const createTargets = (tls: Tls, routes: Routes): Targets => {
  const open = new Map<string, Agents>();
  const agentsFor = (keepAlive: boolean, proxy: ProxyServer | undefined): Agents => {
    const key = `${keepAlive} ${proxy?.url.reveal()}`;
    const known = open.get(key) ?? createAgents(tls, keepAlive, proxy);
    open.set(key, known);
    return known;
  };

  const look = (url: URL, folds: boolean): ReturnType<Targets['of']> => {
    const overTls = url.protocol === 'https:';
    const port = url.port === '' ? (overTls ? '443' : '80') : url.port;
    const peer = `${url.hostname}:${port}`;
    const route = routes(url);
    if (route.kind === 'unusable') return { problem: route.problem, peer };
    const proxy = route.kind === 'proxy' ? route.proxy : undefined;
    const { plain, secure } = agentsFor(!folds, proxy);
    return {
      ...{ peer, overTls, isTunnelled: overTls && proxy !== undefined, ...(proxy === undefined ? {} : { proxy }) },
      options: {
        // Without the brackets of an IPv6 address. Node copies all options several times a request, so there are few.
        ...{ protocol: url.protocol, hostname: url.hostname.replace(/^\[|\]$/g, ''), port },
        agent: overTls ? secure : plain,
        maxHeaderSize: HEADER_BYTES,
        ...(folds ? { insecureHTTPParser: true } : {}),
      },
    };
  };

  const known = new Map<string, ReturnType<Targets['of']>>();
  const remember = (url: URL, folds: boolean): ReturnType<Targets['of']> => {
    const target = look(url, folds);
    known.set(url.origin, target);
    return target;
  };
  return {
    of: (url) => known.get(url.origin) ?? remember(url, false),
    fold: (url) => void remember(url, true),
  };
};
