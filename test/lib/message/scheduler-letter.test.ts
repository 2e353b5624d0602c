import { describe, expect, test } from 'vitest';
import { formatInstant } from '../../../lib/instant.ts';
import { deadLetterBody } from '../../../lib/message/dead-letter-message.ts';
import { type Message, parseMessage } from '../../../lib/message/message.ts';
import { ARN, aContext, aFailure, HOUR, MINUTE, NOON, serverNo } from '../../builders.ts';

const TIME = '2026-11-23T11:30:00Z';
const AT = NOON - 30 * MINUTE;
const QUEUE = 'https://sqs.eu-central-1.amazonaws.com/123456789012/lights-out-dev-stop';
const KEYWORDS = { arn: '<aws.scheduler.schedule-arn>', scheduledTime: '<aws.scheduler.scheduled-time>' };
const ATTRIBUTES = { SCHEDULED_TIME: TIME, SCHEDULE_ARN: ARN, ERROR_CODE: 'AccessDenied', RETRY_ATTEMPTS: '185' };

const request = (changes: object = {}) => ({
  schedule: { arn: ARN, scheduledTime: TIME },
  serverIds: [serverNo(1)],
  window: 'PT2H',
  ...changes,
});
const letter = (inside: unknown, changes: object = {}) =>
  JSON.stringify({ MessageBody: JSON.stringify(inside), QueueUrl: QUEUE, ...changes });
const read = (body: string, attributes: Readonly<Record<string, string>> = ATTRIBUTES): Message =>
  parseMessage(body, aContext({ attributes, messageId: 'moved' }));
const delivered = parseMessage(JSON.stringify(request()), aContext({ messageId: 'delivered' }));

test('a dead letter of Scheduler is the request that would have been delivered, with the same id and instants', () => {
  expect(delivered).toMatchObject({ kind: 'request', request: { requestedAt: AT, notAfter: AT + 2 * HOUR } });
  expect(read(letter(request()))).toEqual(delivered);
  expect(read(letter(request()), {})).toEqual(delivered);
});

test('keywords that Scheduler left are replaced by the attributes of its dead letter', () => {
  expect(read(letter(request({ schedule: KEYWORDS })))).toEqual(delivered);
  expect(
    read(letter(request({ schedule: KEYWORDS })), { ...ATTRIBUTES, SCHEDULED_TIME: '2026-11-23T11:30:00.000Z' }),
  ).toEqual(delivered);
  const named = { serverIds: [serverNo(1)], requestId: `mine ${KEYWORDS.scheduledTime}`, requestedAt: TIME };
  expect(read(letter(named), { ...ATTRIBUTES, SCHEDULED_TIME: '2026-11-23T12:30:00+01:00' })).toMatchObject({
    request: { requestId: `mine ${TIME}` },
  });
});

test('what a dead letter of Scheduler says itself counts, whatever its attributes say', () => {
  const other = { SCHEDULED_TIME: '2026-11-23T11:59:00Z', SCHEDULE_ARN: `${ARN}-2` };
  expect(read(letter(request()), other)).toEqual(delivered);
});

test('a request without a time of its own takes time and id from the attributes of its dead letter', () => {
  expect(read(letter({ serverIds: [serverNo(1)] }))).toMatchObject({
    kind: 'request',
    request: { source: 'queue', requestId: `${ARN}@${TIME}`, requestedAt: AT, notAfter: AT + HOUR },
  });
});

