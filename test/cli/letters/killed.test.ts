import { expect, test } from 'vitest';
import { HOUR } from '../../builders.ts';
import { letterId } from './a-letter-box.ts';
import { type Around, aNight } from './a-night.ts';

const untouched: Around = (_, effect) => effect();

/** How a call ends its process: it never happens, nobody hears its answer, or it throws. */
const DEATHS = ['before the call', 'after the call', 'by an error'] as const;

/** Ends the process at its nth call. */
const dyingAt = (nth: number, death: (typeof DEATHS)[number], dies: () => void): Around => {
  let calls = 0;
  return async (_, effect) => {
    calls += 1;
    if (calls !== nth) return await effect();
    if (death === 'by an error') throw new Error('the process was shot');
    if (death === 'after the call') await effect();
    dies();
    return await new Promise(() => {});
  };
};

const countCalls = async (): Promise<readonly string[]> => {
  const night = aNight();
  await night.seed();
  const calls: string[] = [];
  const code = await night.replay((call, effect) => {
    calls.push(call);
    return effect();
  });
  // Two are left: a user has overtaken one, and one cannot be read.
  expect(code).toBe(1);
  expect(night.accepted).toHaveLength(4);
  return calls;
};

test('a replay asks for each letter that it can, leaves the others, and each server is stopped once', async () => {
  const night = aNight();
  await night.seed();
  expect(await night.replay(untouched)).toBe(1);
  expect(night.box.visible().map(({ messageId }) => messageId)).toEqual([letterId(3), letterId(6)]);
  await night.deliver();
  expect([1, 2, 3, 4, 5, 6].map(night.stopsOf)).toEqual([1, 1, 0, 0, 1, 1]);
});

test.each(DEATHS.flatMap((death) => [true, false].map((between) => [death, between] as const)))(
  'a replay that dies %s at any of its calls loses nothing and stops nothing twice when it is run again (worker in between: %s)',
  { timeout: 120_000 },
  async (death, between) => {
    const calls = await countCalls();
    expect(calls).toEqual(
      expect.arrayContaining(['take', 'putBack', 'send', 'remove', 'showServer', 'read', 'freezeOf']),
    );
    for (let nth = 1; nth <= calls.length; nth += 1) {
      const night = aNight();
      await night.seed();
      const died = Promise.withResolvers<'died'>();
      const around = dyingAt(nth, death, () => died.resolve('died'));
      await Promise.race([night.replay(around).catch(() => 'shot'), died.promise]);
      const where = `${calls[nth - 1]} (call ${nth}), ${death}`;

      // Nothing is lost: each letter is in its queue, or the stop queue has accepted its message.
      for (const n of [1, 2, 4, 5])
        if (!night.hasLetter(n))
          expect(
            night.accepted.filter((body) => body.includes(letterId(n))),
            where,
          ).not.toEqual([]);
      for (const n of [3, 6]) expect(night.hasLetter(n), where).toBe(true);

      // What it had taken shows again by itself at the latest now.
      night.clock.at += HOUR / 4;
      if (between) await night.deliver();
      await night.replay(untouched);
      await night.deliver();
      expect([1, 2, 3, 4, 5, 6].map(night.stopsOf), where).toEqual([1, 1, 0, 0, 1, 1]);
      for (const n of [3, 6]) expect(night.hasLetter(n), where).toBe(true);
    }
  },
);
