import { isOfProxy, tunnelStatus } from './agents.ts';
import type { HttpAnswer, HttpFailure } from './http.ts';
import type { ProxyServer } from './proxies.ts';

/** Which part a proxy has in a request that was not sent. Without a tunnel it is all that is connected to. */
export const proxysPart = (isTunnelled: boolean, cause: unknown): Pick<HttpFailure, 'ofProxy'> => {
  if (!isTunnelled) return { ofProxy: {} };
  if (!(cause instanceof Error && isOfProxy(cause))) return {};
  const status = tunnelStatus(cause);
  return { ofProxy: status === undefined ? {} : { status } };
};

/**
 * An answer that came without a tunnel. What is no proxy, or one that hands on all headers, may lead to a page that repeats them:
 * nobody further up gets to see the password in it.
 */
export const handedOn = (answer: HttpAnswer, proxy: ProxyServer): HttpAnswer => {
  const { credentials } = proxy;
  const body = credentials === undefined ? answer.body : answer.body.replaceAll(credentials.reveal(), '[secret]');
  return { ...answer, body, proxy };
};
