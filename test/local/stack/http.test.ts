import { expect, test } from 'vitest';
import { httpAnswer } from '../../../local/stack/http-answer.ts';
import { type HttpRequest, httpEvent } from '../../../local/stack/http-event.ts';

const request: HttpRequest = {
  method: 'POST',
  target: '/stop?x=1&y=%20',
  headers: { 'Content-Type': ['application/json'], 'X-Two': ['a', 'b'] },
  body: Buffer.from('{"é":1}'),
  protocol: 'HTTP/1.1',
  arrivedAt: Date.UTC(2026, 0, 2),
};
const eventOf = (change: Partial<HttpRequest>) => httpEvent({ ...request, ...change }, 'POST /stop', 'r');
const typed = (type: string) => ({ headers: { 'content-type': [type] } });

test('the event for the webhook has header names in lower case, their values joined', () => {
  expect(eventOf({}).headers).toEqual({ 'content-type': 'application/json', 'x-two': 'a,b' });
});

test('the event for the webhook has path and query apart', () => {
  expect(eventOf({})).toMatchObject({
    rawPath: '/stop',
    rawQueryString: 'x=1&y=%20',
    queryStringParameters: { x: '1', y: ' ' },
    requestContext: { http: { method: 'POST', path: '/stop' } },
  });
});

test.each(['application/json', 'application/json; charset=utf-8', 'text/plain', 'application/xml', 'TEXT/HTML'])(
  'the event for the webhook has a %s body as text',
  (type) => expect(eventOf(typed(type))).toMatchObject({ body: '{"é":1}', isBase64Encoded: false }),
);

test.each(['application/octet-stream', 'application/x-www-form-urlencoded', 'application/cloudevents+json', ''])(
  'the event for the webhook has a "%s" body in base64',
  (type) => expect(eventOf(typed(type))).toMatchObject({ body: 'eyLDqSI6MX0=', isBase64Encoded: true }),
);

test('the event for the webhook has bytes that are not text in base64, whatever their type', () => {
  expect(eventOf({ body: Buffer.from([0xff, 0x00]) })).toMatchObject({ body: '/wA=', isBase64Encoded: true });
});

test('the event for the webhook has no body when the request has none', () => {
  const event = eventOf({ body: Buffer.alloc(0) });
  expect(event).not.toHaveProperty('body');
  expect(event.isBase64Encoded).toBe(false);
});

const answered = (value: unknown) => httpAnswer({ kind: 'answered', payload: JSON.stringify(value) });

test('the HTTP API answers with the function’s status, headers and body', () => {
  const answer = answered({ statusCode: 401, headers: { 'Retry-After': 5 }, body: 'no' });
  expect(answer).toMatchObject({ status: 401, headers: { 'retry-after': '5' } });
  expect(answer.body.toString()).toBe('no');
});

test('the HTTP API decodes the function’s base64 body', () => {
  expect(answered({ statusCode: 200, body: 'aGk=', isBase64Encoded: true }).body.toString()).toBe('hi');
});

test.each([
  { value: { ok: true }, body: '{"ok":true}' },
  { value: 'text', body: 'text' },
  { value: null, body: 'null' },
])('the HTTP API answers 200 with the body $body when the function gives no status code', ({ value, body }) => {
  const answer = answered(value);
  expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } });
  expect(answer.body.toString()).toBe(body);
});

test('the HTTP API answers 500 for a failure and a malformed answer, 503 when no process was free', () => {
  expect(httpAnswer({ kind: 'failed', errorType: 'Error', errorMessage: 'secret' }).body.toString()).toBe(
    '{"message":"Internal Server Error"}',
  );
  expect(answered({ statusCode: '2xx' }).status).toBe(500);
  expect(httpAnswer({ kind: 'throttled' }).status).toBe(503);
});
