import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Unavailable, Written } from '../power/ports/ledger.ts';

/** An item as DynamoDB's wire protocol writes it. */
export type Item = Readonly<Record<string, AttributeValue>>;

const toAttribute = (value: unknown): AttributeValue => {
  if (value === null) return { NULL: true };
  if (typeof value === 'string') return { S: value };
  if (Number.isFinite(value)) return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (Array.isArray(value)) return { L: value.map(toAttribute) };
  if (typeof value === 'object') return { M: toItem(value) };
  throw new TypeError(`no DynamoDB attribute holds a ${typeof value}`);
};

/** Plain data (text, finite numbers, booleans, null, lists, objects) as an item; undefined fields are left out. */
export const toItem = (fields: object): Record<string, AttributeValue> =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, toAttribute(value)]),
  );

// Binary values and sets are never written here; they read as undefined, which no schema accepts.
const fromAttribute = (attribute: AttributeValue): unknown => {
  if (attribute.S !== undefined) return attribute.S;
  if (attribute.N !== undefined) return Number(attribute.N);
  if (attribute.BOOL !== undefined) return attribute.BOOL;
  if (attribute.NULL !== undefined) return null;
  if (attribute.L !== undefined) return attribute.L.map(fromAttribute);
  return attribute.M === undefined ? undefined : fromItem(attribute.M);
};

/** The plain data of an item, still to be checked. */
export const fromItem = (item: Item): Record<string, unknown> =>
  Object.fromEntries(Object.entries(item).map(([name, attribute]) => [name, fromAttribute(attribute)]));

/** The keys of an item: partition and sort. */
export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

/** What must be stored for a put to happen: nothing, or the item of that owner and revision. */
export type Over = { readonly owner: string; readonly revision: number } | undefined;

/**
 * What became of a put. `open`: it was refused, or its answer was lost; `stored` is the item that was there then, and
 * shows which of the two. A lost put that shows nowhere may still arrive.
 */
export type Put = { readonly kind: 'put' } | { readonly kind: 'open'; readonly stored: Item | undefined } | Unavailable;

/** What was read; `item` is undefined when nothing has that key. */
export type Got = { readonly kind: 'got'; readonly item: Item | undefined } | Unavailable;

/** Items by key, with consistent reads and conditional writes: what a ledger needs of a database. */
export interface Table {
  get(key: ItemKey): Promise<Got>;
  /** What has these keys, each given once: in no order, and without those that nothing has. */
  getMany(keys: readonly ItemKey[]): Promise<{ readonly kind: 'items'; readonly items: readonly Item[] } | Unavailable>;
  put(key: ItemKey, item: Item, over: Over): Promise<Put>;
  /** All items of a partition. */
  query(pk: string): Promise<{ readonly kind: 'items'; readonly items: readonly Item[] } | Unavailable>;
}

/** Whether an item is the one of that owner and revision. Read off the raw item: the rest may be damaged or of a newer schema. */
export const isItemOf = (item: Item | undefined, { owner, revision }: NonNullable<Over>): boolean =>
  item?.owner?.S === owner && item.revision?.N === String(revision);

/**
 * What a conditional write came to. A client tries again by itself: a condition that fails on our own owner and revision is our own
 * success, and one that finds `over` unchanged has lost its answer.
 */
export const writtenBy = (result: Put, ours: NonNullable<Over>, over: Over, what = 'a write'): Written => {
  if (result.kind === 'put') return { kind: 'written' };
  if (result.kind === 'unavailable') return result;
  if (isItemOf(result.stored, ours)) return { kind: 'written' };
  const isUnchanged = over === undefined ? result.stored === undefined : isItemOf(result.stored, over);
  return isUnchanged
    ? { kind: 'unavailable', because: `${what} got no answer, and was not there when read back` }
    : { kind: 'lost' };
};
