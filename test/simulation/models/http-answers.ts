import type { HttpAnswer, HttpResult } from '../../../lib/openstack/http/http.ts';
import type { FaultName } from '../engine/faults.ts';
import type { ActionRecord, View } from '../engine/record.ts';
import { OUR_USER } from './nova.ts';
import type { StopReply } from './nova-calls.ts';

/** What must never be seen outside of a request's headers and a login's body. */
export const CANARY = 'canary';

const LOST: HttpResult = { kind: 'failure', phase: 'sent', code: 'TIMEOUT', peer: 'nova.example:443' };
const HTML = '<html><body>Service unavailable</body></html>';
const BLOCKED = '<html><body>Request blocked</body></html>';

/** An HTTP answer of Nova's, in the version that is asked for. */
export const answer = (
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

/** Nova's view of a server (api-ref: GET /servers/{server_id}). */
export const serverJson = (id: string, view: View) => ({
  server: {
    id,
    name: 'bms',
    status: 'ANY',
    hostId: view.vmState === 'building' ? '' : 'cb0c',
    locked: view.locked,
    updated: new Date(view.updatedAt).toISOString().replace('.000Z', 'Z'),
    'OS-SRV-USG:launched_at': view.vmState === 'building' ? null : '2026-03-01T18:59:51.017652',
    'OS-EXT-STS:vm_state': view.vmState,
    'OS-EXT-STS:task_state': view.taskState,
    'OS-EXT-STS:power_state': view.powerState,
    ...(view.vmState === 'error' ? { fault: { code: 500, message: 'broken', created: '2026-03-01T18:59:51Z' } } : {}),
  },
});

/** One action record; its times have no zone. */
export const actionJson = (server: string, record: ActionRecord) => ({
  action: record.action,
  instance_uuid: server,
  request_id: record.requestId,
  user_id: record.userId,
  project_id: 'project',
  start_time: new Date(record.startedAt).toISOString().replace('Z', '000'),
  message: record.failed ? 'Error' : null,
});

/** The same record with its events. */
export const actionWithEventsJson = (server: string, record: ActionRecord) => ({
  ...actionJson(server, record),
  events: [{ event: record.echo ? 'compute_power_update' : `compute_${record.action}_instance`, result: 'Success' }],
});

/** What a read that fails looks like on the wire. */
export const readFailure = (fault: FaultName, ms: number, dateAt: number): HttpResult => {
  switch (fault) {
    case 'show.throttled':
      return answer(429, novaError('overLimit', 429), dateAt, { 'retry-after': String(Math.floor(ms / 1000)) });
    case 'show.unauthorized':
      return answer(401, { error: { code: 401, message: 'simulated', title: 'Unauthorized' } }, dateAt);
    case 'show.garbage':
      return answer(200, HTML, dateAt);
    case 'show.page':
      return answer(403, BLOCKED, dateAt);
    case 'show.not-found':
      return answer(404, novaError('itemNotFound', 404), dateAt);
    case 'list.refused':
      return answer(403, novaError('forbidden', 403), dateAt);
    case 'show.unanswered':
    case 'list.unanswered':
      return LOST;
    default:
      return answer(503, novaError('serviceUnavailable', 503), dateAt);
  }
};

/** What becomes of a stop on the wire. */
export const stopAnswer = ({ answer: became, requestId, retryAfterMs, dateAt }: StopReply): HttpResult => {
  const headers = { 'x-compute-request-id': requestId };
  switch (became) {
    case 'accepted':
      return answer(202, '', dateAt, headers);
    case 'conflict':
      return answer(409, novaError('conflictingRequest', 409), dateAt, headers);
    case 'not-found':
      return answer(404, novaError('itemNotFound', 404), dateAt, headers);
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

const iso = (at: number): string => new Date(at).toISOString().replace('Z', '000Z');

/** Keystone's answer to a login. */
export const tokenAnswer = (nth: number, role: string, keystoneNow: number): HttpAnswer =>
  answer(
    201,
    {
      token: {
        methods: ['password'],
        user: { id: OUR_USER, name: 'stopper' },
        issued_at: iso(keystoneNow),
        expires_at: iso(keystoneNow + 3_600_000),
        project: { id: 'project', name: 'bms', domain: { id: 'default' } },
        roles: [{ id: 'r', name: role }],
        catalog: [
          {
            type: 'compute',
            endpoints: [{ interface: 'public', region_id: 'r', region: 'r', url: 'https://nova.example/v2.1' }],
          },
        ],
      },
    },
    keystoneNow,
    { 'x-subject-token': `${CANARY}-token-${nth}` },
  );

/** What Nova publishes of its versions. */
export const versionAnswer = (dateAt: number): HttpAnswer =>
  answer(200, { version: { id: 'v2.1', version: '2.93', min_version: '2.1' } }, dateAt);
