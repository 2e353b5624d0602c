import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { secret } from '../../lib/secret.ts';

test('a secret shows as [secret] however it is printed, and is revealed only when it is asked for', () => {
  const hidden = secret('canary');
  expect(String(hidden)).toBe('[secret]');
  expect(`${hidden}`).toBe('[secret]');
  expect(JSON.stringify({ hidden })).toBe('{"hidden":"[secret]"}');
  expect(inspect({ hidden })).toBe('{ hidden: [secret] }');
  expect(hidden.reveal()).toBe('canary');
});
