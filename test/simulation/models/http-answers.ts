import type { HttpAnswer, HttpResult } from '../../../lib/openstack/http/http.ts';
import type { FaultName } from '../engine/faults.ts';
import type { StopReply } from './nova-calls.ts';

/** What must never be seen outside of a request's headers and a login's body. */
export const CANARY = 'canary';

const LOST: HttpResult = { kind: 'failure', phase: 'sent', code: 'TIMEOUT', peer: 'nova.example:443' };
const HTML = '<html><body>Service unavailable</body></html>';
const BLOCKED = '<html><body>Request blocked</body></html>';

/** An HTTP answer in place of the cloud's own. */
const answer = (
  status: number,
  body: unknown,
  dateAt: number,
  headers: Readonly<Record<string, string>> = {},
): HttpAnswer => ({
  kind: 'answer',
  status,
  headers: { 'openstack-api-version': 'compute 2.51', ...headers },
  body: typeof body === 'string' ? body : JSON.stringify(body),
  dateAt,
});

const novaError = (key: string, code: number) => ({ [key]: { code, message: `simulated: ${key}` } });

/** What a read that fails looks like on the wire. */
export const readFailure = (fault: FaultName, ms: number, dateAt: number): HttpResult => {
  switch (fault) {
    case 'show.throttled':
    case 'page.throttled':
      return answer(429, novaError('overLimit', 429), dateAt, { 'retry-after': String(Math.floor(ms / 1000)) });
    case 'show.unauthorized':
    case 'login.refused':
      return answer(401, { error: { code: 401, message: 'simulated', title: 'Unauthorized' } }, dateAt);
    case 'show.garbage':
    case 'page.garbage':
      return answer(200, HTML, dateAt);
    case 'show.page':
      return answer(403, BLOCKED, dateAt);
    case 'show.not-found':
      return answer(404, novaError('itemNotFound', 404), dateAt);
    case 'list.refused':
      return answer(403, novaError('forbidden', 403), dateAt);
    case 'show.unanswered':
    case 'list.unanswered':
    case 'page.unanswered':
      return LOST;
    default:
      return answer(503, novaError('serviceUnavailable', 503), dateAt);
  }
};

/** What a stop is answered on the wire when something goes wrong with it; undefined: what Nova answered. */
export const stopFailure = ({ answer: became, requestId, retryAfterMs, dateAt }: StopReply): HttpResult | undefined => {
  const headers = { 'x-compute-request-id': requestId };
  switch (became) {
    case 'accepted':
    case 'conflict':
    case 'not-found':
      return undefined;
    case 'error':
      return answer(500, novaError('computeFault', 500), dateAt, headers);
    case 'gateway':
      return answer(502, HTML, dateAt);
    case 'proxy-503':
      return answer(503, HTML, dateAt);
    case 'page':
      return answer(403, BLOCKED, dateAt);
    case 'unavailable':
      return answer(503, novaError('serviceUnavailable', 503), dateAt, headers);
    case 'throttled':
      return answer(429, novaError('overLimit', 429), dateAt, { 'retry-after': String(retryAfterMs / 1000) });
    case 'unauthorized':
      return answer(401, { error: { code: 401, message: 'simulated', title: 'Unauthorized' } }, dateAt);
    case 'postponed':
      return answer(202, { error_code: 'Common.0024', error_msg: 'flow limit' }, dateAt);
    case 'odd-400':
      return answer(400, { error: { code: 'BMS.9999', message: 'simulated: odd' } }, dateAt);
    case 'forbidden':
      return answer(403, novaError('forbidden', 403), dateAt, headers);
    case 'bad-request':
      return answer(400, novaError('badRequest', 400), dateAt, headers);
    case 'lost':
      return LOST;
    case 'not-sent':
      return { kind: 'failure', phase: 'not-sent', code: 'ECONNREFUSED', peer: 'nova.example:443' };
  }
};
