import { type Agent as HttpAgent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Instant } from '../instant.ts';
import type { Tls } from './cloud-config.ts';
import { agents } from './http-agents.ts';
import { codeOf, readBody } from './http-body.ts';

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
}

/**
 * No answer. `not-sent`: certainly nothing of the request reached the server (name lookup, refused, connect timeout, TLS).
 * `sent`: it may have arrived; a kept-alive socket that the peer closed meanwhile counts as that (ECONNRESET).
 */
export interface HttpFailure {
  readonly kind: 'failure';
  readonly phase: 'not-sent' | 'sent';
  /** Node's error code, or `NO_TIME`, `CONNECT_TIMEOUT`, `TIMEOUT`, `BODY_TOO_LARGE`. */
  readonly code: string;
  /** Whom it was meant for: `host:443`. */
  readonly peer: string;
  readonly cause?: unknown;
}

export type HttpResult = HttpAnswer | HttpFailure;

/** Sends one request, once. */
export type Transport = (request: HttpRequest) => Promise<HttpResult>;

const CONNECT_MS = 5_000;
// The longest body that is read where a request does not say otherwise.
const BODY_BYTES = 1024 * 1024;
/** All headers of an answer together. Node stops at 16 KiB by itself; Python's clients read 64 KiB a line, and a token is one. */
export const HEADER_BYTES = 128 * 1024;

/**
 * A transport with its own kept-alive sockets. Node unrefs a socket while it is idle, so none keeps the process. Not `fetch`:
 * it hands `X-Auth-Token` to the target of a redirect, and does not tell a request that left from one that did not.
 */
export const createTransport = (tls: Tls): Transport => {
  const strict = agents(tls, true);
  const single = agents(tls, false);
  const folding = new Set<string>();
  return async (request) => {
    const { origin, protocol } = request.url;
    const folds = folding.has(origin);
    const { plain, secure } = folds ? single : strict;
    const result = await send(request, protocol === 'https:' ? secure : plain, folds);
    // Folded headers are read by Node's lenient parser only, which also takes what may cut an answer in two places: who needs it
    // is known by the first read that failed, and gets a connection for each request, so that no answer can be another's.
    if (result.kind === 'failure' && result.code === 'HPE_INVALID_HEADER_TOKEN') folding.add(origin);
    return result;
  };
};

const peerOf = ({ hostname, port, protocol }: URL): string =>
  `${hostname}:${port === '' ? (protocol === 'https:' ? '443' : '80') : port}`;

const send = (request: HttpRequest, agent: HttpAgent, folds: boolean): Promise<HttpResult> =>
  new Promise((resolve) => {
    const peer = peerOf(request.url);
    if (request.timeoutMs <= 0) {
      resolve({ kind: 'failure', phase: 'not-sent', code: 'NO_TIME', peer });
      return;
    }
    const overTls = request.url.protocol === 'https:';
    let phase: HttpFailure['phase'] = 'not-sent';
    const outgoing = (overTls ? httpsRequest : httpRequest)(request.url, {
      method: request.method,
      headers: request.headers,
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
      finish({ kind: 'failure', phase, code, peer, cause });
      outgoing.destroy();
    };
    const connecting = setTimeout(() => giveUp('CONNECT_TIMEOUT'), CONNECT_MS);
    const whole = setTimeout(() => giveUp('TIMEOUT'), request.timeoutMs);

    const leaves = (): void => {
      phase = 'sent';
      clearTimeout(connecting);
    };
    outgoing.once('socket', (socket) => {
      if (outgoing.reusedSocket) leaves();
      else socket.once(overTls ? 'secureConnect' : 'connect', leaves);
    });
    outgoing.on('error', (cause) => giveUp(codeOf(cause), cause));
    outgoing.once('response', (incoming) => readBody(incoming, request.mostBytes ?? BODY_BYTES, finish, giveUp));
    outgoing.end(request.body);
  });
