import { expect, test } from 'vitest';
import { failedMessages } from '../../../local/stack/batch-failures.ts';

const answered = (payload: string) => ({ kind: 'answered', payload }) as const;
const none: string[] = [];
const both = ['a', 'b'];

test.each([
  { name: 'null', payload: 'null', expected: none },
  { name: 'an empty object', payload: '{}', expected: none },
  { name: 'a null list', payload: '{"batchItemFailures":null}', expected: none },
  { name: 'an empty list', payload: '{"batchItemFailures":[]}', expected: none },
  { name: 'one of two', payload: '{"batchItemFailures":[{"itemIdentifier":"b"}]}', expected: ['b'] },
  {
    name: 'one named twice',
    payload: '{"batchItemFailures":[{"itemIdentifier":"b"},{"itemIdentifier":"b"}]}',
    expected: ['b'],
  },
  { name: 'no JSON', payload: 'oops', expected: both },
  { name: 'text', payload: '"done"', expected: both },
  { name: 'a list of ids', payload: '{"batchItemFailures":["a"]}', expected: both },
  { name: 'an empty id', payload: '{"batchItemFailures":[{"itemIdentifier":""}]}', expected: both },
  { name: 'a null id', payload: '{"batchItemFailures":[{"itemIdentifier":null}]}', expected: both },
  { name: 'a bad key', payload: '{"batchItemFailures":[{"itemIdentifer":"a"}]}', expected: both },
  {
    name: 'an unknown id',
    payload: '{"batchItemFailures":[{"itemIdentifier":"a"},{"itemIdentifier":"c"}]}',
    expected: both,
  },
])('an answer with $name is read as Lambda reads it', ({ payload, expected }) => {
  expect([...failedMessages(both, answered(payload), true)]).toEqual(expected);
});

test('after a throw or a throttle the whole batch has failed', () => {
  expect([...failedMessages(both, { kind: 'failed', errorType: 'Error', errorMessage: '' }, true)]).toEqual(both);
  expect([...failedMessages(both, { kind: 'throttled' }, false)]).toEqual(both);
});

test('the answer is ignored when the mapping does not report batch item failures', () => {
  expect([...failedMessages(both, answered('{"batchItemFailures":[{"itemIdentifier":"b"}]}'), false)]).toEqual(none);
});
