import { type Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { TLSSocket } from 'node:tls';
import type { Tls } from '../config/types.ts';
import { type Agents, CONNECT_MS, codeOf, createAgents, proxyCause } from './agents.ts';
import {
  HEADER_BYTES,
  type HttpAnswer,
  type HttpFailure,
  type HttpRequest,
  type HttpResult,
  type Transport,
} from './http.ts';
import { directRoutes, type ProxyServer, type Routes } from './proxies.ts';
import { parseHttpDates } from './times.ts';

// The longest body that is read unless a request says otherwise.
const BODY_BYTES = 1024 * 1024;

/**
 * A transport with its own kept-alive sockets. Node unrefs an idle socket, so none keeps the process running. Not
 * `fetch`: it sends `X-Auth-Token` to the target of a redirect, and does not distinguish a request that left from one
 * that did not.
 */
export const createTransport = (tls: Tls, routes: Routes = directRoutes): Transport => {
  const open = new Map<string, Agents>();
  const agentsFor = (keepAlive: boolean, proxy: ProxyServer | undefined): Agents => {
    const key = `${keepAlive} ${proxy?.url.reveal()}`;
    const known = open.get(key) ?? createAgents(tls, keepAlive, proxy);
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
    // Only Node's lenient parser reads folded headers, and it also accepts text that may split one answer in two. A server
    // that needs it shows so in its first failed read; then each request gets its own connection, so no answer is another's.
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
      // A cached answer would pass for fresh evidence; no proxy sees the headers inside a tunnel.
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
      const ofProxy = proxy !== undefined && phase === 'not-sent' ? proxyCause(isTunnelled, cause) : {};
      finish({ kind: 'failure', phase, code, ...to, cause, ...ofProxy });
      outgoing.destroy();
    };
    const connecting = setTimeout(() => giveUp('CONNECT_TIMEOUT'), CONNECT_MS);
    const whole = setTimeout(() => giveUp('TIMEOUT'), request.timeoutMs);

    const markSent = (): void => {
      phase = 'sent';
      clearTimeout(connecting);
    };
    outgoing.once('socket', (socket) => {
      // Node hands over a tunnel only after its TLS handshake.
      if (outgoing.reusedSocket || isTunnelled) markSent();
      else socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', markSent);
    });
    outgoing.on('error', (cause) => giveUp(codeOf(cause), cause));
    outgoing.once('response', (incoming) =>
      readBody(
        incoming,
        request.mostBytes ?? BODY_BYTES,
        (answer) => finish(proxy === undefined || isTunnelled ? answer : withProxy(answer, proxy)),
        giveUp,
      ),
    );
    outgoing.end(request.body);
  });

// Reads an answer to its last byte; gives up on one that breaks off or is longer than `mostBytes`.
const readBody = (
  incoming: IncomingMessage,
  mostBytes: number,
  finish: (answer: HttpAnswer) => void,
  giveUp: (code: string, cause?: unknown) => void,
): void => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  incoming.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > mostBytes) giveUp('BODY_TOO_LARGE');
    else chunks.push(chunk);
  });
  incoming.on('error', (cause) => giveUp(codeOf(cause), cause));
  incoming.once('end', () => {
    const dates = parseHttpDates(incoming.headers.date ?? '');
    finish({
      kind: 'answer',
      status: incoming.statusCode ?? 0,
      headers: incoming.headers,
      body: Buffer.concat(chunks).toString('utf8'),
      ...(dates.length === 0 ? {} : { dateAt: Math.min(...dates) }),
    });
  });
};

// An answer that came without a tunnel. A page may repeat all headers, so the proxy's password is removed from its body.
const withProxy = (answer: HttpAnswer, proxy: ProxyServer): HttpAnswer => {
  const { credentials } = proxy;
  const body = credentials === undefined ? answer.body : answer.body.replaceAll(credentials.reveal(), '[secret]');
  return { ...answer, body, proxy };
};
