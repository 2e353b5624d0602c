import { expect, test } from 'vitest';
import { awsErrorText, statusOf } from '../../../lib/aws/sdk.ts';

test.each([
  ['its status', { $metadata: { httpStatusCode: 400 } }, 400],
  ['nothing, from nothing', undefined, undefined],
  ['nothing, from null', null, undefined],
  ['nothing, from text', 'canary', undefined],
  ['nothing, without metadata', {}, undefined],
  ['nothing, from metadata that are null', { $metadata: null }, undefined],
  ['nothing, from metadata that are text', { $metadata: 'canary' }, undefined],
  ['nothing, from metadata without a status', { $metadata: {} }, undefined],
  ['nothing, from a status that is text', { $metadata: { httpStatusCode: '400' } }, undefined],
])('what the SDK threw tells %s', (_, thrown, status) => {
  expect(statusOf(thrown)).toBe(status);
});

test('an error of the SDK is reported by its name, its code and its status, never by its message', () => {
  const error = Object.assign(new Error('canary'), {
    name: 'TimeoutError',
    code: 'ETIMEDOUT',
    $metadata: { httpStatusCode: 504 },
  });
  expect(awsErrorText(error)).toBe('TimeoutError (ETIMEDOUT, HTTP 504)');
  expect(awsErrorText('canary')).toBe('unknown error');
});

test.each([
  [
    'AccessDeniedException',
    'User: arn:aws:sts::1:x is not authorized to perform: dynamodb:Query on resource: arn:aws:x',
    'dynamodb:Query',
  ],
  [
    'AccessDenied',
    'User: x is not authorized to perform: sqs:receivemessage on resource: y because no policy',
    'sqs:receivemessage',
  ],
  ['KmsAccessDenied', 'User: x is not authorized to perform: kms:Decrypt on this resource', 'kms:Decrypt'],
])('a refusal %s is reported by the action whose right is missing', (name, message, action) => {
  expect(awsErrorText(Object.assign(new Error(message), { name }))).toBe(`${action} is not allowed`);
});

test('another error is not reported by its message, whatever it says', () => {
  const error = Object.assign(new Error('canary is not authorized to perform: kms:Decrypt'), {
    name: 'InvalidSignatureException',
  });
  expect(awsErrorText(error)).toBe('InvalidSignatureException');
});
