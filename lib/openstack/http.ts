import { Agent as HttpAgent, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Instant } from '../instant.ts';
import type { Tls } from './cloud-config.ts';
import { parseHttpDate } from './http-date.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** For all of it: name lookup, connection, answer and its last byte. */
  readonly timeoutMs: number;
}

/** Any answer, whatever its status; a redirect is one too and is never followed. */
export interface HttpAnswer {
  readonly kind: 'answer';
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The `Date` header. */
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
  readonly cause?: unknown;
}

export type HttpResult = HttpAnswer | HttpFailure;

/** Sends one request, once. */
export type Transport = (request: HttpRequest) => Promise<HttpResult>;

const CONNECT_MS = 5_000;
const BODY_BYTES = 1024 * 1024;

/**
 * A transport with its own kept-alive sockets. Node unrefs a socket while it is idle, so none keeps the process. Not `fetch`:
 * it hands `X-Auth-Token` to the target of a redirect, and does not tell a request that left from one that did not.
 */
export const createTransport = (tls: Tls): Transport => {
  const plain = new HttpAgent({ keepAlive: true });
  const secure = new HttpsAgent({
    keepAlive: true,
    rejectUnauthorized: tls.verify,
    ...(tls.ca === undefined ? {} : { ca: tls.ca }),
    ...(tls.cert === undefined ? {} : { cert: tls.cert }),
    ...(tls.key === undefined ? {} : { key: tls.key.reveal() }),
  });
  return (request) => send(request, request.url.protocol === 'https:' ? secure : plain);
};

const send = (request: HttpRequest, agent: HttpAgent): Promise<HttpResult> =>
  new Promise((resolve) => {
    if (request.timeoutMs <= 0) {
      resolve({ kind: 'failure', phase: 'not-sent', code: 'NO_TIME' });
      return;
    }
    const overTls = request.url.protocol === 'https:';
    let phase: HttpFailure['phase'] = 'not-sent';
    const outgoing = (overTls ? httpsRequest : httpRequest)(request.url, {
      method: request.method,
      headers: request.headers,
      agent,
    });
    const finish = (result: HttpResult): void => {
      clearTimeout(connecting);
      clearTimeout(whole);
      resolve(result);
    };
    const giveUp = (code: string, cause?: unknown): void => {
      finish({ kind: 'failure', phase, code, cause });
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
    outgoing.once('response', (incoming) => readBody(incoming, finish, giveUp));
    outgoing.end(request.body);
  });

const readBody = (
  incoming: IncomingMessage,
  finish: (answer: HttpAnswer) => void,
  giveUp: (code: string, cause?: unknown) => void,
): void => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  incoming.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > BODY_BYTES) giveUp('BODY_TOO_LARGE');
    else chunks.push(chunk);
  });
  incoming.on('error', (cause) => giveUp(codeOf(cause), cause));
  incoming.once('end', () => {
    const dateAt = parseHttpDate(incoming.headers.date ?? '');
    finish({
      kind: 'answer',
      status: incoming.statusCode ?? 0,
      headers: incoming.headers,
      body: Buffer.concat(chunks).toString('utf8'),
      ...(dateAt === undefined ? {} : { dateAt }),
    });
  });
};

const codeOf = (cause: Error): string => ('code' in cause && typeof cause.code === 'string' ? cause.code : 'UNKNOWN');