test.each<[string, Readonly<Record<string, string>>, object, string]>([
  ['no time', { SCHEDULE_ARN: ARN }, { schedule: KEYWORDS }, 'SCHEDULED_TIME: required'],
  ['no ARN', { SCHEDULED_TIME: TIME }, { schedule: KEYWORDS }, 'SCHEDULE_ARN: required'],
  [
    'a time that is none',
    { ...ATTRIBUTES, SCHEDULED_TIME: 'Mon Nov 23 11:30' },
    { schedule: KEYWORDS },
    'SCHEDULED_TIME: not an RFC 3339 instant',
  ],
  [
    'a time without a zone',
    { ...ATTRIBUTES, SCHEDULED_TIME: '2026-11-23T11:30:00' },
    { schedule: KEYWORDS },
    'SCHEDULED_TIME: not an RFC 3339 instant',
  ],
  [
    'an ARN that would end its text',
    { ...ATTRIBUTES, SCHEDULE_ARN: 'arn:aws:scheduler"}' },
    { schedule: KEYWORDS },
    'SCHEDULE_ARN: not the ARN of a schedule',
  ],
  ['no attributes, and no time in the request', {}, { schedule: undefined }, 'SCHEDULED_TIME: required'],
])('a dead letter of Scheduler with %s is malformed, and nothing is guessed', (_, attributes, change, problem) => {
  const body = letter(request(change));
  const missing = problem.endsWith('required')
    ? `${problem}: a message attribute of Scheduler's dead letter, since its MessageBody does not say it`
    : problem;
  expect(read(body, attributes)).toMatchObject({ kind: 'malformed', problem: missing, original: body });
});

describe('what is nearly a dead letter of Scheduler is malformed', () => {
  test.each<[string, string, string]>([
    ['without QueueUrl', letter(request(), { QueueUrl: undefined }), 'QueueUrl: required'],
    ['with another key', letter(request(), { DelaySeconds: 0 }), 'DelaySeconds: unknown field'],
    ['with a QueueUrl that is no text', letter(request(), { QueueUrl: null }), 'QueueUrl: must be text'],
    ['with a request that is no text', letter(request(), { MessageBody: request() }), 'MessageBody: must be text'],
    ['with a text that is no JSON', letter(request(), { MessageBody: 'stop' }), 'MessageBody: not JSON'],
    ['in another case', JSON.stringify({ messageBody: '{}', queueUrl: QUEUE }), 'serverIds: required'],
    ['without MessageBody', JSON.stringify({ QueueUrl: QUEUE }), 'serverIds: required'],
    ['around another one', letter({ MessageBody: '{}', QueueUrl: QUEUE }), 'MessageBody: serverIds: required'],
    ['around an intent', letter({ intent: {} }), 'MessageBody: serverIds: required'],
    ['around a bad request', letter(request({ serverIds: ['web-1'] })), 'MessageBody: serverIds[0]: not a UUID'],
    [
      'from the future',
      letter(request({ schedule: { arn: ARN, scheduledTime: '2026-11-23T12:30:00Z' } })),
      'MessageBody: schedule.scheduledTime: more than PT1M in the future',
    ],
  ])('%s', (_, body, problem) => {
    expect(read(body)).toMatchObject({ kind: 'malformed', problem, original: body });
  });
});

test('a dead letter of Scheduler that an older version buried as malformed is read when it is moved back', () => {
  const buried = (original: string) => deadLetterBody({ original, failure: aFailure({ reason: 'malformed' }) });
  expect(read(buried(letter(request())), { reason: 'malformed' })).toEqual(delivered);
  expect(read(buried(letter(request({ schedule: KEYWORDS }))), { reason: 'malformed' })).toMatchObject({
    kind: 'malformed',
    problem: expect.stringContaining('SCHEDULED_TIME: required'),
    original: letter(request({ schedule: KEYWORDS })),
  });
});

test('a dead letter of Scheduler may hold a whole request of 64 KiB, escaped', () => {
  const inside = request({ notOn: spans(800) });
  expect(JSON.stringify(inside).length).toBeLessThan(64 * 1024);
  expect(letter(inside).length).toBeGreaterThan(64 * 1024);
  expect(read(letter(inside))).toMatchObject({ kind: 'request', request: { requestedAt: AT } });
  expect(read(letter(inside, { MessageBody: ' '.repeat(64 * 1024 + 1) }))).toMatchObject({
    problem: 'MessageBody: longer than 65536 bytes',
  });
});

const spans = (count: number) =>
  Array.from({ length: count }, (_, day) => {
    const from = NOON + day * 24 * HOUR;
    return { from: formatInstant(from), to: formatInstant(from + HOUR), why: 'a' };
  });
