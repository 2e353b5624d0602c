import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { FreezeBook, StoredFreeze } from '../../../lib/power/ports/freezes.ts';
import { HOUR, MINUTE, NOON } from '../../builders.ts';

/** A book of freezes under test: `fresh` gives an empty one. */
export interface FreezesUnderTest {
  fresh(): Promise<FreezeBook>;
  close(): Promise<void>;
}

/** All clouds, for an hour from noon. */
export const aFreeze = (changes: Partial<StoredFreeze> = {}): StoredFreeze => ({
  cloud: null,
  frozenAt: NOON,
  untilAt: NOON + HOUR,
  by: 'anna',
  why: 'release week',
  owner: 'write-1',
  revision: 1,
  ...changes,
});

/** What every book of freezes must do, whatever it is made of. */
export const freezeContract = (name: string, start: () => Promise<FreezesUnderTest>): void => {
  describe(`${name} as a book of freezes`, () => {
    let underTest: FreezesUnderTest;
    let book: FreezeBook;
    beforeAll(async () => {
      underTest = await start();
    });
    beforeEach(async () => {
      book = await underTest.fresh();
    });
    afterAll(async () => underTest.close());

    const frozen = async (cloud: string, now = NOON) => {
      const found = await book.freezeOf(cloud, now);
      if (found.kind !== 'freeze') throw new Error(found.because);
      return found.freeze;
    };

    test('nothing is frozen before somebody freezes it', async () => {
      expect(await frozen('otc')).toBeUndefined();
      expect(await book.readFreeze(null)).toEqual({ kind: 'freeze', freeze: undefined });
      expect(await book.readFreeze('otc')).toEqual({ kind: 'freeze', freeze: undefined });
    });

    test('a freeze of all clouds holds for each of them, up to its end', async () => {
      expect(await book.putFreeze(aFreeze(), undefined)).toEqual({ kind: 'written' });
      expect(await frozen('otc')).toEqual(aFreeze());
      expect(await frozen('another', NOON + HOUR - 1)).toEqual(aFreeze());
      expect(await frozen('otc', NOON + HOUR)).toBeUndefined();
      expect(await book.readFreeze(null)).toEqual({ kind: 'freeze', freeze: aFreeze() });
    });

    test('a freeze of one cloud holds for no other, whatever their names are', async () => {
      const cloud = 'otc #1/ä';
      await book.putFreeze(aFreeze({ cloud }), undefined);
      expect(await frozen(cloud)).toEqual(aFreeze({ cloud }));
      expect(await frozen('otc')).toBeUndefined();
      expect(await book.readFreeze(null)).toEqual({ kind: 'freeze', freeze: undefined });
    });

    test('a cloud called all is one cloud', async () => {
      await book.putFreeze(aFreeze({ cloud: 'all' }), undefined);
      expect(await frozen('otc')).toBeUndefined();
      expect(await frozen('all')).toEqual(aFreeze({ cloud: 'all' }));
    });

    test('of two freezes of a cloud the one that ends last is found', async () => {
      const longer = aFreeze({ cloud: 'otc', untilAt: NOON + 2 * HOUR, why: 'a move' });
      await book.putFreeze(aFreeze(), undefined);
      await book.putFreeze(longer, undefined);
      expect(await frozen('otc')).toEqual(longer);
      expect(await frozen('another')).toEqual(aFreeze());
    });

    test('all freezes that hold at a moment are found, whatever their clouds', async () => {
      const over = aFreeze({ cloud: 'past', untilAt: NOON });
      const ofOne = aFreeze({ cloud: 'otc', untilAt: NOON + 2 * HOUR });
      for (const freeze of [over, ofOne, aFreeze()]) await book.putFreeze(freeze, undefined);
      const found = await book.freezesAt(NOON);
      expect(found.kind === 'freezes' ? found.freezes : found).toEqual(expect.arrayContaining([ofOne, aFreeze()]));
      expect(found.kind === 'freezes' ? found.freezes.length : found).toBe(2);
      expect(await book.freezesAt(NOON + HOUR)).toEqual({ kind: 'freezes', freezes: [ofOne] });
    });

    test('a thaw is a write that ends the freeze at once', async () => {
      const thaw = aFreeze({ untilAt: NOON + MINUTE, owner: 'write-2', revision: 2 });
      await book.putFreeze(aFreeze(), undefined);
      expect(await book.putFreeze(thaw, aFreeze())).toEqual({ kind: 'written' });
      expect(await frozen('otc', NOON + MINUTE)).toBeUndefined();
      expect(await book.readFreeze(null)).toEqual({ kind: 'freeze', freeze: thaw });
    });

    test('a write over a freeze that is not the stored one is lost, and changes nothing', async () => {
      const second = aFreeze({ owner: 'write-2', revision: 2, why: 'a move' });
      await book.putFreeze(aFreeze(), undefined);
      await book.putFreeze(second, aFreeze());
      expect(await book.putFreeze(aFreeze({ owner: 'write-3', revision: 2 }), aFreeze())).toEqual({ kind: 'lost' });
      expect(await book.putFreeze(aFreeze({ owner: 'write-4' }), undefined)).toEqual({ kind: 'lost' });
      expect(await frozen('otc')).toEqual(second);
    });

    test('the same write twice is written: a client may repeat its own success', async () => {
      expect(await book.putFreeze(aFreeze(), undefined)).toEqual({ kind: 'written' });
      expect(await book.putFreeze(aFreeze(), undefined)).toEqual({ kind: 'written' });
    });
  });
};
