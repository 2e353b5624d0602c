import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { beginInOrder } from '../../cli/stop/begin-in-order.ts';
import { slots } from '../../lib/worker/slots.ts';

const NUMBERS = Array.from({ length: 50 }, (_, n) => n);

test('First steps are taken in order, so many at a time, and the answers are in the order of the items', async () => {
  const begun: number[] = [];
  let now = 0;
  let most = 0;
  const step = async (): Promise<void> => {
    now += 1;
    most = Math.max(most, now);
    await turn();
    now -= 1;
  };
  const answers = await beginInOrder(NUMBERS, 4, slots(4), (n) => {
    begun.push(n);
    const first = step();
    return { first, whole: first.then(() => n * 2) };
  });
  expect(begun).toEqual(NUMBERS);
  expect(answers).toEqual(NUMBERS.map((n) => n * 2));
  expect(most).toBe(4);
});

test('A second step waits until all first steps have begun', async () => {
  const both = slots(2);
  let begun = 0;
  const begunBySecond: number[] = [];
  await beginInOrder(NUMBERS, 2, both, () => {
    begun += 1;
    const first = turn();
    return { first, whole: first.then(() => both.run(async () => begunBySecond.push(begun))) };
  });
  expect(begunBySecond).toEqual(NUMBERS.map(() => NUMBERS.length));
});

test('A first step that fails takes its slot to the next one', async () => {
  const answers = await beginInOrder(['fails', 'works'], 1, slots(1), (what) => {
    const first = what === 'fails' ? Promise.reject(new Error(what)) : Promise.resolve();
    return {
      first,
      whole: first.then(
        () => 'done',
        (error: Error) => error.message,
      ),
    };
  });
  expect(answers).toEqual(['fails', 'done']);
});
