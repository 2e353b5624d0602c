import type { Instant } from '../../instant.ts';
import type { Entry } from '../entry.ts';
import type { IntentKey } from '../intent.ts';
import type { DeadLetterReason, DoneKind } from '../outcome.ts';
import type { ServerId } from '../server.ts';

/** The ledger could not be asked, or its answer was lost: nothing may be built on it. */
export interface Unavailable {
  readonly kind: 'unavailable';
  readonly because: string;
}

/** How an intent ended, as far as its item says so beside its ending. */
export type Ended =
  | { readonly kind: DoneKind }
  | { readonly kind: 'dead-lettered'; readonly reason: DeadLetterReason }
  /** Ended, in words of another version, or with its dead letter on its way. */
  | { readonly kind: 'otherwise' };

/** What is known of an item that this version cannot read. */
export interface Unread {
  readonly because: string;
  readonly ended?: Ended;
  /** When its last stop may leave; absent when even that cannot be read. */
  readonly lastStopBy?: Instant;
}

/** `unreadable`: an item is there, but of a newer schema or damaged; nobody acts on it. */
export type Found =
  | { readonly kind: 'found'; readonly entry: Entry }
  | { readonly kind: 'absent' }
  | ({ readonly kind: 'unreadable' } & Unread)
  | Unavailable;

/** The entries of a server, and by its sort key each other item of the partition that cannot be read. */
export interface Entries {
  readonly entries: readonly Entry[];
  readonly unread?: ReadonlyMap<string, Unread>;
}

/** `lost`: another function wrote first. `unavailable`: it is unknown whether it was written. */
export type Written = { readonly kind: 'written' } | { readonly kind: 'lost' } | Unavailable;

/**
 * A webhook's receipt: what arrived under an id, when its first attempt was stamped, and what was stamped
 * from the settings of then. Older ones are without the latter.
 */
export interface Receipt {
  readonly webhookId: string;
  /** SHA-256 of the raw body, hex. */
  readonly bodySha256: string;
  readonly firstAt: Instant;
  readonly notAfter?: Instant;
  readonly cloud?: string;
}

/** `new` or `same`: go on with that receipt; `other`: the id came before with another body. */
export type Received = { readonly kind: 'new' | 'same' | 'other'; readonly receipt: Receipt } | Unavailable;

/**
 * What we did about each intent. Every write is conditional, every read consistent, nothing is ever deleted.
 * A request-level idempotency library does not fit here: it records "this request ran", deletes the record
 * when an answer is lost, and so stops a server that a user has just restarted.
 */
export interface Ledger {
  read(key: IntentKey): Promise<Found>;
  /**
   * Stores `entry` if what is stored is still `over` (same owner and revision), or nothing when `over` is
   * undefined.
   */
  write(entry: Entry, over: Entry | undefined): Promise<Written>;
  /**
   * All entries of one server, whoever asked. An unreadable one that has not ended makes the answer
   * unavailable, whatever else there is.
   */
  entriesOf(
    cloud: string,
    serverId: ServerId,
  ): Promise<({ readonly kind: 'entries' } & Entries) | (Unavailable & Partial<Entries>)>;
}

/** An entry as a batch of reads finds it. */
export type Read = Exclude<Found, Unavailable>;

/** The entries of many intents at once, whoever holds them: consistent, as every read. */
export interface EntryReads {
  /** In the order of the keys, each given once. */
  readMany(
    keys: readonly IntentKey[],
  ): Promise<{ readonly kind: 'read'; readonly found: readonly Read[] } | Unavailable>;
}

/** Receipts are in the same table, in a partition of their own. */
export interface Receipts {
  /** Writes the receipt if the id is new; else returns the first one that was received under it. */
  receive(receipt: Receipt): Promise<Received>;
  /** What was received under an id, if anything; writes nothing. */
  find(webhookId: string): Promise<{ readonly kind: 'found'; readonly receipt: Receipt | undefined } | Unavailable>;
}
