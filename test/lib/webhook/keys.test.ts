import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { keyBytes, parseWebhookKeys } from '../../../lib/webhook/keys.ts';
import { KEY, keysOf, OTHER_KEY } from './a-webhook.ts';

const ofBytes = (count: number) => `whsec_${Buffer.alloc(count, 'k').toString('base64')}`;

test('reads one key or several, apart by white space or commas', () => {
  expect(keysOf(KEY).map((key) => key.reveal())).toEqual([KEY]);
  expect(keysOf(` ${KEY},\n${OTHER_KEY} `).map((key) => key.reveal())).toEqual([KEY, OTHER_KEY]);
  expect(keysOf(KEY).map((key) => keyBytes(key).toString())).toEqual(['k'.repeat(24)]);
});

test.each([
  ['', 'no key'],
  [' , ', 'no key'],
  ['whsec_', 'key 1 has not 24 to 64 bytes'],
  ['whsec_QQ==', 'key 1 has not 24 to 64 bytes'],
  [ofBytes(23), 'key 1 has not 24 to 64 bytes'],
  [ofBytes(65), 'key 1 has not 24 to 64 bytes'],
  [KEY.slice(6), 'key 1 does not start with whsec_'],
  [`${KEY} whsec_${'!'.repeat(32)}`, 'key 2 is not base64'],
  [`${KEY}a`, 'key 1 is not base64'],
])('refuses %j', (text, problem) => {
  expect(parseWebhookKeys(text)).toEqual({ kind: 'problem', problem });
});

test('takes 24 to 64 bytes, with or without padding', () => {
  for (const count of [24, 25, 26, 63, 64]) {
    expect(keysOf(ofBytes(count)).map((key) => keyBytes(key).byteLength)).toEqual([count]);
    expect(keysOf(ofBytes(count).replaceAll('=', '')).map((key) => keyBytes(key).byteLength)).toEqual([count]);
  }
});

test('never shows a key', () => {
  const parsed = parseWebhookKeys(KEY);
  expect(`${inspect(parsed, { depth: 9 })}${JSON.stringify(parsed)}`).not.toContain(KEY.slice(6));
});
