import { describe, expect, test } from 'vitest';
import { encodeRoll, pointerItem } from '../../../lib/ledger/roll-item.ts';
import { rollsIn, selectsIn } from '../../../lib/ledger/rolls.ts';
import type { Got, Item, Put } from '../../../lib/ledger/table.ts';
import type { Roll } from '../../../lib/power/roll.ts';
import { aRoll, NOON, serverNo } from '../../builders.ts';

const UNAVAILABLE = { kind: 'unavailable', because: 'throttled' } as const;

/** A table that answers so, whatever it is asked. */
const answering = ({ got = UNAVAILABLE, put = UNAVAILABLE }: { got?: Got; put?: Put }) => ({
  get: async () => got,
  put: async () => put,
});
const holding = (item: Item) => answering({ got: { kind: 'got', item }, put: { kind: 'open', stored: item } });

describe('the item of a roll', () => {
  test('a roll is in the partition of its request, and says when it may go', () => {
    expect(encodeRoll(aRoll({ cloud: 'a b', requestId: 'x#y', dryRun: true }))).toMatchObject({
      pk: { S: 'roll#a%20b#queue#x%23y#dry-run' },
      sk: { S: 'select' },
      schemaVersion: { N: '1' },
      expiresAt: { N: '1799326800' },
    });
  });

  test('a pointer is in the partition of its day, by time and request', () => {
    const { key, item } = pointerItem(aRoll({ requestedAt: NOON + 1 }));
    expect(key).toEqual({ pk: 'day#2026-11-23', sk: '2026-11-23T12:00:00.001Z#otc#queue#evening#select' });
    expect(item).toMatchObject({ requestId: { S: 'evening' }, dryRun: { BOOL: false }, part: { S: 'select' } });
    expect(pointerItem(aRoll({ requestedAt: Date.parse('2026-11-23T23:30:00-01:00') })).key.pk).toBe('day#2026-11-24');
  });

  test('1,000 servers are about a tenth of what an item may hold', () => {
    const ids = Array.from({ length: 1000 }, (_, n) => serverNo(n));
    // JSON of the wire has more than DynamoDB counts.
    expect(Buffer.byteLength(JSON.stringify(encodeRoll(aRoll({ ids }))))).toBeLessThan(50_000);
  });
});

const whole = encodeRoll(aRoll());
describe.each<[string, Item, string]>([
  ['of a newer version', { ...whole, schemaVersion: { N: '2' } }, 'the roll: schema version 2 is newer than 1'],
  ['without a version', { pk: { S: 'x' } }, 'the roll: damaged: cloud, source, requestId'],
  ['with a field nobody knows', { ...whole, colour: { S: 'canary' } }, 'the roll: damaged: colour'],
  ['with an id that is none', { ...whole, ids: { L: [{ S: 'canary' }] } }, 'the roll: damaged: ids.0'],
  ['with a select that is none', { ...whole, select: { M: {} } }, 'the roll: damaged: select'],
  ['with a verdict nobody knows', { ...whole, verdict: { S: 'canary' } }, 'the roll: damaged: verdict'],
  [
    'with a rule nobody knows',
    { ...whole, counts: { M: { listed: { N: '1' }, matched: { N: '1' }, leftOut: { M: { canary: { N: '1' } } } } } },
    'the roll: damaged: counts.leftOut.canary',
  ],
  ['under another key', { ...whole, pk: { S: 'roll#other' } }, 'the roll: damaged: another roll’s key'],
])('a roll %s', (_, item, because) => {
  test('nobody may act on it', async () => {
    const expected = { kind: 'unavailable', because };
    expect(await rollsIn(holding(item)).find(aRoll(), 'select')).toEqual(expected);
    expect(await rollsIn(holding(item)).pin(aRoll({ owner: 'we' }))).toEqual(expected);
    expect(await selectsIn(holding(item)).selectOf(aRoll())).toEqual(expected);
  });
});

describe('a table in trouble', () => {
  test('what the table does not answer is unavailable', async () => {
    const { find, pin, point, report } = rollsIn(answering({}));
    expect(await find(aRoll(), 'select')).toEqual(UNAVAILABLE);
    expect(await pin(aRoll())).toEqual(UNAVAILABLE);
    expect(await point(aRoll())).toEqual(UNAVAILABLE);
    expect(await report(aRoll(), aRoll())).toEqual(UNAVAILABLE);
    expect(await selectsIn(answering({})).selectOf(aRoll())).toEqual(UNAVAILABLE);
  });

  test('a write whose answer was lost and that is not there is unavailable', async () => {
    const { pin, point } = rollsIn(answering({ put: { kind: 'open', stored: undefined } }));
    const because = 'a write got no answer, and was not there when read back';
    expect(await pin(aRoll())).toEqual({ kind: 'unavailable', because });
    expect(await point(aRoll())).toEqual({ kind: 'unavailable', because });
    const next: Roll = { ...aRoll(), revision: 2 };
    expect(await rollsIn(holding(whole)).report(next, aRoll())).toEqual({ kind: 'unavailable', because });
  });

  test('our own roll that is found after a lost answer is pinned', async () => {
    expect(await rollsIn(holding(whole)).pin(aRoll())).toEqual({ kind: 'pinned', roll: aRoll() });
  });
});

describe('selects in memory', () => {
  test('a select is read once, and of many only the last hundred are kept', async () => {
    const read: string[] = [];
    const selects = selectsIn({
      get: async ({ pk }) => {
        read.push(pk);
        const requestId = decodeURIComponent(pk.split('#')[3] ?? '');
        return { kind: 'got', item: encodeRoll(aRoll({ requestId })) };
      },
    });
    await selects.selectOf(aRoll({ requestId: 'r0' }));
    await selects.selectOf(aRoll({ requestId: 'r0' }));
    expect(read).toHaveLength(1);
    for (let n = 1; n <= 100; n += 1) await selects.selectOf(aRoll({ requestId: `r${n}` }));
    expect(read).toHaveLength(101);
    await selects.selectOf(aRoll({ requestId: 'r100' }));
    expect(read).toHaveLength(101);
    await selects.selectOf(aRoll({ requestId: 'r0' }));
    expect(read).toHaveLength(102);
  });
});
