import type { Instant } from '../../instant.ts';
import type { Unavailable, Written } from './ledger.ts';

/** Somebody froze a cloud, or all: until it ends no stop is sent. */
export interface Freeze {
  /** Null: all clouds. */
  readonly cloud: string | null;
  readonly frozenAt: Instant;
  /** A thaw sets it to that moment. */
  readonly untilAt: Instant;
  readonly by: string;
  readonly why: string;
}

/** The freezes, as a step needs them: one consistent read right before every POST. */
export interface Freezes {
  /** The freeze that forbids stops in that cloud at that moment, the one that ends last; undefined when none does. */
  freezeOf(
    cloud: string,
    now: Instant,
  ): Promise<{ readonly kind: 'freeze'; readonly freeze: Freeze | undefined } | Unavailable>;
}

/** A freeze as it is stored: a write names the owner and the revision that it replaces. */
export interface StoredFreeze extends Freeze {
  /** Who wrote it last: a fresh id of each write. */
  readonly owner: string;
  /** 1 for the first write, and one more with every write. */
  readonly revision: number;
}

/** The freezes, as people set and lift them. Nothing is ever deleted: a thaw is a write too. */
export interface FreezeBook extends Freezes {
  /** Every freeze that forbids stops of some cloud at that moment. */
  freezesAt(now: Instant): Promise<{ readonly kind: 'freezes'; readonly freezes: readonly Freeze[] } | Unavailable>;
  /** The last freeze of a cloud, or of all (null), whether it is over or not. */
  readFreeze(
    cloud: string | null,
  ): Promise<{ readonly kind: 'freeze'; readonly freeze: StoredFreeze | undefined } | Unavailable>;
  /** Stores `freeze` if `over` is still what is stored, or nothing when `over` is undefined. */
  putFreeze(freeze: StoredFreeze, over: StoredFreeze | undefined): Promise<Written>;
}

/** Nobody can freeze what has no ledger that lasts. */
export const NO_FREEZES: Freezes = { freezeOf: async () => ({ kind: 'freeze', freeze: undefined }) };
