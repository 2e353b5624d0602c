import type { IncomingHttpHeaders } from 'node:http';
import type { Instant } from '../../instant.ts';
import type { ProxyServer } from './proxies.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** For the whole request: name lookup, connection, answer and its last byte. */
  readonly timeoutMs: number;
  /** The longest body that is read: 1 MiB by default. */
  readonly mostBytes?: number;
}

/** Any answer, whatever its status; a redirect is one too and is never followed. */
export interface HttpAnswer {
  readonly kind: 'answer';
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The `Date` header; of several the earliest, which errs in favour of a user who powers a server on. */
  readonly dateAt?: Instant;
  /** The proxy that passed it on, and may have written it. Only for http, since no proxy reads what is in a tunnel. */
  readonly proxy?: ProxyServer;
}

/**
 * No answer. `not-sent`: nothing of the request reached the server (name lookup, refused, connect timeout, a
 * tunnel, TLS). `sent`: it may have arrived; so may one on a kept-alive socket that the peer closed
 * (ECONNRESET).
 */
export interface HttpFailure {
  readonly kind: 'failure';
  readonly phase: 'not-sent' | 'sent';
  /** Node's error code, or `NO_TIME`, `CONNECT_TIMEOUT`, `TIMEOUT`, `BODY_TOO_LARGE`, `PROXY_UNUSABLE`. */
  readonly code: string;
  /** The server that it was meant for: `host:443`. */
  readonly peer: string;
  readonly cause?: unknown;
  /** The proxy that it went through, or should have. */
  readonly proxy?: ProxyServer;
  /**
   * The proxy is the cause: it was not reached, or made no tunnel. `status` is its answer, `problem` says why its
   * variable cannot be used.
   */
  readonly ofProxy?: { readonly status?: number; readonly problem?: string };
}

export type HttpResult = HttpAnswer | HttpFailure;

/** Sends one request, once. */
export type Transport = (request: HttpRequest) => Promise<HttpResult>;

/** All headers of an answer together. Node stops at 16 KiB; Python's clients read 64 KiB a line, and a token is one line. */
export const HEADER_BYTES = 128 * 1024;

/** The different values of a header, in their order: proxies repeat one, and join several with commas. */
export const headerValues = (headers: IncomingHttpHeaders, name: string): readonly string[] => {
  const value = headers[name] ?? '';
  const parts = (typeof value === 'string' ? value : value.join(',')).split(',').map((part) => part.trim());
  return [...new Set(parts)].filter((part) => part !== '');
};
