import { decodeEntry } from '../../../lib/ledger/items.ts';
import type { Item, Table } from '../../../lib/ledger/table.ts';
import type { Running } from '../engine/running.ts';
import { itemKeyOf, type LedgerStore } from './ledger-store.ts';

const UNAVAILABLE = { kind: 'unavailable', because: 'simulated' } as const;

/** DynamoDB behind the table's port: items as they are stored. */
export const tablePort = (store: LedgerStore<Item>, running: Running): Table => ({
  get: async ({ pk, sk }) => {
    const got = await store.get(running, itemKeyOf(pk, sk));
    return got === 'unavailable' ? UNAVAILABLE : { kind: 'got', item: got.stored };
  },
  getMany: async (keys) => {
    const items: Item[] = [];
    for (const { pk, sk } of keys) {
      const got = await store.get(running, itemKeyOf(pk, sk));
      if (got === 'unavailable') return UNAVAILABLE;
      if (got.stored !== undefined) items.push(got.stored);
    }
    return { kind: 'items', items };
  },
  put: async ({ pk, sk }, item, over) => {
    const decoded = pk.startsWith('server#') ? decodeEntry(item) : undefined;
    if (decoded?.kind === 'unreadable') throw new Error(`an item was written that nobody can read: ${decoded.because}`);
    const put = await store.put(running, itemKeyOf(pk, sk), { value: item, entry: decoded?.entry }, over);
    return put.kind === 'unavailable' ? UNAVAILABLE : put;
  },
  query: async (pk) => {
    const found = await store.query(running, pk);
    return found === 'unavailable' ? UNAVAILABLE : { kind: 'items', items: found };
  },
});
