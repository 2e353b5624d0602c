import { decodeEntry } from '../../../lib/ledger/items.ts';
import { decodeRoll } from '../../../lib/ledger/roll-item.ts';
import { type Item, isItemOf, type Table } from '../../../lib/ledger/table.ts';
import type { Running } from '../engine/running.ts';
import { itemKeyOf, type LedgerStore, type Stored } from './ledger-store.ts';

const UNAVAILABLE = { kind: 'unavailable', because: 'simulated' } as const;

const storedOf = (pk: string, item: Item): Stored<Item> => {
  if (pk.startsWith('roll#')) {
    const decoded = decodeRoll(item);
    if (decoded.kind === 'unavailable') throw new Error(`a roll was written that nobody can read: ${decoded.because}`);
    return { value: item, entry: undefined, roll: decoded.roll };
  }
  const decoded = pk.startsWith('server#') ? decodeEntry(item) : undefined;
  if (decoded?.kind === 'unreadable') throw new Error(`an item was written that nobody can read: ${decoded.because}`);
  return { value: item, entry: decoded?.entry };
};

/** DynamoDB behind the table's port, for whichever function runs: items as they are stored. */
export const tablePort = (store: LedgerStore<Item>, running: () => Running): Table => ({
  get: async ({ pk, sk }) => {
    const got = await store.get(running(), itemKeyOf(pk, sk));
    return got === 'unavailable' ? UNAVAILABLE : { kind: 'got', item: got.stored };
  },
  getMany: async (keys) => {
    const got = await store.getMany(
      running(),
      keys.map(({ pk, sk }) => itemKeyOf(pk, sk)),
    );
    return got === 'unavailable' ? UNAVAILABLE : { kind: 'items', items: got };
  },
  put: async ({ pk, sk }, item, over) => {
    const put = await store.put(running(), itemKeyOf(pk, sk), storedOf(pk, item), over);
    return put.kind === 'unavailable' ? UNAVAILABLE : put;
  },
  query: async (pk) => {
    const found = await store.query(running(), pk);
    return found === 'unavailable' ? UNAVAILABLE : { kind: 'items', items: found };
  },
});

/** The same table as a person's command reaches it: every answer at once, and nothing goes wrong. */
export const tableAtHand = (store: LedgerStore<Item>): Table => {
  const itemAt = (key: string): Item | undefined => store.all().get(key)?.value;
  return {
    get: async ({ pk, sk }) => ({ kind: 'got', item: itemAt(itemKeyOf(pk, sk)) }),
    getMany: async (keys) => ({
      kind: 'items',
      items: keys.map(({ pk, sk }) => itemAt(itemKeyOf(pk, sk))).filter((item) => item !== undefined),
    }),
    put: async ({ pk, sk }, item, over) => {
      const key = itemKeyOf(pk, sk);
      const stored = itemAt(key);
      if (over === undefined ? stored !== undefined : !isItemOf(stored, over)) return { kind: 'open', stored };
      store.set(key, storedOf(pk, item));
      return { kind: 'put' };
    },
    query: async (pk) => ({
      kind: 'items',
      items: [...store.all()].filter(([key]) => key.startsWith(itemKeyOf(pk, ''))).map(([, { value }]) => value),
    }),
  };
};
