import { expect, test } from 'vitest';
import type { Verb } from '../../../../lib/openstack/answer/by-status.ts';
import { faultOf, requestIdOf, understand } from '../../../../lib/openstack/answer/understand.ts';
import type { HttpResult } from '../../../../lib/openstack/http/http.ts';
import { answer, failure } from '../a-client.ts';

const nova = (root: string, code: number, more = {}) => ({ [root]: { code, message: 'said so', ...more } });
const vendor = (code: string) => ({ error: { code, message: 'said so' } });
const gateway = (code: string) => ({ error_code: code, error_msg: 'said so', request_id: 'x' });
const keystone = (code: number) => ({ error: { code, title: 'T', message: 'said so' } });
const html = '<html>Bad Gateway</html>';

// Examples of Table B (docs/nova.md, section 7): what came, and what it means for the stop.
const ROWS: readonly [string, HttpResult, string][] = [
  ['an unknown 2xx', answer(201), 'ambiguous/unclear'],
  ['a 202 with a code', answer(202, vendor('Common.0024')), 'ambiguous/throttled 60000'],
  ['a 202 with a gateway code', answer(202, gateway('APIG.0308')), 'ambiguous/throttled 60000'],
  ['a 202 with a page', answer(202, html), 'ambiguous/unclear'],
  ['a 202 of Keystone’s shape', answer(202, keystone(202)), 'ambiguous/throttled 60000'],
  ['a 200 without a job', answer(200, {}), 'ambiguous/unclear'],
  ['a 200 with a page', answer(200, html), 'ambiguous/unclear'],
  ['a job under another status', answer(201, { job_id: 'ff80' }), 'ambiguous/unclear'],
  ['300', answer(300), 'ambiguous/endpoint'],
  ['a redirect', answer(307, '', { location: 'https://elsewhere.example' }), 'ambiguous/endpoint'],
  ...['BMS.0039', 'BMS.0036', 'BMS.0035', 'BMS.0037', 'Ecs.0100'].map((code): [string, HttpResult, string] => [
    code,
    answer(400, vendor(code)),
    'conflict/conflict',
  ]),
  ['overloaded', answer(400, vendor('BMS.0212')), 'transient/throttled'],
  ['no such BMS', answer(400, vendor('BMS.0040')), 'refused/not-found'],
  ['no such server', answer(404, vendor('Ecs.0114')), 'refused/not-found'],
  ['no such server either', answer(404, vendor('Ecs.0614')), 'refused/not-found'],
  ...['BMS.0006', 'BMS.1006', 'BMS.1007', 'Ecs.0000', 'Ecs.0002', 'Ecs.1002', 'Common.0025'].map(
    (code): [string, HttpResult, string] => [code, answer(400, vendor(code)), 'ambiguous/server-error'],
  ),
  ...['BMS.0004', 'BMS.0005', 'BMS.0032', 'BMS.0213', 'Ecs.0004'].map((code): [string, HttpResult, string] => [
    code,
    answer(400, vendor(code)),
    'refused/forbidden',
  ]),
  ...['BMS.0033', 'BMS.0288', 'Ecs.0003', 'Ecs.0066', 'Ecs.0067', 'Ecs.0071', 'Ecs.0110', 'Pdp.0001'].map(
    (code): [string, HttpResult, string] => [code, answer(403, vendor(code)), 'refused/forbidden'],
  ),
  ['a token of another project', answer(400, vendor('Common.0018')), 'refused/configuration'],
  ['the same, by ECS', answer(400, vendor('Ecs.0023')), 'refused/configuration'],
  ['a token decoded to nothing', answer(400, vendor('BMS.3011')), 'refused/unauthorized'],
  ['an invalid token', answer(401, vendor('Common.0013')), 'refused/unauthorized'],
  ['a locked server', answer(400, vendor('Ecs.0605')), 'refused/locked'],
  ...['BMS.0001', 'BMS.0002', 'BMS.0018', 'BMS.0022', 'Ecs.0005'].map((code): [string, HttpResult, string] => [
    code,
    answer(400, vendor(code)),
    'refused/bad-request',
  ]),
  ['badRequest', answer(400, nova('badRequest', 400)), 'refused/bad-request'],
  ['400 with an unknown code', answer(400, vendor('BMS.9999')), 'ambiguous/bad-request'],
  ['400 without a body', answer(400), 'ambiguous/unclear'],
  ['401', answer(401, keystone(401)), 'refused/unauthorized'],
  ['401 of a gateway', answer(401, gateway('APIG.0301')), 'refused/unauthorized'],
  ['401 of the other gateway', answer(401, gateway('APIGW.0307')), 'refused/unauthorized'],
  ['forbidden', answer(403, nova('forbidden', 403)), 'refused/forbidden'],
  ['403 of a gateway', answer(403, gateway('APIGW.0302')), 'refused/forbidden'],
  ['itemNotFound', answer(404, nova('itemNotFound', 404)), 'refused/not-found'],
  [
    'a path that Nova does not know',
    answer(404, { message: 'm', code: '404 Not Found', title: 'Not Found' }),
    'refused/endpoint',
  ],
  ['a route that is not published', answer(404, gateway('APIG.0101')), 'refused/endpoint'],
  ['a 404 with a code that is not listed', answer(404, gateway('APIGW.0999')), 'ambiguous/endpoint'],
  ['a 404 with another code that is not listed', answer(404, vendor('BMS.9999')), 'ambiguous/endpoint'],
  ['another 404 of Nova', answer(404, nova('computeFault', 404)), 'refused/endpoint'],
  ['405', answer(405, nova('badMethod', 405)), 'refused/endpoint'],
  ['406', answer(406, nova('computeFault', 406)), 'refused/endpoint'],
  ['408', answer(408), 'ambiguous/unanswered'],
  ['409', answer(409, nova('conflictingRequest', 409)), 'conflict/conflict'],
  ['413', answer(413, nova('overLimit', 413, { retryAfter: '7' })), 'transient/throttled 7000'],
  ['415', answer(415, nova('badMediaType', 415)), 'refused/endpoint'],
  ['418', answer(418, nova('computeFault', 418)), 'ambiguous/bad-request'],
  ['429', answer(429, nova('overLimit', 429), { 'retry-after': '30' }), 'transient/throttled 30000'],
  ['429 of a gateway', answer(429, gateway('APIG.0308')), 'transient/throttled'],
  ['429 of the API', answer(429, vendor('Common.1503')), 'transient/throttled'],
  ['429 of IAM', answer(429, gateway('IAM.0012')), 'transient/throttled'],
  ['computeFault', answer(500, nova('computeFault', 500)), 'ambiguous/server-error'],
  ['other commands are running', answer(501, vendor('Ecs.0603')), 'transient/throttled 60000'],
  ['501', answer(501, nova('notImplemented', 501)), 'refused/bad-request'],
  ['502', answer(502, html), 'ambiguous/server-error'],
  ['504', answer(504, html), 'ambiguous/server-error'],
  ['507', answer(507), 'ambiguous/server-error'],
  ['503 of Nova', answer(503, nova('serviceUnavailable', 503), { 'retry-after': '5' }), 'transient/unavailable 5000'],
  ['503 of Keystone', answer(503, keystone(503)), 'transient/unavailable'],
  ['503 of a gateway, IAM down', answer(503, gateway('APIG.0613')), 'transient/unavailable'],
  ['a name that does not resolve', failure('not-sent', 'ENOTFOUND'), 'transient/unreachable'],
  ['a refused connection', failure('not-sent', 'ECONNREFUSED'), 'transient/unreachable'],
  ['a TLS handshake that was reset', failure('not-sent', 'ECONNRESET'), 'transient/unreachable'],
  ['an expired certificate', failure('not-sent', 'CERT_HAS_EXPIRED'), 'refused/certificate'],
  ['another host on the certificate', failure('not-sent', 'ERR_TLS_CERT_ALTNAME_INVALID'), 'refused/certificate'],
  ['an unknown issuer', failure('not-sent', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'refused/certificate'],
  ['a self-signed certificate', failure('not-sent', 'DEPTH_ZERO_SELF_SIGNED_CERT'), 'refused/certificate'],
  ['a store without certificates', failure('not-sent', 'ERR_OF_CERT_STORE'), 'transient/unreachable'],
  ['a reset after sending', failure('sent', 'ECONNRESET'), 'ambiguous/unanswered'],
  ['no answer in time', failure('sent', 'TIMEOUT'), 'ambiguous/unanswered'],
  ['an endless body', failure('sent', 'BODY_TOO_LARGE'), 'ambiguous/unanswered'],
];

const meant = (result: HttpResult, verb: Verb): string => {
  const { kind, trouble, retryAfterMs } = faultOf(result, verb);
  return `${kind}/${trouble}${retryAfterMs === undefined ? '' : ` ${retryAfterMs}`}`;
};

test.each(ROWS)('a stop that meets %s gets the fault of Table B', (_, result, expected) => {
  expect(meant(result, 'stop')).toBe(expected);
  expect(understand(result, 'stop').kind).toBe('fault');
});

// Whatever stands between us and Nova: a WAF's page, a proxy's JSON, a captive portal, a code that is not of the table.
const STRANGERS: readonly [string, unknown][] = [
  ['a page', html],
  ['nothing', ''],
  ['JSON of nobody we know', { message: 'Forbidden' }],
  ['an error without Keystone’s title', { error: { code: 403, message: 'blocked' } }],
  ['a fault of another gateway', { fault: { code: 900901, message: 'Invalid Credentials' } }],
  ['a code that is not listed', { error_code: 'WAF.0403', error_msg: 'blocked' }],
];
const STATUSES = [
  300, 302, 307, 401, 403, 404, 405, 406, 407, 409, 410, 413, 415, 418, 429, 431, 500, 501, 502, 503, 504,
];

test.each(STRANGERS)('a stop that is answered with %s may have arrived, whatever the status', (_, body) => {
  for (const status of STATUSES) expect(faultOf(answer(status, body), 'stop').kind, `${status}`).toBe('ambiguous');
});

test.each(STRANGERS)('a read that is answered with %s settles nothing, whatever the status', (_, body) => {
  for (const status of [...STATUSES, 400]) {
    const { kind, trouble, code } = faultOf(answer(status, body), 'read');
    expect(['forbidden', 'not-found', 'bad-request', 'conflict', 'locked'], `${status}`).not.toContain(trouble);
    // A refusal with a code is a service's own: this is none.
    expect(kind === 'refused' && code !== undefined, `${status}`).toBe(false);
    expect(kind === 'refused' && trouble !== 'endpoint', `${status}`).toBe(false);
  }
});

test.each(STRANGERS)(
  'a login that is answered with %s does not count as refused credentials, whatever the status',
  (_, body) => {
    for (const status of [...STATUSES, 400]) {
      const { kind, trouble } = faultOf(answer(status, body), 'login');
      expect(['credentials', 'configuration', 'forbidden'], `${status}`).not.toContain(trouble);
      expect(['refused', 'transient'], `${status}`).toContain(kind);
    }
  },
);

test.each([
  ['403', 'transient/unclear'],
  ['401', 'transient/unauthorized'],
  ['404', 'refused/endpoint'],
  ['302', 'refused/endpoint'],
  ['400', 'ambiguous/unclear'],
  ['429', 'transient/throttled'],
  ['501', 'transient/unclear'],
  ['503', 'transient/unavailable'],
])('a read that is answered by a page with status %s is repeated', (status, expected) => {
  expect(meant(answer(Number(status), html), 'read')).toBe(expected);
});

test.each<[string, HttpResult, string]>([
  ['forbidden', answer(403, nova('forbidden', 403)), 'refused/forbidden'],
  ['403 of Keystone', answer(403, keystone(403)), 'refused/forbidden'],
  ['403 of a gateway', answer(403, gateway('APIGW.0302')), 'refused/forbidden'],
  ['401 of Keystone', answer(401, keystone(401)), 'refused/unauthorized'],
  ['itemNotFound', answer(404, nova('itemNotFound', 404)), 'refused/not-found'],
  [
    'a path that Nova does not know',
    answer(404, { message: 'm', code: '404 Not Found', title: 'Not Found' }),
    'refused/endpoint',
  ],
  ['a method that Nova does not know', answer(405, nova('badMethod', 405)), 'refused/endpoint'],
  ['a route that is not published', answer(404, gateway('APIG.0101')), 'refused/endpoint'],
])('a read that meets %s is refused', (_, result, expected) => {
  expect(meant(result, 'read')).toBe(expected);
});

test('a refusal by Nova or a known gateway carries its code', () => {
  const router = { message: 'm', code: '404 Not Found', title: 'Not Found' };
  const codeOf = (status: number, body: unknown) => faultOf(answer(status, body), 'read').code;
  expect(codeOf(404, router)).toBe('404 Not Found');
  expect(codeOf(403, nova('forbidden', 403))).toBe('forbidden');
  expect(codeOf(404, gateway('APIG.0101'))).toBe('APIG.0101');
});

test.each<[string, HttpResult, string]>([
  ['a page with status 200', answer(200, html), 'transient/unclear'],
  ['an empty 200', answer(200), 'transient/unclear'],
  ['a list where an object belongs', answer(200, '[]'), 'transient/unclear'],
  ['204', answer(204), 'transient/unclear'],
  ['202', answer(202, {}), 'transient/unclear'],
  ['500', answer(500), 'ambiguous/server-error'],
  ['an endless body', failure('sent', 'BODY_TOO_LARGE'), 'refused/configuration'],
  ['headers that are too long', failure('sent', 'HPE_HEADER_OVERFLOW'), 'refused/configuration'],
])('a read that meets %s is no evidence', (_, result, expected) => {
  expect(meant(result, 'read')).toBe(expected);
  expect(understand(result, 'read').kind).toBe('fault');
});

test.each<[string, HttpResult, string]>([
  ['401', answer(401, keystone(401)), 'refused/credentials'],
  ['a locked account', answer(401, gateway('IAM.0061')), 'refused/credentials'],
  ['403', answer(403, gateway('IAM.0082')), 'refused/credentials'],
  ['400', answer(400, keystone(400)), 'refused/configuration'],
  ['404 of Keystone: an application credential that is gone', answer(404, keystone(404)), 'refused/credentials'],
  ['404 with a page', answer(404, html), 'refused/endpoint'],
  ['300', answer(300), 'refused/endpoint'],
  ['a page with 401', answer(401, html), 'refused/unclear'],
  ['403 in JSON of nobody we know', answer(403, { message: 'Forbidden' }), 'refused/unclear'],
  ['403 with a code that is not listed', answer(403, gateway('WAF.0001')), 'refused/unclear'],
  ['400 without a body', answer(400), 'refused/unclear'],
  ['400 of the identity service', answer(400, gateway('IAM.0011')), 'refused/configuration'],
  ['403 of a gateway', answer(403, gateway('APIGW.0302')), 'refused/credentials'],
  ['401 of a gateway that throttles', answer(401, gateway('APIG.0308')), 'transient/throttled'],
  ['407', answer(407), 'refused/endpoint'],
  ['headers that are too long', failure('sent', 'HPE_HEADER_OVERFLOW'), 'refused/configuration'],
  ['409', answer(409), 'transient/conflict'],
  ['429', answer(429, '', { 'retry-after': '3' }), 'transient/throttled 3000'],
  ['500', answer(500), 'transient/server-error'],
  ['503 of a proxy', answer(503, html), 'transient/unavailable'],
  ['no answer', failure('sent', 'ECONNRESET'), 'transient/unanswered'],
  ['200', answer(200, {}), 'transient/unclear'],
])('a login that meets %s gets the fault of a login', (_, result, expected) => {
  expect(meant(result, 'login')).toBe(expected);
  expect(understand(result, 'login').kind).toBe('fault');
});

test.each<[string, HttpResult]>([
  ['204', answer(204)],
  ['202 with an empty body', answer(202, ' \n')],
  ['200 with a job', answer(200, { job_id: 'ff80' })],
])('a stop that is answered with %s is accepted', (_, result) => {
  expect(understand(result, 'stop').kind).toBe('ok');
});

test('a fault names the status, the code, the request and the message of an answer', () => {
  const id = 'req-549a78ea-ad34-404e-8c85-42a7a82c51bf';
  const body = { conflictingRequest: { code: 409, message: 'Instance x\r\n\tis \u001b[31mlocked' } };
  expect(faultOf(answer(409, body, { 'x-openstack-request-id': id }), 'stop')).toEqual({
    kind: 'conflict',
    trouble: 'conflict',
    message: 'stop answered 409 conflictingRequest: Instance x is [31mlocked',
    http: 409,
    code: 'conflictingRequest',
    openstackRequestId: id,
  });
});

test('a fault keeps no request id of another form', () => {
  const fault = faultOf(answer(500, '', { 'x-compute-request-id': 'req-../../x' }), 'stop');
  expect(fault).not.toHaveProperty('openstackRequestId');
});

test('the message of a fault is cut at 300 characters', () => {
  expect(
    faultOf(answer(409, { conflictingRequest: { code: 409, message: 'x'.repeat(9_000) } }), 'stop').message,
  ).toHaveLength(300);
});

test('the fault of a login quotes nothing of the body', () => {
  const said = JSON.stringify(faultOf(answer(401, { error: { code: 401, message: 'wrong: canary' } }), 'login'));
  expect(said).not.toContain('canary');
});

test('a refusal carries no delay, even with a Retry-After', () => {
  expect(faultOf(answer(404, nova('itemNotFound', 404), { 'retry-after': '5' }), 'stop')).not.toHaveProperty(
    'retryAfterMs',
  );
});

test('the fault of an answer without a body has only its status', () => {
  expect(faultOf(answer(500, html), 'stop')).toStrictEqual({
    kind: 'ambiguous',
    trouble: 'server-error',
    message: 'stop answered 500',
    http: 500,
  });
});

test('the fault of a request without an answer says whether it was sent', () => {
  const message = (phase: 'sent' | 'not-sent', code: string) => faultOf(failure(phase, code), 'read').message;
  expect(message('sent', 'TIMEOUT')).toBe('no answer to a read that was sent to nova.example:443: TIMEOUT');
  expect(message('not-sent', 'ENOTFOUND')).toBe('the read was not sent to nova.example:443: ENOTFOUND');
  expect(message('not-sent', 'CERT_HAS_EXPIRED')).toBe(
    'the certificate of nova.example:443 is not accepted: CERT_HAS_EXPIRED',
  );
});

test('an answer that exceeds a limit is a fault that names the limit', () => {
  for (const verb of ['read', 'login', 'stop'] as const) {
    expect(faultOf(failure('sent', 'HPE_HEADER_OVERFLOW'), verb).message).toBe(
      `the answer of nova.example:443 to a ${verb} was not read: its headers exceed 128 KiB (HPE_HEADER_OVERFLOW)`,
    );
    expect(faultOf(failure('sent', 'BODY_TOO_LARGE'), verb).message).toContain('its body exceeds the limit');
  }
  expect(meant(failure('sent', 'HPE_HEADER_OVERFLOW'), 'stop')).toBe('ambiguous/unanswered');
  const nginx = '<html><center><h1>400 Bad Request</h1></center><center>Request Header Or Cookie Too Large</center>';
  const apache =
    '<p>Your browser sent a request that this server could not understand.</p><p>Size of a request header field exceeds server limit.</p>';
  for (const [status, body] of [
    [431, html],
    [400, nginx],
    [400, apache],
  ] as const)
    expect(faultOf(answer(status, body), 'read').message).toBe(
      `read answered ${status} (the headers of the request are too large)`,
    );
  expect(faultOf(answer(400, html), 'read').message).toBe('read answered 400');
  expect(faultOf(answer(413, html), 'read').message).toBe('read answered 413 (the request is too large)');
});

const [ONE, TWO] = ['req-549a78ea-ad34-404e-8c85-42a7a82c51bf', 'req-549a78ea-ad34-404e-8c85-42a7a82c51b0'];

test.each<[string | undefined, string | undefined, string | null]>([
  [`${ONE}, ${ONE}`, undefined, ONE],
  [`${ONE}, `, undefined, ONE],
  [`../x, ${ONE}`, undefined, ONE],
  [undefined, `${ONE},${ONE}`, ONE],
  [`${ONE}, ${TWO}`, ONE, ONE],
  [`${ONE}, ${TWO}`, undefined, null],
])('an answer with the compute id %j and the OpenStack id %j has the request id %j', (compute, openstack, expected) => {
  const headers = { 'x-compute-request-id': compute, 'x-openstack-request-id': openstack };
  expect(requestIdOf(answer(202, '', headers))).toBe(expected);
});
