import { expect, test } from 'vitest';
import { CLEAN_CORES, countClean, median, medianAgainst, medianOf } from '../../bench/measure/median.ts';

const runOf = (round: number, took: number, others = 0) => ({ round, others, took });
const took = (run: { readonly took: number }): number => run.took;
const ratio = (run: { readonly took: number }, base: { readonly took: number }): number => run.took / base.took;

test('the median is the middle one, or the mean of the two in the middle, and leaves out what is no number', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 1, 2, 9])).toBe(3);
  expect(median([7, Number.NaN])).toBe(7);
  expect(median([])).toBeNaN();
});

test('runs that others disturbed are left out where three clean ones are there', () => {
  const runs = [runOf(0, 1), runOf(1, 2), runOf(2, 3), runOf(3, 100, CLEAN_CORES), runOf(4, 200, 2)];
  expect(medianOf(runs, took)).toBe(2);
  expect(countClean(runs)).toBe(3);
});

test('with fewer clean runs the median is that of all', () => {
  expect(medianOf([runOf(0, 1), runOf(1, 2), runOf(2, 30, 1), runOf(3, 40, 1), runOf(4, 50, 1)], took)).toBe(30);
});

test('a ratio is taken within a round, and the median is that of the ratios', () => {
  const base = [runOf(0, 1), runOf(1, 10), runOf(2, 100)];
  const runs = [runOf(2, 300), runOf(0, 2), runOf(1, 40)];
  // 2, 4 and 3; the medians of both would give 4.
  expect(medianAgainst(runs, base, ratio)).toBe(3);
});

test('a round counts for a ratio only if neither run was disturbed', () => {
  const base = [runOf(0, 1), runOf(1, 1), runOf(2, 1), runOf(3, 1, 1), runOf(4, 1)];
  const runs = [runOf(0, 2), runOf(1, 2), runOf(2, 2), runOf(3, 9), runOf(4, 9, 1)];
  expect(medianAgainst(runs, base, ratio)).toBe(2);
});

test('a round without the base has no ratio', () => {
  expect(medianAgainst([runOf(0, 8), runOf(1, 6)], [runOf(1, 2)], ratio)).toBe(3);
  expect(medianAgainst([runOf(0, 8)], [], ratio)).toBeNaN();
});
