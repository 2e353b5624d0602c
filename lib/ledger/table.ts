import type { Unavailable } from '../power/ports/ledger.ts';
import type { Item } from './attribute-value.ts';

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
  put(key: ItemKey, item: Item, over: Over): Promise<Put>;
  /** All items of a partition. */
  query(pk: string): Promise<{ readonly kind: 'items'; readonly items: readonly Item[] } | Unavailable>;
}

/** Whether an item is the one of that owner and revision. Read off the raw item: the rest may be damaged or of a newer schema. */
export const isThat = (item: Item | undefined, { owner, revision }: NonNullable<Over>): boolean =>
  item?.owner?.S === owner && item.revision?.N === String(revision);
