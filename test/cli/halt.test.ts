import { describe, expect, test } from 'vitest';
import { createHalt } from '../../cli/stop/halt.ts';

const never = new Promise<never>(() => {});

describe('halt', () => {
  test('Work that ends before a halt gives its value', async () => {
    await expect(createHalt().before(Promise.resolve(7))).resolves.toEqual({ kind: 'done', value: 7 });
  });

  test('A halt ends every wait, those that have begun and those that begin later', async () => {
    const halt = createHalt();
    const waiting = halt.before(never);
    halt.call({ kind: 'interrupted' });
    await expect(waiting).resolves.toEqual({ kind: 'halted' });
    await expect(halt.before(never)).resolves.toEqual({ kind: 'halted' });
  });

  test('Work that fails before a halt rejects', async () => {
    await expect(createHalt().before(Promise.reject(new Error('no')))).rejects.toThrow('no');
  });

  test('A halt keeps its first cause', () => {
    const halt = createHalt();
    halt.call({ kind: 'trouble', trouble: 'credentials', because: 'refused' });
    halt.call({ kind: 'interrupted' });
    expect(halt.cause()).toEqual({ kind: 'trouble', trouble: 'credentials', because: 'refused' });
  });

  test('A bug replaces an earlier cause of a halt, and a second bug does not', () => {
    const halt = createHalt();
    halt.call({ kind: 'interrupted' });
    halt.call({ kind: 'bug', error: 'one' });
    halt.call({ kind: 'bug', error: 'two' });
    expect(halt.cause()).toEqual({ kind: 'bug', error: 'one' });
  });
});
