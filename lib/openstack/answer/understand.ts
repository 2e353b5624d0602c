import type { Fault, Trouble } from '../../power/fault.ts';
import type { Reply } from '../../power/ports/cloud.ts';
import { isObject, oneLine, parseJson } from '../../text.ts';
import { type HttpAnswer, type HttpResult, headerValues } from '../http/http.ts';
import { retryAfterMsOf } from '../http/times.ts';
import { meaningOf, type Verb } from './by-status.ts';
import { type ErrorBody, errorBodyOf } from './error-body.ts';
import { failureFault, proxyFault, throughProxy } from './transport-fault.ts';

/** An answer of the status hoped for, and its body read as JSON (undefined when it is none). */
export interface Understood {
  readonly answer: HttpAnswer;
  readonly json: unknown;
}

/** Sorts what came back: the answer hoped for, or a fault. The one place that reads a status code. */
export const understand = (result: HttpResult, verb: Verb): Reply<Understood> => {
  if (result.kind === 'failure') return { kind: 'fault', fault: faultOf(result, verb) };
  const understood = { answer: result, json: parseJson(result.body) };
  return EXPECTED[verb](understood)
    ? { kind: 'ok', value: understood }
    : { kind: 'fault', fault: faultOf(result, verb) };
};

const EXPECTED: Readonly<Record<Verb, (seen: Understood) => boolean>> = {
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
const sizeHint = ({ status, body }: HttpAnswer): string => {
  if (status === 431 || (status === 400 && TOO_LARGE.test(body))) return ' (the headers of the request are too large)';
  return status === 413 ? ' (the request is too large)' : '';
};

const SERVICES: ReadonlySet<ErrorBody['from']> = new Set(['nova', 'keystone', 'vendor']);

// The body of a token call may repeat what was sent, so it is not quoted; a page of a proxy says nothing either.
const messageOf = (answer: HttpAnswer, body: ErrorBody, verb: Verb): string => {
  const code = body.code === undefined ? sizeHint(answer) : ` ${body.code}`;
  const said = verb === 'login' || body.message === undefined ? '' : `: ${body.message}`;
  const way = SERVICES.has(body.from) ? '' : throughProxy(answer.proxy);
  return oneLine(`${verb} answered ${answer.status}${code}${way}${said}`);
};

/** A fault that we found ourselves, not one that an answer named. */
export const ownFault = (kind: Fault['kind'], trouble: Trouble, message: string): { kind: 'fault'; fault: Fault } => ({
  kind: 'fault',
  fault: { kind, trouble, message: oneLine(message) },
});

// oslo.middleware request_id.py: 'req-' and a UUID. Anything else never enters a path.
const REQUEST_ID = /^req-[0-9a-f-]{36}$/;

/** Whether a text is an OpenStack request id, and so may be part of a path. */
export const isRequestId = (text: string): boolean => REQUEST_ID.test(text);

/**
 * The id under which the service recorded the request: `X-Compute-Request-Id`, which Nova always sends, else
 * `X-Openstack-Request-Id`. Null when there is none of that form, or when a header names several: a wrong one would name another
 * request's record.
 */
export const requestIdOf = (answer: HttpAnswer): string | null => {
  const named = ['x-compute-request-id', 'x-openstack-request-id'].map((name) =>
    headerValues(answer.headers, name).filter(isRequestId),
  );
  return named.find((ids) => ids.length === 1)?.[0] ?? null;
};
