import * as v from 'valibot';
import { type Entry, HISTORY_MAX, SCHEMA_VERSION } from '../power/entry.ts';
import { keyOf } from '../power/intent.ts';
import type { Receipt } from '../power/ports/ledger.ts';
import { ENTRY_FIELDS } from './entry-schema.ts';
import { fromItem, type Item, type ItemKey, toItem } from './table.ts';

// `outcome` and `reason` repeat the ending: for people and filters, and for a version that can read no more than these (promised.ts).
const storedEntry = v.pipe(
  v.strictObject({
    pk: v.string(),
    sk: v.string(),
    ...ENTRY_FIELDS,
    outcome: v.exactOptional(v.string()),
    reason: v.exactOptional(v.string()),
    /** Seconds, as DynamoDB's TTL wants them. */
    expiresAt: v.pipe(v.number(), v.integer()),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const key = keyOf(dataset.value.intent);
    if (dataset.value.pk !== key.partition || dataset.value.sk !== key.sort) {
      addIssue({ message: 'another intent’s key' });
    }
  }),
);

/** Where an item is damaged, without any value of it. */
export const damageOf = (issues: readonly v.BaseIssue<unknown>[]): string => {
  const places = issues.map((issue) => v.getDotPath(issue) ?? issue.message);
  return `damaged: ${places.slice(0, 3).join(', ')}`;
};

/** An item read back: the entry, or why nobody may act on it (it names only the place of the damage, never a value). */
export type Decoded =
  | { readonly kind: 'found'; readonly entry: Entry }
  | { readonly kind: 'unreadable'; readonly because: string };

/** Reads an item of the ledger; every field is checked and none may be unknown. */
export const decodeEntry = (item: Item): Decoded => {
  const fields = fromItem(item);
  if (typeof fields.schemaVersion === 'number' && fields.schemaVersion > SCHEMA_VERSION) {
    return { kind: 'unreadable', because: `schema version ${fields.schemaVersion} is newer than ${SCHEMA_VERSION}` };
  }
  const result = v.safeParse(storedEntry, fields);
  if (!result.success) return { kind: 'unreadable', because: damageOf(result.issues) };
  const { pk: _pk, sk: _sk, outcome: _outcome, reason: _reason, expiresAt, ...entry } = result.output;
  return { kind: 'found', entry: { ...entry, expiresAt: expiresAt * 1000 } };
};

/** Writes an entry as an item: instants in milliseconds, but `expiresAt` in whole seconds, rounded up. */
export const encodeEntry = (entry: Entry): Item => {
  const key = keyOf(entry.intent);
  const ending = entry.ending;
  const item = toItem({
    pk: key.partition,
    sk: key.sort,
    ...entry,
    outcome: ending?.kind,
    reason: ending !== undefined && 'failure' in ending ? ending.failure.reason : undefined,
    history: entry.history.slice(-HISTORY_MAX),
    expiresAt: Math.ceil(entry.expiresAt / 1000),
  });
  // What cannot be read back would hold its intent for ever: better a bug now than an unreadable item later.
  const decoded = decodeEntry(item);
  if (decoded.kind === 'unreadable') throw new TypeError(`an entry that cannot be stored: ${decoded.because}`);
  return item;
};

const KEEP_RECEIPT_SECONDS = 45 * 24 * 60 * 60;
const RECEIPT_VERSION = 1;

// What newer code adds is left alone: these fields decide.
const storedReceipt = v.object({
  schemaVersion: v.literal(RECEIPT_VERSION),
  webhookId: v.string(),
  bodySha256: v.string(),
  firstAt: v.pipe(v.number(), v.integer()),
  notAfter: v.exactOptional(v.pipe(v.number(), v.integer())),
  cloud: v.exactOptional(v.string()),
});

/** The key of a webhook's receipt: a partition of its own. */
export const receiptKey = (webhookId: string): ItemKey => ({
  pk: `webhook#${encodeURIComponent(webhookId)}`,
  sk: 'receipt',
});

/** Writes a receipt as an item, kept 45 days (`expiresAt`, seconds, for DynamoDB's TTL). */
export const encodeReceipt = (receipt: Receipt): Item =>
  toItem({
    ...receiptKey(receipt.webhookId),
    schemaVersion: RECEIPT_VERSION,
    webhookId: receipt.webhookId,
    bodySha256: receipt.bodySha256,
    firstAt: receipt.firstAt,
    notAfter: receipt.notAfter,
    cloud: receipt.cloud,
    expiresAt: Math.ceil(receipt.firstAt / 1000) + KEEP_RECEIPT_SECONDS,
  });

/** Reads a receipt; undefined when it is damaged or newer than this code. */
export const decodeReceipt = (item: Item): Receipt | undefined => {
  const result = v.safeParse(storedReceipt, fromItem(item));
  if (!result.success) return undefined;
  const { schemaVersion: _, ...receipt } = result.output;
  return receipt;
};
