import type { Fault } from '../../power/fault.ts';
import { oneLine } from '../../text.ts';
import type { HttpAnswer, HttpFailure, HttpResult } from '../http/http.ts';
import { namedProxy, type ProxyServer } from '../http/proxies.ts';
import type { Verb } from './by-status.ts';

/** Whether a fault's message begins with a proxy or its variable, which says enough. */
export const blamesProxy = (message: string): boolean => /^(?:the proxy |(?:https?|all)_proxy )/i.test(message);

/** The way in words, behind what was sent or answered; nothing when it was direct. */
export const through = (proxy: ProxyServer | undefined): string =>
  proxy === undefined ? '' : ` through ${namedProxy(proxy)}`;

/** The fault that only a person can fix at the proxy or its variable. Undefined: it is another fault. */
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
