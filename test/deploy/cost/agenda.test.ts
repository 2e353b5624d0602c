import { expect, test } from 'vitest';
import { agenda } from '../../../deploy/cost/count/agenda.ts';

test('what is due is taken soonest first, and what is due together in its order', () => {
  const due = agenda();
  for (const [at, order] of [
    [5, 1],
    [3, 4],
    [5, 0],
    [3, 2],
  ] as const)
    due.add({ at, order });
  const taken = [];
  for (let first = due.first(); first !== undefined; first = due.first()) {
    taken.push([first.at, first.order]);
    due.remove(first);
  }
  expect(taken).toEqual([
    [3, 2],
    [3, 4],
    [5, 0],
    [5, 1],
  ]);
});

test('what is not there cannot be removed, and removes nothing else', () => {
  const due = agenda();
  due.add({ at: 5, order: 1 });
  due.remove({ at: 5, order: 0 });
  due.remove({ at: 4, order: 1 });
  due.remove({ at: 6, order: 1 });
  expect(due.first()).toEqual({ at: 5, order: 1 });
});
