import { describe, expect, test } from 'vitest';
import { freezesIn } from '../../../lib/ledger/freezes.ts';
import type { Item, Put, Table } from '../../../lib/ledger/table.ts';
import { HOUR, NOON } from '../../builders.ts';
import { aFreeze } from './freeze-contract.ts';

const asked: string[] = [];
/** A table that holds these items, and answers a put so. */
const tableOf = (items: readonly Item[], put: Put = { kind: 'put' }): Table => ({
  get: async () => ({ kind: 'got', item: items[0] }),
  getMany: async () => ({ kind: 'items', items }),
  put: async () => put,
  query: async (pk) => {
    asked.push(pk);
    return { kind: 'items', items };
  },
});
const DOWN = { kind: 'unavailable', because: 'throttled' } as const;

const stored = async (freeze = aFreeze()): Promise<Item> => {
  let written: Item = {};
  const table: Table = {
    ...tableOf([]),
    put: async (_key, item) => {
      written = item;
      return { kind: 'put' };
    },
  };
  await freezesIn(table).putFreeze(freeze, undefined);
  return written;
};

describe('the items of freezes', () => {
  test('a freeze is an item that a person can read, kept thirty days after its end', async () => {
    expect(await stored()).toEqual({
      pk: { S: 'freeze' },
      sk: { S: 'all' },
      schemaVersion: { N: '1' },
      owner: { S: 'write-1' },
      revision: { N: '1' },
      frozenAt: { N: String(NOON) },
      untilAt: { N: String(NOON + HOUR) },
      by: { S: 'anna' },
      why: { S: 'release week' },
      expiresAt: { N: String((NOON + HOUR) / 1000 + 30 * 24 * 3600) },
    });
    expect(await stored(aFreeze({ cloud: 'otc #1' }))).toMatchObject({
      sk: { S: 'cloud#otc%20%231' },
      cloud: { S: 'otc #1' },
    });
  });

  test('the freezes of a cloud are one query of one partition', async () => {
    asked.length = 0;
    await freezesIn(tableOf([])).freezeOf('otc', NOON);
    expect(asked).toEqual(['freeze']);
  });

  test.for<[string, Item]>([
    ['of a newer version', { schemaVersion: { N: '2' } }],
    ['without its end', { untilAt: { S: 'soon' } }],
    ['with a field nobody knows', { colour: { S: 'white' } }],
    ['under the key of another', { sk: { S: 'cloud#otc' } }],
  ])('a freeze %s counts as unavailable, for every cloud', async ([, change]) => {
    const table = tableOf([{ ...(await stored()), ...change }]);
    const sort = change.sk?.S ?? 'all';
    const because = `the freeze ${sort} is damaged, or of a newer version`;
    expect(await freezesIn(table).freezeOf('another', NOON + 2 * HOUR)).toEqual({ kind: 'unavailable', because });
    expect(await freezesIn(table).readFreeze(null)).toEqual({ kind: 'unavailable', because });
  });

  test('a table that does not answer is unavailable', async () => {
    const down = freezesIn({
      get: async () => DOWN,
      getMany: async () => DOWN,
      put: async () => DOWN,
      query: async () => DOWN,
    });
    expect(await down.freezeOf('otc', NOON)).toEqual(DOWN);
    expect(await down.readFreeze(null)).toEqual(DOWN);
    expect(await down.putFreeze(aFreeze(), undefined)).toEqual(DOWN);
  });

  test('a write without an answer that is not there when read back is neither written nor lost', async () => {
    const because = 'the write of a freeze got no answer, and was not there when read back';
    const nothing = freezesIn(tableOf([], { kind: 'open', stored: undefined }));
    expect(await nothing.putFreeze(aFreeze(), undefined)).toEqual({ kind: 'unavailable', because });
    const before = freezesIn(tableOf([], { kind: 'open', stored: await stored() }));
    const next = aFreeze({ owner: 'write-2', revision: 2 });
    expect(await before.putFreeze(next, aFreeze())).toEqual({ kind: 'unavailable', because });
  });
});
