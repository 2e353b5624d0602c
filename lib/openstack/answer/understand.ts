import type { Fault, Trouble } from '../../power/fault.ts';
import type { Reply } from '../../power/ports/cloud.ts';
import { isObject, oneLine, parseJson } from '../../text.ts';
import { type HttpAnswer, type HttpResult, headerValues } from '../http/http.ts';
import { retryAfterMsOf } from '../http/times.ts';
import { meaningOf, type Verb } from './by-status.ts';
import { type ErrorBody, errorBodyOf } from './error-body.ts';
import { failureFault, proxyFault, throughProxy } from './transport-fault.ts';

/** An answer with the expected status, and its body read as JSON (undefined when it is not JSON). */
export interface Understood {
  readonly answer: HttpAnswer;
  readonly json: unknown;
}

/** Returns the expected answer or a fault. The one place that reads a status code. */
export const understand = (result: HttpResult, verb: Verb): Reply<Understood> => {
  if (result.kind === 'failure') return { kind: 'fault', fault: faultOf(result, verb) };
  const understood = { answer: result, json: parseJson(result.body) };
  return EXPECTED[verb](understood)
    ? { kind: 'ok', value: understood }
    : { kind: 'fault', fault: faultOf(result, verb) };
};

const EXPECTED: Readonly<Record<Verb, (seen: Understood) => boolean>> = {
  read: ({ answer, json }) => answer.status === 200 && isObject(json),
  // 202 is Nova's answer, 204 is documented by Open Telekom Cloud, 200 with a job is the vendors' own. A 202
  // with a body may mean "postponed, the system is busy" (docs/nova.md, section 1).
  stop: ({ answer, json }) =>
    answer.status === 204 ||
    (answer.status === 202 && answer.body.trim() === '') ||
    (answer.status === 200 && isObject(json) && typeof json.job_id === 'string'),
  login: ({ answer }) => answer.status === 201,
};

/** Nova does not accept the microversion we sent: its versions have to be read again. */
export const isVersionRefused = (fault: Fault): boolean => fault.http === 406;

/** The fault of a failure or of an unexpected answer: Table B (docs/nova.md, section 7). */
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

// The request, mostly its token, is larger than the server reads. It says so by status, or by a page with 400
// (nginx, Apache).
const TOO_LARGE = /header[^<]{0,40} (?:too (?:large|long)|exceeds)/i;
const sizeHint = ({ status, body }: HttpAnswer): string => {
  if (status === 431 || (status === 400 && TOO_LARGE.test(body))) return ' (the headers of the request are too large)';
  return status === 413 ? ' (the request is too large)' : '';
};

const SERVICES: ReadonlySet<ErrorBody['from']> = new Set(['nova', 'keystone', 'vendor']);

// The body of a login may repeat the request, so it is not quoted; the page of a proxy has nothing to quote.
const messageOf = (answer: HttpAnswer, body: ErrorBody, verb: Verb): string => {
  const code = body.code === undefined ? sizeHint(answer) : ` ${body.code}`;
  const said = verb === 'login' || body.message === undefined ? '' : `: ${body.message}`;
  const way = SERVICES.has(body.from) ? '' : throughProxy(answer.proxy);
  return oneLine(`${verb} answered ${answer.status}${code}${way}${said}`);
};

/** A fault that we found ourselves, without an answer that names it. */
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
 * `X-Openstack-Request-Id`. Null when none is valid or a header has several, since a wrong id would name
 * another request's record.
 */
export const requestIdOf = (answer: HttpAnswer): string | null => {
  const named = ['x-compute-request-id', 'x-openstack-request-id'].map((name) =>
    headerValues(answer.headers, name).filter(isRequestId),
  );
  return named.find((ids) => ids.length === 1)?.[0] ?? null;
};
