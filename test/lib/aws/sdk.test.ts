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
