import { expect, test } from 'vitest';
import { envelopeProblem } from '../../../lib/message/envelope.ts';
import { parseRequestBody } from '../../../lib/message/request-body.ts';

const REQUEST = { serverIds: ['5f0c1a3e-8d3b-4c52-9b1f-2f6f0f8f6a01'] };
const WANTED = 'expected the request itself, {"serverIds": […]}';

test.each<[unknown, string]>([
  [
    { Type: 'Notification', TopicArn: 'arn:aws:sns:x', Message: JSON.stringify(REQUEST), Timestamp: 't' },
    `is an SNS notification; ${WANTED}: switch RawMessageDelivery on for the subscription`,
  ],
  [
    { version: '0', id: 'x', 'detail-type': 'stop', source: 'mine', detail: REQUEST },
    `is an EventBridge event; ${WANTED}: hand it over with the rule's InputPath or InputTransformer`,
  ],
  [JSON.stringify(REQUEST), `is JSON in quotes, inside of JSON; ${WANTED}`],
  [`\uFEFF${JSON.stringify(REQUEST)}`, `is JSON in quotes, inside of JSON; ${WANTED}`],
])('the envelope check names the envelope around a request: %j', (value, problem) => {
  expect(parseRequestBody(value)).toEqual({ kind: 'problem', problem });
});

test.each<[unknown]>([
  [{ ...REQUEST, Type: 'Notification', TopicArn: 'x', Message: 'x' }],
  [{ Type: 'x', Message: 'x' }],
  [{ detail: 'x' }],
  ['text'],
  ['7'],
  [null],
  [7],
  [[]],
])('the envelope check knows nothing of %j', (value) => {
  expect(envelopeProblem(value)).toBeUndefined();
});
