import { expect, test } from 'vitest';
import { itemBytes } from '../../../deploy/cost/count/item-bytes.ts';

test.each([
  ['a text by its bytes of UTF-8, and its name', { pk: { S: 'é' } }, 2 + 2],
  ['a number by its significant digits, two to a byte, and one more', { n: { N: '1200' } }, 1 + 1 + 1],
  ['a negative number with one byte for its sign', { n: { N: '-123' } }, 1 + 2 + 1 + 1],
  ['a fact and nothing as one byte each', { b: { BOOL: true }, z: { NULL: true } }, 2 * (1 + 1)],
  [
    'a list with three bytes and one for each element',
    { l: { L: [{ S: 'a' }, { S: 'bc' }] } },
    1 + 3 + (1 + 1) + (2 + 1),
  ],
  ['a map with three bytes, its names, and one for each element', { m: { M: { k: { S: 'v' } } } }, 1 + 3 + 1 + 1 + 1],
])('an item is billed by %s', (_, item, bytes) => {
  expect(itemBytes(item)).toBe(bytes);
});

test('an attribute that the ledger never writes has no size', () => {
  expect(() => itemBytes({ s: { SS: ['a'] } })).toThrow('never writes');
});
