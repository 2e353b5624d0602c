import { expect, test } from 'vitest';
import { interleave } from '../../bench/measure/rounds.ts';

test('each candidate runs once a round, and each round begins with another one', async () => {
  const order: string[] = [];
  const runs = await interleave(
    ['a', 'b', 'c'],
    3,
    (name, round) => name !== 'c' || round === 0,
    async (name, round) => {
      order.push(`${name}${round}`);
      return round;
    },
  );
  expect(order).toEqual(['a0', 'b0', 'c0', 'b1', 'a1', 'a2', 'b2']);
  expect([...runs]).toEqual([
    ['a', [0, 1, 2]],
    ['b', [0, 1, 2]],
    ['c', [0]],
  ]);
});
