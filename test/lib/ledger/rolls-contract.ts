import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { formatInstant } from '../../../lib/instant.ts';
import type { TableLedger } from '../../../lib/ledger/table-ledger.ts';
import { idsPart, type Roll } from '../../../lib/power/roll.ts';
import { aRoll, HOUR, NOON, serverNo } from '../../builders.ts';

/** What the rolls of every ledger must do, whatever it is made of. */
export const rollsContract = (
  name: string,
  start: () => Promise<{ fresh(): Promise<TableLedger>; close(): Promise<void> }>,
): void => {
  describe(`${name} as rolls`, () => {
    let underTest: Awaited<ReturnType<typeof start>>;
    let ledger: TableLedger;
    beforeAll(async () => {
      underTest = await start();
    });
    beforeEach(async () => {
      ledger = await underTest.fresh();
    });
    afterAll(async () => underTest.close());

    test('a request that nobody handled has no roll and no select', async () => {
      expect(await ledger.rolls.find(aRoll(), 'select')).toEqual({ kind: 'roll', roll: undefined });
      expect(await ledger.selectOf(aRoll())).toEqual({ kind: 'absent' });
    });

    const full = aRoll({ buriedAt: NOON, report: { state: 'reported', at: NOON } });
    const { select: _s, atMost: _a, counts: _c, ...least } = aRoll({ part: idsPart('e'.repeat(64)) });
    test.each<[string, Roll]>([
      ['with every field', full],
      ['with as few fields as there can be', least],
      ['of a rehearsal', aRoll({ dryRun: true })],
      ['of 1,000 servers', aRoll({ ids: Array.from({ length: 1000 }, (_, n) => serverNo(n)) })],
    ])('a roll %s is read back as it was pinned', async (_, roll) => {
      expect(await ledger.rolls.pin(roll)).toEqual({ kind: 'pinned', roll });
      expect(await ledger.rolls.find(roll, roll.part)).toEqual({ kind: 'roll', roll });
    });

    test('of twenty rolls that are pinned at once one stands, and all get that one', async () => {
      const pins = Array.from({ length: 20 }, (_, n) =>
        ledger.rolls.pin(aRoll({ owner: `owner-${n}`, ids: [serverNo(n)] })),
      );
      const pinned = await Promise.all(pins);
      expect(pinned.filter(({ kind }) => kind === 'pinned')).toHaveLength(1);
      const sets = pinned.map((one) => JSON.stringify(one.kind === 'unavailable' ? one : one.roll));
      expect(new Set(sets).size).toBe(1);
    });

    test('a rehearsal, another source, another cloud and another part have rolls of their own', async () => {
      const others = [aRoll({ dryRun: true }), aRoll({ source: 'webhook' }), aRoll({ cloud: 'a#b' }), least];
      for (const roll of [aRoll(), ...others]) expect(await ledger.rolls.pin(roll)).toEqual({ kind: 'pinned', roll });
    });

    test('a roll is written again over the one that was read, and over no other', async () => {
      const first = aRoll();
      await ledger.rolls.pin(first);
      const second: Roll = { ...first, report: { state: 'reporting', at: NOON }, owner: 'owner-2', revision: 2 };
      expect(await ledger.rolls.report(second, first)).toEqual({ kind: 'written' });
      expect(await ledger.rolls.report({ ...second, owner: 'owner-3' }, first)).toEqual({ kind: 'lost' });
      expect(await ledger.rolls.report(second, first)).toEqual({ kind: 'written' });
      expect(await ledger.rolls.find(first, 'select')).toEqual({ kind: 'roll', roll: second });
    });

    test('a pointer may be written any number of times', async () => {
      expect(await ledger.rolls.point(aRoll())).toEqual({ kind: 'written' });
      expect(await ledger.rolls.point(aRoll({ owner: 'somebody else' }))).toEqual({ kind: 'written' });
    });

    test('the pointer of the longest names is written, too', async () => {
      const longest = aRoll({ cloud: '/'.repeat(256), requestId: '/'.repeat(256), part: idsPart('f'.repeat(64)) });
      expect(await ledger.rolls.pin(longest)).toMatchObject({ kind: 'pinned' });
      expect(await ledger.rolls.point(longest)).toEqual({ kind: 'written' });
    });

    test('the rolls of a day are found by their pointers, oldest first, and those that are gone are left out', async () => {
      const [early, late, other, gone] = [
        aRoll({ requestId: 'b', requestedAt: NOON }),
        aRoll({ requestId: 'a', requestedAt: NOON + 1 }),
        aRoll({ requestId: 'other day', requestedAt: NOON + 24 * HOUR }),
        aRoll({ requestId: 'c', requestedAt: NOON + 2 }),
      ];
      for (const roll of [late, early, other]) await ledger.rolls.pin(roll);
      for (const roll of [late, early, other, gone]) await ledger.rolls.point(roll);
      const found = await ledger.pointersOf(formatInstant(NOON).slice(0, 10));
      if (found.kind === 'unavailable') return expect.fail(found.because);
      expect(found.pointers.map(({ requestId }) => requestId)).toEqual(['b', 'a', 'c']);
      expect(await ledger.rollsOf(found.pointers)).toEqual({ kind: 'rolls', rolls: [early, late], unread: 0 });
    });

    test('the select of a request is found by its identity', async () => {
      const roll = aRoll();
      await ledger.rolls.pin(roll);
      expect(await ledger.selectOf(roll)).toEqual({ kind: 'select', select: roll.select });
    });
  });
};
