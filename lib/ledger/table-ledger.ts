import type { Entry } from '../power/entry.ts';
import { type IntentKey, keyOf, partitionOf } from '../power/intent.ts';
import type { FreezeBook } from '../power/ports/freezes.ts';
import type { EntryReads, Ledger, Read, Receipts, Unavailable, Unread } from '../power/ports/ledger.ts';
import type { RollReads, Rolls, Selects } from '../power/ports/rolls.ts';
import { rollReadsIn } from './day-rolls.ts';
import { freezesIn } from './freezes.ts';
import { decodeEntry, decodeReceipt, encodeEntry, encodeReceipt, receiptKey } from './items.ts';
import { promisedOf } from './promised.ts';
import { rollsIn, selectsIn } from './rolls.ts';
import { type Item, type ItemKey, isItemOf, type Table, writtenBy } from './table.ts';

const itemKey = ({ partition, sort }: IntentKey): ItemKey => ({ pk: partition, sk: sort });

const unavailable = (because: string): Unavailable => ({ kind: 'unavailable', because });

const readOf = (item: Item | undefined): Read => {
  if (item === undefined) return { kind: 'absent' };
  const decoded = decodeEntry(item);
  return decoded.kind === 'found' ? decoded : { ...decoded, ...promisedOf(item) };
};

// No sort key has a line end in it, and no partition (lib/power/intent.ts, `part`).
const nameOf = (pk: string | undefined, sk: string | undefined): string => `${pk}\n${sk}`;

const entryReadsIn = ({ getMany }: Table): EntryReads => ({
  readMany: async (keys) => {
    const got = await getMany(keys.map(itemKey));
    if (got.kind === 'unavailable') return got;
    const items = new Map(got.items.map((item) => [nameOf(item.pk?.S, item.sk?.S), item]));
    return { kind: 'read', found: keys.map(({ partition, sort }) => readOf(items.get(nameOf(partition, sort)))) };
  },
});

const ledgerIn = ({ get, put, query }: Table): Ledger => ({
  read: async (key) => {
    const got = await get(itemKey(key));
    return got.kind === 'unavailable' ? got : readOf(got.item);
  },

  write: async (entry, over) => {
    const result = await put(itemKey(keyOf(entry.intent)), encodeEntry(entry), over);
    return writtenBy(result, entry, over);
  },

  entriesOf: async (cloud, serverId) => {
    const found = await query(partitionOf(cloud, serverId));
    if (found.kind === 'unavailable') return found;
    const entries: Entry[] = [];
    const unread = new Map<string, Unread>();
    for (const item of found.items) {
      const decoded = decodeEntry(item);
      if (decoded.kind === 'found') entries.push(decoded.entry);
      else unread.set(item.sk?.S ?? '', { because: decoded.because, ...promisedOf(item) });
    }
    if (unread.size === 0) return { kind: 'entries', entries };
    // What has ended asks nothing of anybody, whoever wrote it.
    const open = [...unread].find(([, { ended }]) => ended === undefined);
    return open === undefined
      ? { kind: 'entries', entries, unread }
      : { ...unavailable(`entry ${open[0]}: ${open[1].because}`), entries, unread };
  },
});

const DAMAGED = unavailable('the receipt under this id cannot be read');

const receiptsIn = ({ get, put }: Table): Receipts => ({
  receive: async (receipt) => {
    const result = await put(receiptKey(receipt.webhookId), encodeReceipt(receipt), undefined);
    if (result.kind === 'put') return { kind: 'new', receipt };
    if (result.kind === 'unavailable') return result;
    if (result.stored === undefined)
      return unavailable('the write of a receipt got no answer, and was not there when read back');
    const first = decodeReceipt(result.stored);
    if (first === undefined) return DAMAGED;
    return { kind: first.bodySha256 === receipt.bodySha256 ? 'same' : 'other', receipt: first };
  },

  find: async (webhookId) => {
    const got = await get(receiptKey(webhookId));
    if (got.kind === 'unavailable') return got;
    if (got.item === undefined) return { kind: 'found', receipt: undefined };
    const receipt = decodeReceipt(got.item);
    return receipt === undefined ? DAMAGED : { kind: 'found', receipt };
  },
});

/** All that a table holds, each in partitions of its own. */
export interface TableLedger extends Ledger, EntryReads, Receipts, RollReads, Selects, FreezeBook {
  readonly rolls: Rolls;
}

/** Ledger, receipts, rolls and freezes in one table. */
export const tableLedger = (table: Table): TableLedger => ({
  ...ledgerIn(table),
  ...entryReadsIn(table),
  ...receiptsIn(table),
  ...selectsIn(table),
  ...freezesIn(table),
  ...rollReadsIn(table),
  rolls: rollsIn(table),
});

/** Items in memory, under the same conditions as in DynamoDB. */
export const memoryTable = (): Table => {
  const partitions = new Map<string, Map<string, Item>>();
  return {
    get: async ({ pk, sk }) => ({ kind: 'got', item: partitions.get(pk)?.get(sk) }),
    getMany: async (keys) => ({
      kind: 'items',
      items: keys.map(({ pk, sk }) => partitions.get(pk)?.get(sk)).filter((item) => item !== undefined),
    }),
    put: async ({ pk, sk }, item, over) => {
      const items = partitions.get(pk) ?? new Map<string, Item>();
      const stored = items.get(sk);
      if (over === undefined ? stored !== undefined : !isItemOf(stored, over)) return { kind: 'open', stored };
      partitions.set(pk, items.set(sk, item));
      return { kind: 'put' };
    },
    query: async (pk) => {
      const inOrder = [...(partitions.get(pk) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
      return { kind: 'items', items: inOrder.map(([, item]) => item) };
    },
  };
};

/** A stack's ledger in memory, through the items that DynamoDB would hold: what cannot be stored throws. For the command's own run see `runLedger`. */
export const memoryLedger = (): TableLedger => tableLedger(memoryTable());
