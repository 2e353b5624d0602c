import type { Select } from '../choose/select.ts';
import type { RequestKey, Roll } from '../roll.ts';
import type { Unavailable } from './ledger.ts';

/** What became of the wish to pin a roll: it is the first one of its part, or `roll` is that first one. */
export type Pinned = { readonly kind: 'pinned' | 'there'; readonly roll: Roll } | Unavailable;

/** The rolls of requests: written once, found by their request and by their day. */
export interface Rolls {
  /** The roll of a part, if there is one. */
  find(
    key: RequestKey,
    part: string,
  ): Promise<{ readonly kind: 'roll'; readonly roll: Roll | undefined } | Unavailable>;
  /** Writes the roll unless its part has one already; the first one stands. */
  pin(roll: Roll): Promise<Pinned>;
  /** Writes the pointer by which the roll is found by its day (UTC, of `requestedAt`); may be written any number of times. */
  point(roll: Roll): Promise<{ readonly kind: 'written' } | Unavailable>;
  /** Writes the roll with another report, or with its dead letter sent, if nobody did since it was read as `over`. */
  report(roll: Roll, over: Roll): Promise<{ readonly kind: 'written' | 'lost' } | Unavailable>;
}

/** A roll as its day names it. */
export type RollPointer = RequestKey & Pick<Roll, 'part' | 'requestedAt'>;

/** The rolls, for people who ask what was requested. */
export interface RollReads {
  /** The rolls of a day (UTC, of `requestedAt`; `2026-11-30`), oldest first; `unread` counts pointers that this version cannot read. */
  pointersOf(day: string): Promise<
    | {
        readonly kind: 'pointers';
        readonly pointers: readonly RollPointer[];
        readonly unread?: number;
      }
    | Unavailable
  >;
  /** These rolls, in their order, without those that are gone; `unread` counts those that this version cannot read. */
  rollsOf(
    pointers: readonly RollPointer[],
  ): Promise<{ readonly kind: 'rolls'; readonly rolls: readonly Roll[]; readonly unread: number } | Unavailable>;
}

/** The `select` of a request. `absent`: it has no roll of a selection, or none that can be read any more. */
export type FoundSelect =
  | { readonly kind: 'select'; readonly select: Select }
  | { readonly kind: 'absent' }
  | Unavailable;

/** The `select` that chose a server, for the looks before its stop. */
export interface Selects {
  selectOf(key: RequestKey): Promise<FoundSelect>;
}
