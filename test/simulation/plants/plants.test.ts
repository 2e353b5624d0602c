import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PLANTS } from './plants.ts';

test.for(PLANTS)('the planted bug $name changes something that is there, exactly once', ({ file, find, put }) => {
  const source = readFileSync(new URL(`../../../lib/${file}`, import.meta.url), 'utf8');
  expect(source.split(find)).toHaveLength(2);
  expect(put).not.toBe(find);
});

test('each planted bug has a name of its own', () => {
  expect(new Set(PLANTS.map(({ name }) => name)).size).toBe(PLANTS.length);
});
