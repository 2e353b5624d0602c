import type { Item, ItemKey, Table } from '../../../lib/ledger/table.ts';
import { itemBytes } from './item-bytes.ts';

/** The calls to a table, and what they are billed as. */
export interface TableCounts {
  readonly getItem: number;
  readonly putItem: number;
  readonly query: number;
  readonly batchGetItem: number;
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly largestItemBytes: number;
}

// DynamoDB Developer Guide, "Read and write operations": consistent reads go by 4 KB, writes by 1 KB, and nothing costs one unit too.
const [READ_UNIT, WRITE_UNIT] = [4096, 1024];
const units = (bytes: number, unit: number): number => Math.max(1, Math.ceil(bytes / unit));
// BatchGetItem takes so many keys (lib/aws/batch-get.ts asks for no more).
const KEYS_A_CALL = 100;

const nameOf = ({ pk, sk }: ItemKey): string => `${pk}\n${sk}`;
const bytesOf = (item: Item | undefined): number => (item === undefined ? 0 : itemBytes(item));

/** The same table, with every call counted. */
export const countedTable = (table: Table): { readonly table: Table; readonly counts: () => TableCounts } => {
  const counts = {
    getItem: 0,
    putItem: 0,
    query: 0,
    batchGetItem: 0,
    readUnits: 0,
    writeUnits: 0,
    largestItemBytes: 0,
  };
  const stored = new Map<string, number>();
  return {
    counts: () => ({ ...counts }),
    table: {
      get: async (key) => {
        const got = await table.get(key);
        counts.getItem += 1;
        counts.readUnits += units(got.kind === 'got' ? bytesOf(got.item) : 0, READ_UNIT);
        return got;
      },
      getMany: async (keys) => {
        const got = await table.getMany(keys);
        const found = got.kind === 'items' ? got.items.map((item) => units(itemBytes(item), READ_UNIT)) : [];
        counts.batchGetItem += Math.ceil(keys.length / KEYS_A_CALL);
        counts.readUnits += found.reduce((sum, one) => sum + one, keys.length - found.length);
        return got;
      },
      put: async (key, item, over) => {
        const result = await table.put(key, item, over);
        const bytes = itemBytes(item);
        const name = nameOf(key);
        counts.putItem += 1;
        // By the larger of the two; one that is refused is paid for as well.
        counts.writeUnits += units(Math.max(bytes, stored.get(name) ?? 0), WRITE_UNIT);
        if (result.kind === 'put') stored.set(name, bytes);
        counts.largestItemBytes = Math.max(counts.largestItemBytes, bytes);
        return result;
      },
      query: async (pk) => {
        const found = await table.query(pk);
        const bytes = found.kind === 'items' ? found.items.reduce((sum, item) => sum + itemBytes(item), 0) : 0;
        counts.query += 1;
        counts.readUnits += units(bytes, READ_UNIT);
        return found;
      },
    },
  };
};
