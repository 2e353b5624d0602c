import type { Fault } from '../../power/fault.ts';
import { oneLine } from '../../text.ts';
import { HEADER_BYTES, type HttpAnswer, type HttpFailure, type HttpResult } from '../http/http.ts';
import { type ProxyServer, proxyName } from '../http/proxies.ts';
import type { Verb } from './by-status.ts';

/** Whether a fault's message begins with a proxy or its variable, and so needs no other explanation. */
export const blamesProxy = (message: string): boolean => /^(?:the proxy |(?:https?|all)_proxy )/i.test(message);

/** ` through the proxy …` after a request or an answer; empty for a direct connection. */
export const throughProxy = (proxy: ProxyServer | undefined): string =>
  proxy === undefined ? '' : ` through ${proxyName(proxy)}`;

/** The fault that only a person can fix, at the proxy or its variable; undefined for any other fault. */
export const proxyFault = (result: HttpResult, verb: Verb): Fault | undefined => {
  const message = result.kind === 'failure' ? failedAtProxy(result) : refusedByProxy(result);
  if (message === undefined) return undefined;
  // A proxy does not pass on a request that it refuses, but in a chain of proxies one may have repeated it.
  const kind = result.kind === 'answer' && verb === 'stop' ? 'ambiguous' : 'refused';
  const http = result.kind === 'answer' ? { http: result.status } : {};
  return { kind, trouble: 'configuration', message: oneLine(message), ...http };
};

// These may pass by themselves: the target does not answer the proxy, or the proxy is busy.
const mayPass = (status: number): boolean => status === 408 || status === 429 || (status >= 500 && status !== 501);

const failedAtProxy = ({ proxy, ofProxy, peer }: HttpFailure): string | undefined => {
  if (ofProxy?.problem !== undefined) return ofProxy.problem;
  const { status } = ofProxy ?? {};
  if (proxy === undefined || status === undefined || mayPass(status)) return undefined;
  return status === 407 ? loginNeeded(proxy) : `${proxyName(proxy)} does not connect to ${peer}: it answered ${status}`;
};

const refusedByProxy = ({ proxy, status }: HttpAnswer): string | undefined =>
  proxy !== undefined && status === 407 ? loginNeeded(proxy) : undefined;

const loginNeeded = (proxy: ProxyServer): string =>
  proxy.credentials === undefined
    ? `${proxyName(proxy)} requires a user and password (407): use http://user:password@host:port`
    : `${proxyName(proxy)} rejects the user or password (407): fix ${proxy.variable}`;

// Node's verification errors (node:tls, X509_V_ERR_*): a person has to fix these.
const CERTIFICATE =
  /^(CERT_|ERR_TLS_CERT_|UNABLE_TO_(GET|VERIFY|DECODE|DECRYPT)_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_(CA|PURPOSE)|HOSTNAME_MISMATCH)/;

// The answer is longer than we read. It would be as long the next time, so it is not repeated at once.
const LIMITS: ReadonlyMap<string, string> = new Map([
  ['HPE_HEADER_OVERFLOW', `its headers exceed ${HEADER_BYTES / 1024} KiB`],
  ['BODY_TOO_LARGE', 'its body exceeds the limit'],
]);

/** The fault of a request without an answer: whether it may have arrived, and which end is the cause. */
export const failureFault = (failure: HttpFailure, verb: Verb): Fault => {
  const { phase, code, peer, proxy } = failure;
  if (phase === 'not-sent')
    return CERTIFICATE.test(code)
      ? {
          kind: 'refused',
          trouble: 'certificate',
          message: `the certificate of ${certificateOwner(failure)} is not accepted: ${code}`,
        }
      : {
          kind: 'transient',
          trouble: 'unreachable',
          message: `the ${verb} was not sent to ${peer}${causeOf(failure)}`,
        };
  const limit = LIMITS.get(code);
  const message =
    limit === undefined
      ? `no answer to a ${verb} that was sent to ${peer}${throughProxy(proxy)}: ${code}`
      : `the answer of ${peer} to a ${verb} was not read: ${limit} (${code})`;
  if (limit !== undefined && verb !== 'stop') return { kind: 'refused', trouble: 'configuration', message };
  return { kind: verb === 'login' ? 'transient' : 'ambiguous', trouble: 'unanswered', message };
};

const certificateOwner = ({ peer, proxy, ofProxy }: HttpFailure): string =>
  proxy !== undefined && ofProxy !== undefined ? proxyName(proxy) : peer;

const causeOf = ({ code, proxy, ofProxy }: HttpFailure): string => {
  if (proxy === undefined || ofProxy === undefined) return `${throughProxy(proxy)}: ${code}`;
  const { status } = ofProxy;
  if (status !== undefined) return `: ${proxyName(proxy)} answered ${status}`;
  return `: ${proxyName(proxy)} ${code === 'ERR_PROXY_TUNNEL' ? 'closed the connection' : `was not reached: ${code}`}`;
};
