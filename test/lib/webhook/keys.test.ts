import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { keyBytes, keysInSecret, parseWebhookKeys } from '../../../lib/webhook/keys.ts';
import { KEY, keysOf, OTHER_KEY } from './a-webhook.ts';

const ofBytes = (count: number) => `whsec_${Buffer.alloc(count, 'k').toString('base64')}`;

test('the reader of keys reads one key or several, apart by white space or commas', () => {
  expect(keysOf(KEY).map((key) => key.reveal())).toEqual([KEY]);
  expect(keysOf(` ${KEY},\n${OTHER_KEY} `).map((key) => key.reveal())).toEqual([KEY, OTHER_KEY]);
  expect(keysOf(KEY).map((key) => keyBytes(key).toString())).toEqual(['k'.repeat(24)]);
});

test.each([
  ['', 'no key'],
  [' , ', 'no key'],
  ['whsec_', 'key 1 is not 24 to 64 bytes long'],
  ['whsec_QQ==', 'key 1 is not 24 to 64 bytes long'],
  [ofBytes(23), 'key 1 is not 24 to 64 bytes long'],
  [ofBytes(65), 'key 1 is not 24 to 64 bytes long'],
  [KEY.slice(6), 'key 1 does not start with whsec_'],
  [`${KEY} whsec_${'!'.repeat(32)}`, 'key 2 is not base64'],
  [`${KEY}a`, 'key 1 is not base64'],
])('the reader of keys refuses %j', (text, problem) => {
  expect(parseWebhookKeys(text)).toEqual({ kind: 'problem', problem });
});

test('the reader of keys takes 24 to 64 bytes, with or without padding', () => {
  for (const count of [24, 25, 26, 63, 64]) {
    expect(keysOf(ofBytes(count)).map((key) => keyBytes(key).byteLength)).toEqual([count]);
    expect(keysOf(ofBytes(count).replaceAll('=', '')).map((key) => keyBytes(key).byteLength)).toEqual([count]);
  }
});

test('the reader of keys never shows a key', () => {
  const parsed = parseWebhookKeys(KEY);
  expect(`${inspect(parsed, { depth: 9 })}${JSON.stringify(parsed)}`).not.toContain(KEY.slice(6));
});

test.each<[string, string]>([
  ['plain', KEY],
  ['plain, with a trailing newline', `${KEY}\n`],
  ['plain, behind a byte order mark', `\uFEFF${KEY}\r\n`],
  ['a JSON text', JSON.stringify(KEY)],
  ['a list', JSON.stringify([KEY])],
  ['under "keys"', JSON.stringify({ keys: [KEY] })],
  ['under "keys", as one text', JSON.stringify({ keys: KEY })],
  ['under "keys", behind a byte order mark', `\uFEFF${JSON.stringify({ keys: [KEY] }, null, 2)}\n`],
  ['a pair of key and value', JSON.stringify({ 'webhook key': `${KEY}\n` })],
  ['a pair of key and a list as text', JSON.stringify({ keys: JSON.stringify([KEY]) })],
  ['a quoted object', JSON.stringify(JSON.stringify({ key: KEY }))],
])('the reader of keys finds a key that is written as %s', (_, text) => {
  const { keys, problem } = keysInSecret(text);
  expect(keys.map((key) => key.reveal())).toEqual([KEY]);
  expect(problem).toBeUndefined();
});

test('the reader of keys finds several, as a text and as pairs', () => {
  for (const text of [`${KEY}, ${OTHER_KEY}`, JSON.stringify({ old: KEY, new: OTHER_KEY })])
    expect(keysInSecret(text).keys.map((key) => key.reveal())).toEqual([KEY, OTHER_KEY]);
});

test.each<[string, string]>([
  ['', 'no usable key (nothing)'],
  ['{}', 'no usable key (nothing)'],
  ['null', 'no usable key (nothing)'],
  ['canary', 'no usable key (key 1 does not start with whsec_)'],
  ['{"clouds": {"a": {"auth": {"password": "canary"}}}}', 'no usable key (key 1 does not start with whsec_)'],
  [`${KEY} whsec_canary!`, 'not only keys (key 2 is not base64)'],
])('the reader of keys says of %j what it found', (text, found) => {
  expect(keysInSecret(text).problem).toBe(`${found}; expected whsec_… or {"keys": ["whsec_…"]}`);
});
