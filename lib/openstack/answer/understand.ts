import type { Fault } from '../../power/fault.ts';
import type { Reply } from '../../power/ports/cloud.ts';
import { isObject, oneLine, parseJson } from '../../text.ts';
import { HEADER_BYTES, type HttpAnswer, type HttpFailure, type HttpResult } from '../http/http.ts';
import { namedProxy } from '../http/proxies.ts';
import { meaningOf, type Verb } from './by-status.ts';
import { type ErrorBody, errorBodyOf } from './error-body.ts';
import { proxyFault, through } from './proxy-fault.ts';
import { requestIdOf } from './request-id.ts';
import { retryAfterMsOf } from './times.ts';

/** An answer of the status hoped for, and its body read as JSON (undefined when it is none). */
export interface Understood {
  readonly answer: HttpAnswer;
  readonly json: unknown;
}

/** Sorts what came back: the answer hoped for, or a fault. The one place that reads a status code. */
export const understand = (result: HttpResult, verb: Verb): Reply<Understood> => {
  if (result.kind === 'failure') return { kind: 'fault', fault: faultOf(result, verb) };
  const understood = { answer: result, json: parseJson(result.body) };
  return HOPED_FOR[verb](understood)
    ? { kind: 'ok', value: understood }
    : { kind: 'fault', fault: faultOf(result, verb) };
};

const HOPED_FOR: Readonly<Record<Verb, (seen: Understood) => boolean>> = {
  read: ({ answer, json }) => answer.status === 200 && isObject(json),
  // 202 is Nova's, 204 Open Telekom Cloud's page, 200 with a job the vendors' own form. A 202 that says anything may mean
  // "postponed, the system is busy" (docs/nova.md, section 1).
  stop: ({ answer, json }) =>
    answer.status === 204 ||
    (answer.status === 202 && answer.body.trim() === '') ||
    (answer.status === 200 && isObject(json) && typeof json.job_id === 'string'),
  login: ({ answer }) => answer.status === 201,
};

/** Nova does not take the microversion we sent: the range has to be read again. */
export const isVersionRefused = (fault: Fault): boolean => fault.http === 406;

/** Table B (docs/nova.md, section 7): what a failure, or an answer that is not the one hoped for, means. */
export const faultOf = (result: HttpResult, verb: Verb): Fault =>
  proxyFault(result, verb) ?? (result.kind === 'failure' ? failureFault(result, verb) : answerFault(result, verb));

// Node's verification errors (node:tls, X509_V_ERR_*): a person has to fix these.
const CERTIFICATE =
  /^(CERT_|ERR_TLS_CERT_|UNABLE_TO_(GET|VERIFY|DECODE|DECRYPT)_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_(CA|PURPOSE)|HOSTNAME_MISMATCH)/;

// More was sent than we read. It would be as long the next time, so it is not asked for again at once.
const LIMITS: ReadonlyMap<string, string> = new Map([
  ['HPE_HEADER_OVERFLOW', `its headers are over ${HEADER_BYTES / 1024} KiB, the most that is read`],
  ['BODY_TOO_LARGE', 'its body is longer than what is read'],
]);

const failureFault = (failure: HttpFailure, verb: Verb): Fault => {
  const { phase, code, peer, proxy } = failure;
  if (phase === 'not-sent')
    return CERTIFICATE.test(code)
      ? {
          kind: 'refused',
          trouble: 'certificate',
          message: `the certificate of ${presenter(failure)} is not accepted: ${code}`,
        }
      : {
          kind: 'transient',
          trouble: 'unreachable',
          message: `the ${verb} was not sent to ${peer}${obstacle(failure)}`,
        };
  const limit = LIMITS.get(code);
  const message =
    limit === undefined
      ? `no answer to a ${verb} that was sent to ${peer}${through(proxy)}: ${code}`
      : `the answer of ${peer} to a ${verb} was not read: ${limit} (${code})`;
  if (limit !== undefined && verb !== 'stop') return { kind: 'refused', trouble: 'configuration', message };
  return { kind: verb === 'login' ? 'transient' : 'ambiguous', trouble: 'unanswered', message };
};

const presenter = ({ peer, proxy, ofProxy }: HttpFailure): string =>
  proxy !== undefined && ofProxy !== undefined ? namedProxy(proxy) : peer;

const obstacle = ({ code, proxy, ofProxy }: HttpFailure): string => {
  if (proxy === undefined || ofProxy === undefined) return `${through(proxy)}: ${code}`;
  const { status } = ofProxy;
  if (status !== undefined) return `: ${namedProxy(proxy)} answered ${status}`;
  return `: ${namedProxy(proxy)} ${code === 'ERR_PROXY_TUNNEL' ? 'closed the connection' : `was not reached: ${code}`}`;
};

const answerFault = (answer: HttpAnswer, verb: Verb): Fault => {
  const body = errorBodyOf(answer.body);
  const { kind, trouble, retryAfterMs } = meaningOf(answer.status, body, verb);
  const waits = kind === 'transient' || kind === 'ambiguous';
  const waitMs = waits ? (retryAfterMsOf(answer, body.retryAfter) ?? retryAfterMs) : undefined;
  const requestId = requestIdOf(answer);
  return {
    kind,
    trouble,
    message: messageOf(answer, body, verb),
    http: answer.status,
    ...(body.code === undefined ? {} : { code: body.code }),
    ...(requestId === null ? {} : { openstackRequestId: requestId }),
    ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
  };
};

// How servers say that what we sent, mostly the token, is more than they read: by the status, or by a page with 400 (nginx, Apache).
const TOO_LARGE = /header[^<]{0,40} (?:too (?:large|long)|exceeds)/i;
const limitOf = ({ status, body }: HttpAnswer): string => {
  if (status === 431 || (status === 400 && TOO_LARGE.test(body))) return ' (the headers of the request are too large)';
  return status === 413 ? ' (the request is too large)' : '';
};

const SERVICES: ReadonlySet<ErrorBody['from']> = new Set(['nova', 'keystone', 'vendor']);

// The body of a token call may repeat what was sent, so it is not quoted; a page of a proxy says nothing either.
const messageOf = (answer: HttpAnswer, body: ErrorBody, verb: Verb): string => {
  const code = body.code === undefined ? limitOf(answer) : ` ${body.code}`;
  const said = verb === 'login' || body.message === undefined ? '' : `: ${body.message}`;
  const way = SERVICES.has(body.from) ? '' : through(answer.proxy);
  return oneLine(`${verb} answered ${answer.status}${code}${way}${said}`);
};
