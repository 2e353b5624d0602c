import { describe, expect, test } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../../builders.ts';
import { aQueue, type Call, type Wrongs } from './a-queue.ts';

const BECAUSE = 'handling it ended the function three times';

/** Ten intents, some of which end their function; how the others went. */
const night = async (killers: readonly number[], wrongs: Wrongs, seed?: number) => {
  const queue = aQueue(10, wrongs, seed);
  await queue.run(HOUR);
  const others = queue.told.filter((_, n) => !killers.includes(n));
  return {
    ...queue,
    others: others.map(({ end, stops }) => `${end} after ${stops}`),
    lastStopAt: Math.max(...others.map(({ stoppedAt }) => stoppedAt ?? Number.POSITIVE_INFINITY)),
    lastEndAt: Math.max(...others.map(({ endedAt }) => endedAt ?? Number.POSITIVE_INFINITY)),
  };
};

const ALL_STOPPED = (count: number) => Array.from({ length: count }, () => 'stopped after 1');

describe('a message that ends the function whenever it is handled', () => {
  test.each([0, 3, 9])(
    'wherever it is in its batch (%i), costs its companions two visibility timeouts and no more',
    async (at) => {
      const { others, lastStopAt, lastEndAt, told, letters, deaths } = await night([at], {
        kills: (server, call) => (server === at && call === 'show' ? 'dies' : undefined),
      });
      expect(others).toEqual(ALL_STOPPED(9));
      expect(lastStopAt).toBeLessThan(2 * 360 + 15);
      // LOOK_FIRST and a tenth of it later they are seen off.
      expect(lastEndAt).toBeLessThan(2 * 360 + 15 + 66);
      expect(told[at]).toMatchObject({ end: 'expired', stops: 0 });
      expect(letters).toMatchObject([{ failure: { reason: 'expired', because: BECAUSE } }]);
      // Once among the others, then alone.
      expect(deaths()).toBe(4);
    },
  );

  test.each<Call>(['read', 'write'])(
    'before it has left a claim, at its %s: its companions do not wait for it',
    async (place) => {
      const kills: Wrongs['kills'] = (server, call) => (server === 3 && call === place ? 'dies' : undefined);
      // Nothing says which of the ten it is, so chance decides who comes before it.
      const lastStops: number[] = [];
      for (let seed = 1; seed <= 9; seed += 1) {
        const { lastStopAt, told } = await night([3], { kills }, seed);
        expect(told[3]).toEqual({ stops: 0 });
        lastStops.push(lastStopAt);
      }
      expect(lastStops.toSorted((a, b) => a - b)[4]).toBeLessThan(5 * 360 + 15);
    },
  );

  test('a message that ends its function once its stop was sent is unverified', async () => {
    const { others, letters, told } = await night([3], {
      kills: (server, call, nth) => (server === 3 && call === 'show' && nth > 1 ? 'dies' : undefined),
    });
    expect(others).toEqual(ALL_STOPPED(9));
    expect(told[3]).toMatchObject({ end: 'unverified', stops: 1 });
    expect(letters).toMatchObject([{ failure: { reason: 'unverified', because: BECAUSE } }]);
  });

  test('two messages that end their function, in one batch, end both, and the eight others are stopped', async () => {
    const { others, lastStopAt, letters } = await night([2, 7], {
      kills: (server, call) => ((server === 2 || server === 7) && call === 'show' ? 'dies' : undefined),
    });
    expect(others).toEqual(ALL_STOPPED(8));
    expect(lastStopAt).toBeLessThan(3 * 360 + 15);
    expect(letters).toHaveLength(2);
    for (const letter of letters) expect(letter.failure).toMatchObject({ reason: 'expired', because: BECAUSE });
  });

  test('a message that hangs until the function is killed, among slow companions, is the only one that is given up', async () => {
    const { others, lastStopAt, letters } = await night([5], {
      lookMs: 4 * SECOND,
      kills: (server, call) => (server === 5 && call === 'show' ? 'hangs' : undefined),
    });
    expect(others).toEqual(ALL_STOPPED(9));
    expect(lastStopAt).toBeLessThan(60);
    expect(letters).toMatchObject([{ failure: { reason: 'expired', because: BECAUSE } }]);
  });
});

describe('slow companions', () => {
  test('slow companions of a function that its time ran out for are looked at again, each alone, and given up by nobody', async () => {
    const { others, letters } = await night([], {
      lookMs: 4 * SECOND,
      kills: (_server, call, nth) => (call === 'write' && nth === 2 ? 'hangs' : undefined),
    });
    expect(others).toEqual(ALL_STOPPED(10));
    expect(letters).toEqual([]);
  });
});

describe('a table that for twenty minutes', () => {
  const MANY = 60;
  const brownout = async (table: NonNullable<Wrongs['table']>, seed: number) => {
    const during: Wrongs['table'] = (call, chance) =>
      Date.now() < from + 20 * MINUTE ? table(call, chance) : undefined;
    const queue = aQueue(MANY, { table: during, busyForMs: 20 * MINUTE }, seed);
    const from = Date.now();
    await queue.run(HOUR + 20 * MINUTE);
    return queue;
  };
  const byChance =
    (share: number, wrong: 'refused' | 'answer lost', of: 'read' | 'write'): NonNullable<Wrongs['table']> =>
    (call, chance) =>
      call === of && chance() < share ? wrong : undefined;

  test.each([
    ['refuses 5 % of its writes', byChance(0.05, 'refused', 'write')],
    ['refuses 20 % of its writes', byChance(0.2, 'refused', 'write')],
    ['refuses 50 % of its writes', byChance(0.5, 'refused', 'write')],
    ['refuses 90 % of its writes', byChance(0.9, 'refused', 'write')],
    ['does 50 % of its writes without an answer', byChance(0.5, 'answer lost', 'write')],
    ['refuses 50 % of its reads', byChance(0.5, 'refused', 'read')],
    [
      'refuses half of everything',
      (_call: 'read' | 'write', chance: () => number) => (chance() < 0.5 ? ('refused' as const) : undefined),
    ],
  ])(
    'a table that for twenty minutes %s ends no intent for it: each server is stopped once, within its window',
    async (_, table) => {
      const { told, letters } = await brownout(table, 7);
      expect(letters).toEqual([]);
      expect(told.map(({ end, stops }) => `${end} after ${stops}`)).toEqual(ALL_STOPPED(MANY));
      expect(Math.max(...told.map(({ stoppedAt }) => stoppedAt ?? Number.POSITIVE_INFINITY))).toBeLessThan(40 * 60);
    },
  );
});
