import { expect, test } from 'vitest';
import { describeThrown } from '../../../lib/telemetry/thrown.ts';

const withStack = (error: Error, stack: string) => Object.assign(error, { stack });

test('an error is logged by its name, its code and three places of code', () => {
  const error = withStack(
    Object.assign(new RangeError('canary'), { code: 'ERR_OUT_OF_RANGE' }),
    [
      'RangeError: canary',
      '    at step (file:///var/task/index.mjs:3:14)',
      '    at async Promise.all (index 0)',
      '    at async work (/var/task/chunk-A1.mjs:20:1)',
      '    at node:internal/process/task_queues:103:5',
      '    at file:///var/task/index.mjs:9:9',
    ].join('\n'),
  );
  expect(describeThrown(error)).toEqual({
    errorName: 'RangeError',
    errorCode: 'ERR_OUT_OF_RANGE',
    errorAt: 'file:///var/task/index.mjs:3:14 < /var/task/chunk-A1.mjs:20:1 < node:internal/process/task_queues:103:5',
  });
});

test('a message that looks like a stack, a code or a name gives nothing away', () => {
  const error = Object.assign(withStack(new Error('x'), 'Error: first\n    at canary-token\n    at (canary:1)'), {
    name: 'canary token',
    code: { token: 'canary' },
  });
  expect(describeThrown(error)).toEqual({ errorName: null, errorCode: null, errorAt: null });
});

test('nothing of a thrown value that is not an error is logged', () => {
  const nothing = { errorName: null, errorCode: null, errorAt: null };
  expect(describeThrown('canary')).toEqual(nothing);
  expect(describeThrown({ name: 'canary', code: 'canary' })).toEqual(nothing);
  expect(describeThrown(undefined)).toEqual(nothing);
});

test('a line is a place only from its beginning to its end', () => {
  const error = withStack(new Error('x'), 'Error: x\ncanary    at /a.mjs:1:1\n    at /b.mjs:2:2 canary');
  expect(describeThrown(error).errorAt).toBeNull();
});

test('an error without a stack, or with a number for a code, is logged by its name', () => {
  const error = Object.assign(new Error('x'), { code: 7 });
  Object.defineProperty(error, 'stack', { value: undefined });
  expect(describeThrown(error)).toEqual({ errorName: 'Error', errorCode: null, errorAt: null });
});
