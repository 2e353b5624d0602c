import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { faultProblems } from './fault-matrix.ts';

const table = readFileSync(new URL('../../docs/faults.md', import.meta.url), 'utf8');

test('every fault of the catalogue has its row', () => {
  expect(
    faultProblems(table, new Map(), new Set()).filter(
      (problem) => problem.includes('row') || problem.includes('catalogue'),
    ),
  ).toEqual([]);
});

test('a row whose test is not there, did not pass, or counts nothing is reported', () => {
  const row = '| F101 | twice | lib/a.test.ts › one thing; simulation › never; nowhere |';
  const told = faultProblems(row, new Map([['lib/a.test.ts', ['another thing']]]), new Set(['a thing'])).filter(
    (problem) => problem.startsWith('F101'),
  );
  expect(told).toEqual([
    'F101: no test of lib/a.test.ts that passed is called one thing',
    'F101: the simulation counts nothing called never',
    'F101: nowhere names no test',
  ]);
});

test('a fault that the catalogue does not have is reported', () => {
  expect(faultProblems('| F999 | new | none: reason |', new Map(), new Set())).toContain(
    'F999 is no fault of the catalogue',
  );
});
