import { expect, test } from 'vitest';
import { slots } from '../../../lib/worker/slots.ts';

test('a slot is given back when the work fails, and goes to the first in line', async () => {
  const { run } = slots(1);
  const order: string[] = [];
  const results = await Promise.allSettled([
    run(async () => {
      order.push('first');
      throw new Error('failed');
    }),
    run(async () => order.push('second')),
    run(async () => order.push('third')),
  ]);
  expect(order).toEqual(['first', 'second', 'third']);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
});

test('no more run at a time than there are slots, and all of those do', async () => {
  const { run } = slots(3);
  let now = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    now += 1;
    most = Math.max(most, now);
    await new Promise(setImmediate);
    now -= 1;
  };
  await Promise.all(Array.from({ length: 10 }, () => run(work)));
  expect(most).toBe(3);
  most = 0;
  await Promise.all(Array.from({ length: 10 }, () => run(work)));
  expect(most).toBe(3);
});
