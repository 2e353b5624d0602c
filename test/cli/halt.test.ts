import { describe, expect, test } from 'vitest';
import { createHalt } from '../../cli/halt.ts';

const never = new Promise<never>(() => {});

describe('halt', () => {
  test('work that ends first counts', async () => {
    await expect(createHalt().before(Promise.resolve(7))).resolves.toEqual({ kind: 'done', value: 7 });
  });

  test('nobody waits past it, neither those who wait already nor those who come later', async () => {
    const halt = createHalt();
    const waiting = halt.before(never);
    halt.call({ kind: 'interrupted' });
    await expect(waiting).resolves.toEqual({ kind: 'halted' });
    await expect(halt.before(never)).resolves.toEqual({ kind: 'halted' });
  });

  test('work that fails fails', async () => {
    await expect(createHalt().before(Promise.reject(new Error('no')))).rejects.toThrow('no');
  });

  test('the first cause stands', () => {
    const halt = createHalt();
    halt.call({ kind: 'trouble', trouble: 'credentials', because: 'refused' });
    halt.call({ kind: 'interrupted' });
    expect(halt.cause()).toEqual({ kind: 'trouble', trouble: 'credentials', because: 'refused' });
  });

  test('a bug is not kept quiet by an earlier cause', () => {
    const halt = createHalt();
    halt.call({ kind: 'interrupted' });
    halt.call({ kind: 'bug', error: 'one' });
    halt.call({ kind: 'bug', error: 'two' });
    expect(halt.cause()).toEqual({ kind: 'bug', error: 'one' });
  });
});
