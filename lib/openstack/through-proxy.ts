import type { Fault } from '../fault.ts';
import type { Verb } from './fault-statuses.ts';
import type { HttpAnswer, HttpFailure, HttpResult } from './http.ts';
import { isOfProxy, tunnelStatus } from './http-agents.ts';
import { oneLine } from './one-line.ts';
import { namedProxy, type ProxyServer } from './proxies.ts';

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

/** Whether a fault's message begins with a proxy or its variable, which says enough. */
export const blamesProxy = (message: string): boolean => /^(?:the proxy |(?:https?|all)_proxy )/i.test(message);

/** The way in words, behind what was sent or answered; nothing when it was direct. */
export const through = (proxy: ProxyServer | undefined): string =>
  proxy === undefined ? '' : ` through ${namedProxy(proxy)}`;

/** The fault of what only a person can mend at the proxy or its variable; undefined: the fault is another. */
export const proxyFault = (result: HttpResult, verb: Verb): Fault | undefined => {
  const message = result.kind === 'failure' ? mendableFailure(result) : mendableAnswer(result);
  if (message === undefined) return undefined;
  // Nobody hands on what he refuses, but of a chain of them, one may have repeated it.
  const kind = result.kind === 'answer' && verb === 'stop' ? 'ambiguous' : 'refused';
  const http = result.kind === 'answer' ? { http: result.status } : {};
  return { kind, trouble: 'configuration', message: oneLine(message), ...http };
};

// What may pass: the target does not answer it, or it is busy.
const passes = (status: number): boolean => status === 408 || status === 429 || (status >= 500 && status !== 501);

const mendableFailure = ({ proxy, ofProxy, peer }: HttpFailure): string | undefined => {
  if (ofProxy?.problem !== undefined) return ofProxy.problem;
  const { status } = ofProxy ?? {};
  if (proxy === undefined || status === undefined || passes(status)) return undefined;
  return status === 407
    ? loginAsked(proxy)
    : `${namedProxy(proxy)} makes no connection to ${peer}: it answered ${status}`;
};

const mendableAnswer = ({ proxy, status }: HttpAnswer): string | undefined =>
  proxy !== undefined && status === 407 ? loginAsked(proxy) : undefined;

const loginAsked = (proxy: ProxyServer): string =>
  proxy.credentials === undefined
    ? `${namedProxy(proxy)} asks for a user and password (407): write http://user:password@host:port`
    : `${namedProxy(proxy)} refuses its user or password (407): mend ${proxy.variable}`;
