import { type Agent as HttpAgent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { TLSSocket } from 'node:tls';
import type { Instant } from '../../instant.ts';
import type { Tls } from '../config/types.ts';
import { type Agents, agents, CONNECT_MS } from './agents.ts';
import { codeOf, readBody } from './body.ts';
import { direct, type ProxyServer, type Routes } from './proxies.ts';
import { handedOn, proxysPart } from './through-proxy.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** For all of it: name lookup, connection, answer and its last byte. */
  readonly timeoutMs: number;
  /** The longest body that is read: 1 MiB when left out. */
  readonly mostBytes?: number;
}

/** Any answer, whatever its status; a redirect is one too and is never followed. */
export interface HttpAnswer {
  readonly kind: 'answer';
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The `Date` header; the earliest of several, which errs to the side of whoever powers a server on. */
  readonly dateAt?: Instant;
  /** The proxy that handed it on, and may have written it: of http only, since nobody reads what is in a tunnel. */
  readonly proxy?: ProxyServer;
}

/**
 * No answer. `not-sent`: certainly nothing of the request reached the server (name lookup, refused, connect timeout, a tunnel, TLS).
 * `sent`: it may have arrived; a kept-alive socket that the peer closed meanwhile counts as that (ECONNRESET).
 */
export interface HttpFailure {
  readonly kind: 'failure';
  readonly phase: 'not-sent' | 'sent';
  /** Node's error code, or `NO_TIME`, `CONNECT_TIMEOUT`, `TIMEOUT`, `BODY_TOO_LARGE`, `PROXY_UNUSABLE`. */
  readonly code: string;
  /** Whom it was meant for: `host:443`. */
  readonly peer: string;
  readonly cause?: unknown;
  /** The proxy that it went through, or was to. */
  readonly proxy?: ProxyServer;
  /** It is the proxy's: not reached, or no tunnel; `status` is what it answered, `problem` what is wrong with its variable. */
  readonly ofProxy?: { readonly status?: number; readonly problem?: string };
}

export type HttpResult = HttpAnswer | HttpFailure;

/** Sends one request, once. */
export type Transport = (request: HttpRequest) => Promise<HttpResult>;

// The longest body that is read where a request does not say otherwise.
const BODY_BYTES = 1024 * 1024;
/** All headers of an answer together. Node stops at 16 KiB by itself; Python's clients read 64 KiB a line, and a token is one. */
export const HEADER_BYTES = 128 * 1024;

/**
 * A transport with its own kept-alive sockets. Node unrefs a socket while it is idle, so none keeps the process. Not
 * `fetch`: it hands `X-Auth-Token` to the target of a redirect, and does not distinguish a request that left from one
 * that did not.
 */
export const createTransport = (tls: Tls, routes: Routes = direct): Transport => {
  const open = new Map<string, Agents>();
  const agentsFor = (keepAlive: boolean, proxy: ProxyServer | undefined): Agents => {
    const key = `${keepAlive} ${proxy?.url.reveal()}`;
    const known = open.get(key) ?? agents(tls, keepAlive, proxy);
    open.set(key, known);
    return known;
  };
  const folding = new Set<string>();
  return async (request) => {
    const { url } = request;
    const route = routes(url);
    if (route.kind === 'unusable') {
      const { problem } = route;
      return { kind: 'failure', phase: 'not-sent', code: 'PROXY_UNUSABLE', peer: peerOf(url), ofProxy: { problem } };
    }
    const proxy = route.kind === 'proxy' ? route.proxy : undefined;
    const folds = folding.has(url.origin);
    const { plain, secure } = agentsFor(!folds, proxy);
    const result = await send(request, url.protocol === 'https:' ? secure : plain, folds, proxy);
    // Folded headers are read by Node's lenient parser only, which also takes what may cut an answer in two places: who needs it
    // is known by the first read that failed, and gets a connection for each request, so that no answer can be another's.
    if (result.kind === 'failure' && result.code === 'HPE_INVALID_HEADER_TOKEN') folding.add(url.origin);
    return result;
  };
};

const peerOf = ({ hostname, port, protocol }: URL): string =>
  `${hostname}:${port === '' ? (protocol === 'https:' ? '443' : '80') : port}`;

const send = (
  request: HttpRequest,
  agent: HttpAgent,
  folds: boolean,
  proxy: ProxyServer | undefined,
): Promise<HttpResult> =>
  new Promise((resolve) => {
    const to = { peer: peerOf(request.url), ...(proxy === undefined ? {} : { proxy }) };
    if (request.timeoutMs <= 0) {
      resolve({ kind: 'failure', phase: 'not-sent', code: 'NO_TIME', ...to });
      return;
    }
    const overTls = request.url.protocol === 'https:';
    const isTunnelled = overTls && proxy !== undefined;
    let phase: HttpFailure['phase'] = 'not-sent';
    const outgoing = (overTls ? httpsRequest : httpRequest)(request.url, {
      method: request.method,
      // What a proxy kept would be taken for fresh evidence; into a tunnel none of them sees.
      headers:
        proxy === undefined || isTunnelled ? request.headers : { ...request.headers, 'cache-control': 'no-cache' },
      agent,
      maxHeaderSize: HEADER_BYTES,
      insecureHTTPParser: folds,
    });
    const finish = (result: HttpResult): void => {
      clearTimeout(connecting);
      clearTimeout(whole);
      resolve(result);
    };
    const giveUp = (code: string, cause?: unknown): void => {
      const ofProxy = proxy !== undefined && phase === 'not-sent' ? proxysPart(isTunnelled, cause) : {};
      finish({ kind: 'failure', phase, code, ...to, cause, ...ofProxy });
      outgoing.destroy();
    };
    const connecting = setTimeout(() => giveUp('CONNECT_TIMEOUT'), CONNECT_MS);
    const whole = setTimeout(() => giveUp('TIMEOUT'), request.timeoutMs);

    const leaves = (): void => {
      phase = 'sent';
      clearTimeout(connecting);
    };
    outgoing.once('socket', (socket) => {
      // A tunnel is handed over when its TLS is done.
      if (outgoing.reusedSocket || isTunnelled) leaves();
      else socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', leaves);
    });
    outgoing.on('error', (cause) => giveUp(codeOf(cause), cause));
    outgoing.once('response', (incoming) =>
      readBody(
        incoming,
        request.mostBytes ?? BODY_BYTES,
        (answer) => finish(proxy === undefined || isTunnelled ? answer : handedOn(answer, proxy)),
        giveUp,
      ),
    );
    outgoing.end(request.body);
  });
