import { expect, test } from 'vitest';
import { keysInSecret } from '../../../lib/webhook/secret-keys.ts';
import { KEY, OTHER_KEY } from './a-webhook.ts';

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
])('finds a key that is written as %s', (_, text) => {
  const { keys, problem } = keysInSecret(text);
  expect(keys.map((key) => key.reveal())).toEqual([KEY]);
  expect(problem).toBeUndefined();
});

test('finds several, as a text and as pairs', () => {
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
])('says of %j what it found', (text, found) => {
  expect(keysInSecret(text).problem).toBe(`${found}; wanted is whsec_… or {"keys": ["whsec_…"]}`);
});
