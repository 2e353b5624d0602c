import { expect, test } from 'vitest';
import { slots } from '../../lib/slots.ts';

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
