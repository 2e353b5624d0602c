import { expect, test } from 'vitest';
import { errorBodyOf } from '../../../../lib/openstack/answer/error-body.ts';

const read = (body: unknown) => errorBodyOf(JSON.stringify(body));

test.each([
  ['Nova', { conflictingRequest: { code: 409, message: 'busy' } }, { from: 'nova', code: 'conflictingRequest' }],
  ['Keystone', { error: { code: 401, title: 'T', message: 'busy' } }, { from: 'keystone' }],
  ['a vendor', { error: { code: 'BMS.0039', message: 'busy' } }, { from: 'vendor', code: 'BMS.0039' }],
  ['a gateway', { error_code: 'APIG.0308', error_msg: 'busy' }, { from: 'vendor', code: 'APIG.0308' }],
  ['a job', { code: 'Common.0024', message: 'busy' }, { from: 'vendor', code: 'Common.0024' }],
  [
    'Nova’s router',
    { code: '404 Not Found', title: 'Not Found', message: 'busy' },
    { from: 'nova', code: '404 Not Found' },
  ],
  ['nobody we know', { message: 'busy' }, { from: 'other' }],
  ['an error without Keystone’s title', { error: { code: 403, message: 'busy' } }, { from: 'other' }],
  ['an error whose code is a word', { error: { code: 'Forbidden', title: 'T', message: 'busy' } }, { from: 'other' }],
])('the shape of an error body is recognised: %s', (_, body, expected) => {
  expect(read(body)).toStrictEqual({ ...expected, message: 'busy' });
});

test('the delay in a fault of Nova may be text or a number', () => {
  const delayed = (retryAfter: unknown) => read({ overLimit: { code: 413, retryAfter } });
  const limit = { from: 'nova', code: 'overLimit' };
  expect(delayed('7')).toStrictEqual({ ...limit, retryAfter: '7' });
  expect(delayed(7)).toStrictEqual({ ...limit, retryAfter: '7' });
  expect(delayed({})).toStrictEqual(limit);
});

test('a message that is not text is left out of an error body', () => {
  expect(read({ error: { code: 500, title: 'T', message: 7 } })).toStrictEqual({ from: 'keystone' });
});

test.each([
  ['null', null],
  ['a list', ['BMS.0039']],
  ['a text', 'BMS.0039'],
])('%s has no shape of an error body', (_, body) => {
  expect(read(body)).toStrictEqual({ from: 'none' });
});

test.each([
  ['an error that is null', { error: null }],
  ['a root that is null', { itemNotFound: null }],
  ['a root without a code', { itemNotFound: {} }],
  ['two roots', { itemNotFound: { code: 404 }, badRequest: { code: 400 } }],
  ['a root that is no word', { 'not found': { code: 404 } }],
  ['a root that begins as one', { 'not-found': { code: 404 } }],
  ['a root that ends as one', { '4notFound': { code: 404 } }],
  ['a list of codes', { code: ['BMS.0039'] }],
  ['more before the code', { code: 'see BMS.0039' }],
  ['more behind the code', { code: 'BMS.0039 again' }],
  ['a root that is none of Nova’s', { fault: { code: 900901, message: 7 } }],
  ['an error that is a text', { error: 'blocked' }],
  ['a status line whose title is another', { code: '404 Not Found', title: 'Gone' }],
  ['a status line with a title of nobody’s', { code: '404 canary', title: 'canary' }],
  ['a title without a status line', { code: 404, title: 'Not Found' }],
  ['nothing', {}],
])('the shape of an error body is unknown: %s', (_, body) => {
  expect(read(body)).toStrictEqual({ from: 'other' });
});
