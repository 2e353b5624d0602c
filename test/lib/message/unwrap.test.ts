import { describe, expect, test } from 'vitest';
import { formatInstant } from '../../../lib/instant.ts';
import { type Message, parseMessage } from '../../../lib/message/message.ts';
import { aContext, MINUTE, NOON, serverNo } from '../../builders.ts';

const REQUEST = { serverIds: [serverNo(1)] };
const ID = '00000000-0000-4000-8000-000000000000';
// The event was five minutes ago; the queue has it since now.
const TIME = formatInstant(NOON - 5 * MINUTE);
const WANTED = 'expected the request itself, {"serverIds": […]}';

const sns = (inside: unknown, change: object = {}) => ({
  Type: 'Notification',
  MessageId: ID,
  TopicArn: 'arn:aws:sns:eu-central-1:000000000000:stops',
  Message: JSON.stringify(inside),
  Timestamp: TIME,
  ...change,
});
const event = (detail: unknown, change: object = {}) => ({
  ...{ version: '0', id: ID, 'detail-type': 'stop', source: 'mine', time: TIME, detail },
  ...change,
});
const cloudEvent = (data: unknown, change: object = {}) => ({
  ...{ specversion: '1.0', type: 'stop', source: '/mine', id: ID, time: TIME, data },
  ...change,
});
const standard = (data: unknown, change: object = {}) => ({ type: 'stop', timestamp: TIME, data, ...change });

const delivered = (body: unknown, messageId = 'sqs-1'): Message =>
  parseMessage(JSON.stringify(body), { ...aContext(), messageId, sentAt: NOON, now: NOON });

describe.each([
  ['an SNS notification', sns, ID],
  ['an EventBridge event', event, ID],
  ['a CloudEvent', cloudEvent, `/mine#${ID}`],
  ['a payload of Standard Webhooks with an id', (inside: unknown) => standard(inside, { id: ID }), ID],
])('%s', (_, around, requestId) => {
  test('gives its id and its time to the request in it, whichever message of the queue brings it', () => {
    const first = delivered(around(REQUEST), 'sqs-1');
    expect(first).toMatchObject({
      kind: 'request',
      request: { source: 'queue', requestId, requestedAt: NOON - 5 * MINUTE, serverIds: REQUEST.serverIds },
    });
    expect(delivered(around(REQUEST), 'sqs-2')).toEqual(first);
  });

  test('leaves a request its own identity', () => {
    const own = { ...REQUEST, requestId: 'ticket-1', requestedAt: formatInstant(NOON - MINUTE) };
    expect(delivered(around(own))).toMatchObject({
      request: { requestId: 'ticket-1', requestedAt: NOON - MINUTE },
    });
  });

  test('is judged like any request once it is open', () => {
    expect(delivered(around({ serverIds: ['web-1'] }))).toMatchObject({ problem: 'serverIds[0]: not a UUID' });
  });

  test('is refused by name when there is no request in it', () => {
    expect(delivered(around({ alerts: [] }))).toMatchObject({
      kind: 'malformed',
      problem: expect.stringMatching(/^is .* with no request in it; expected the request itself/),
    });
  });
});

test.each([
  [sns(REQUEST, { MessageId: undefined }), 'an SNS notification', 'switch RawMessageDelivery on for the subscription'],
  [
    sns(REQUEST, { Timestamp: 'yesterday' }),
    'an SNS notification',
    'switch RawMessageDelivery on for the subscription',
  ],
  [
    event(REQUEST, { time: null }),
    'an EventBridge event',
    "hand it over with the rule's InputPath or InputTransformer",
  ],
  [cloudEvent(REQUEST, { time: undefined }), 'a CloudEvent', 'send its data alone'],
  [cloudEvent(REQUEST, { id: '' }), 'a CloudEvent', 'send its data alone'],
  [standard(REQUEST), 'a payload of Standard Webhooks', 'send its data alone'],
  [
    sns({ ...REQUEST, requestId: null }, { MessageId: 7 }),
    'an SNS notification',
    'switch RawMessageDelivery on for the subscription',
  ],
])('%j is refused, since the queue’s id would be another one next time', (body, name, remove) => {
  expect(delivered(body)).toMatchObject({
    kind: 'malformed',
    problem: `is ${name} without an id and a time of its own; ${WANTED}: ${remove}`,
  });
});

test('of an event inside a notification the event counts: SNS gives each one that it publishes another id', () => {
  const inner = event(REQUEST, { id: 'inner', time: formatInstant(NOON - 7 * MINUTE) });
  expect(delivered(sns(inner))).toMatchObject({ request: { requestId: 'inner', requestedAt: NOON - 7 * MINUTE } });
});

test('a notification that comes late is as old as it says', () => {
  const old = formatInstant(NOON - 25 * 60 * MINUTE);
  expect(delivered(sns(REQUEST, { Timestamp: old }))).toMatchObject({
    request: { requestedAt: NOON - 25 * 60 * MINUTE },
  });
});

test('a notification whose text is no JSON has no request in it', () => {
  expect(delivered(sns(REQUEST, { Message: 'stop them' }))).toMatchObject({
    problem: expect.stringContaining('is an SNS notification with no request in it'),
  });
});
