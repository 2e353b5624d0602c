import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { TLSSocket } from 'node:tls';
import type { Tls } from '../config/types.ts';
import { CONNECT_MS, codeOf, proxyCause } from './agents.ts';
import type { HttpAnswer, HttpFailure, HttpRequest, HttpResult, Transport } from './http.ts';
import { directRoutes, type ProxyServer, type Routes } from './proxies.ts';
import { createTargets, type Target } from './targets.ts';
import { parseHttpDates } from './times.ts';

// The longest body that is read unless a request says otherwise.
const BODY_BYTES = 1024 * 1024;

/**
 * A transport with its own kept-alive sockets. Node unrefs an idle socket, so none keeps the process running. Not
 * `fetch`: it sends `X-Auth-Token` to the target of a redirect, and does not distinguish a request that left from one
 * that did not.
 */
export const createTransport = (tls: Tls, routes: Routes = directRoutes): Transport => {
  const targets = createTargets(tls, routes);
  return async (request) => {
    const target = targets.of(request.url);
    if ('problem' in target) {
      const { problem, peer } = target;
      return { kind: 'failure', phase: 'not-sent', code: 'PROXY_UNUSABLE', peer, ofProxy: { problem } };
    }
    const result = await send(request, target);
    // Only Node's lenient parser reads folded headers, and it also accepts text that may split one answer in two. A server
    // that needs it shows so in its first failed read; then each request gets its own connection, so no answer is another's.
    if (result.kind === 'failure' && result.code === 'HPE_INVALID_HEADER_TOKEN') targets.fold(request.url);
    return result;
  };
};

const send = (request: HttpRequest, { peer, overTls, proxy, isTunnelled, options }: Target): Promise<HttpResult> =>
  new Promise((resolve) => {
    const { method, url, headers, timeoutMs } = request;
    const fail = (failure: Pick<HttpFailure, 'phase' | 'code' | 'cause' | 'ofProxy'>): void =>
      resolve({ kind: 'failure', peer, ...(proxy === undefined ? {} : { proxy }), ...failure });
    if (timeoutMs <= 0) {
      fail({ phase: 'not-sent', code: 'NO_TIME' });
      return;
    }
    let phase: HttpFailure['phase'] = 'not-sent';
    const outgoing = (overTls ? httpsRequest : httpRequest)({
      ...options,
      method,
      path: `${url.pathname}${url.search}`,
      // A cached answer would pass for fresh evidence; no proxy sees the headers inside a tunnel.
      headers: proxy === undefined || isTunnelled ? headers : { ...headers, 'cache-control': 'no-cache' },
    });
    const giveUp = (code: string, cause?: unknown): void => {
      clearTimeout(late);
      const ofProxy = proxy !== undefined && phase === 'not-sent' ? proxyCause(isTunnelled, cause) : {};
      fail({ phase, code, cause, ...ofProxy });
      outgoing.destroy();
    };
    // One timer for both limits: most requests end before either.
    let late = setTimeout(
      () => {
        if (timeoutMs < CONNECT_MS) giveUp('TIMEOUT');
        else if (phase === 'not-sent') giveUp('CONNECT_TIMEOUT');
        else late = setTimeout(() => giveUp('TIMEOUT'), timeoutMs - CONNECT_MS);
      },
      Math.min(timeoutMs, CONNECT_MS),
    );

    const markSent = (): void => {
      phase = 'sent';
    };
    outgoing.on('socket', (socket) => {
      // Node hands over a tunnel only after its TLS handshake.
      if (outgoing.reusedSocket || isTunnelled) markSent();
      else socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', markSent);
    });
    outgoing.on('error', (cause) => giveUp(codeOf(cause), cause));
    outgoing.on('response', (incoming) =>
      readBody(
        incoming,
        request.mostBytes ?? BODY_BYTES,
        (answer) => {
          clearTimeout(late);
          resolve(proxy === undefined || isTunnelled ? answer : withProxy(answer, proxy));
        },
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
  incoming.on('end', () => {
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
