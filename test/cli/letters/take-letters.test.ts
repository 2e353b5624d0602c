import { describe, expect, test } from 'vitest';
import { takeLetters, type Visitor } from '../../../cli/letters/take-letters.ts';
import type { LetterBox } from '../../../cli/terminal/stack.ts';
import { aClock } from '../../fakes.ts';
import { type ALetterBox, aLetterBox, letterId, queued } from './a-letter-box.ts';

const many = (count: number) => Array.from({ length: count }, (_, n) => queued(n + 1, '{}'));

/** Goes through a queue of so many letters; `wrong` answers in place of the queue. */
const pass = async (
  count: number,
  visitor: Partial<Visitor> = {},
  wrong: (box: ALetterBox, clock: ReturnType<typeof aClock>) => Partial<LetterBox> = () => ({}),
) => {
  const clock = aClock();
  const box = aLetterBox(clock, many(count));
  const visited: string[] = [];
  const taking = takeLetters({ ...box, ...wrong(box, clock) }, clock, {
    visit: async ({ messageId }) => {
      visited.push(messageId);
      return 'back';
    },
    ...{ isEnough: () => false, limit: 1_000, isInterrupted: () => false },
    ...visitor,
  });
  return { taking, box, visited };
};

const IN_ORDER = (count: number) => many(count).map(({ messageId }) => messageId);

describe('a pass through the dead-letter queue', () => {
  test('A pass sees every letter once and puts all of them back', async () => {
    const { taking, box, visited } = await pass(137);
    expect(await taking).toMatchObject({ end: { kind: 'all' }, seen: 137, count: { waiting: 137, taken: 0 } });
    expect(visited).toEqual(IN_ORDER(137));
    expect(box.visible()).toHaveLength(137);
  });

  test('Letters that the queue does not show at once are waited for while it says that it has them', async () => {
    let takes = 0;
    const { taking } = await pass(12, {}, (box) => ({
      take: async (hiddenMs) => {
        takes += 1;
        return takes % 4 === 0 ? box.take(hiddenMs) : { kind: 'letters', letters: [] };
      },
    }));
    expect(await taking).toMatchObject({ end: { kind: 'all' }, seen: 12 });
  });

  test('A letter that shows again is visited once, and its newest handle puts it back', async () => {
    const { taking, box, visited } = await pass(3, {}, (real) => ({
      take: async (hiddenMs) => {
        await real.putBack([{ receiptHandle: `${letterId(2)}#1` }]);
        return real.take(hiddenMs);
      },
    }));
    expect(await taking).toMatchObject({ seen: 3 });
    expect(visited).toEqual(IN_ORDER(3));
    expect(box.visible()).toHaveLength(3);
  });

  test('A letter that was removed is not put back', async () => {
    const back: string[] = [];
    const { taking } = await pass(
      2,
      { visit: async ({ messageId }) => (messageId === letterId(1) ? 'gone' : 'back') },
      () => ({
        putBack: async (letters) => {
          back.push(...letters.map(({ receiptHandle }) => receiptHandle));
          return { kind: 'sent' };
        },
      }),
    );
    await taking;
    expect(back).toEqual([`${letterId(2)}#1`]);
  });

  test('Beyond the limit no letter is visited, and all that were taken are put back', async () => {
    const { taking, box, visited } = await pass(25, { limit: 12 });
    expect(await taking).toMatchObject({ end: { kind: 'limit' }, seen: 12 });
    expect([visited.length, box.visible().length]).toEqual([12, 25]);
  });

  test('A queue with exactly as many letters as the limit is read to its end', async () => {
    const { taking } = await pass(12, { limit: 12 });
    expect(await taking).toMatchObject({ end: { kind: 'all' }, seen: 12 });
  });

  test('A pass ends before the letters that were taken first would show again', async () => {
    const { taking, box } = await pass(200, {}, (real, clock) => ({
      take: async (hiddenMs) => {
        clock.at += 50_000;
        return real.take(hiddenMs);
      },
    }));
    expect(await taking).toMatchObject({ end: { kind: 'time' } });
    expect(box.visible()).toHaveLength(200);
  });

  test('When nothing more is wanted the pass ends, and the others are back', async () => {
    let count = 0;
    const { taking, box } = await pass(30, {
      visit: async () => {
        count += 1;
        return 'back';
      },
      isEnough: () => count === 3,
    });
    expect(await taking).toMatchObject({ end: { kind: 'enough' }, seen: 3 });
    expect(box.visible()).toHaveLength(30);
  });

  test('Ctrl-C ends the pass and puts all letters back', async () => {
    let count = 0;
    const { taking, box } = await pass(30, {
      visit: async () => {
        count += 1;
        return 'back';
      },
      isInterrupted: () => count >= 14,
    });
    expect(await taking).toMatchObject({ end: { kind: 'interrupted' }, seen: 14 });
    expect(box.visible()).toHaveLength(30);
  });

  test('A queue that stops to answer ends the pass, and what was taken is put back', async () => {
    let takes = 0;
    const { taking, box } = await pass(30, {}, (real) => ({
      take: async (hiddenMs) => {
        takes += 1;
        return takes === 2 ? { kind: 'unavailable', because: 'no answer' } : real.take(hiddenMs);
      },
    }));
    expect(await taking).toMatchObject({ end: { kind: 'failed', because: 'no answer' }, seen: 10 });
    expect(box.visible()).toHaveLength(30);
  });

  test('A bug puts all letters back before it comes to light', async () => {
    const { taking, box } = await pass(30, {
      visit: async () => {
        throw new Error('a bug');
      },
    });
    await expect(taking).rejects.toThrow('a bug');
    expect(box.visible()).toHaveLength(30);
  });

  test('Letters that could not be put back are reported with the time at which they show again', async () => {
    const { taking } = await pass(1, {}, () => ({
      putBack: async () => ({ kind: 'unavailable', because: 'refused' }),
    }));
    const { notBack } = await taking;
    expect(notBack?.because).toBe('refused');
    expect(notBack?.hiddenUntilAt).toBeGreaterThan(aClock().now());
  });

  test('A queue that does not say how many letters it has is read all the same', async () => {
    const { taking } = await pass(12, {}, () => ({ count: async () => ({ kind: 'unavailable', because: 'refused' }) }));
    expect(await taking).toMatchObject({ end: { kind: 'all' }, seen: 12, count: { kind: 'unavailable' } });
  });
});
