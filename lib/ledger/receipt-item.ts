import * as v from 'valibot';
import type { Receipt } from '../power/ports/ledger.ts';
import { fromItem, type Item, toItem } from './attribute-value.ts';
import type { ItemKey } from './table.ts';

const KEEP_SECONDS = 45 * 24 * 60 * 60;
const VERSION = 1;

// What newer code adds is left alone: these fields decide.
const stored = v.object({
  schemaVersion: v.literal(VERSION),
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
    schemaVersion: VERSION,
    webhookId: receipt.webhookId,
    bodySha256: receipt.bodySha256,
    firstAt: receipt.firstAt,
    notAfter: receipt.notAfter,
    cloud: receipt.cloud,
    expiresAt: Math.ceil(receipt.firstAt / 1000) + KEEP_SECONDS,
  });

/** Reads a receipt; undefined when it is damaged or newer than this code. */
export const decodeReceipt = (item: Item): Receipt | undefined => {
  const result = v.safeParse(stored, fromItem(item));
  if (!result.success) return undefined;
  const { schemaVersion: _, ...receipt } = result.output;
  return receipt;
};
