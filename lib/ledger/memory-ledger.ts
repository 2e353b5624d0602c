import type { Ledger, Receipts } from '../power/ports/ledger.ts';
import type { Item } from './attribute-value.ts';
import { isThat, type Table } from './table.ts';
import { tableLedger } from './table-ledger.ts';

const memoryTable = (): Table => {
  const partitions = new Map<string, Map<string, Item>>();
  return {
    get: async ({ pk, sk }) => ({ kind: 'got', item: partitions.get(pk)?.get(sk) }),
    put: async ({ pk, sk }, item, over) => {
      const items = partitions.get(pk) ?? new Map<string, Item>();
      const stored = items.get(sk);
      if (over === undefined ? stored !== undefined : !isThat(stored, over)) return { kind: 'open', stored };
      partitions.set(pk, items.set(sk, item));
      return { kind: 'put' };
    },
    query: async (pk) => {
      const inOrder = [...(partitions.get(pk) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
      return { kind: 'items', items: inOrder.map(([, item]) => item) };
    },
  };
};

/** The ledger in memory, for simulations and tests: the same items under the same conditions as in DynamoDB. */
export const memoryLedger = (): Ledger & Receipts => tableLedger(memoryTable());
