import * as v from 'valibot';
import { type Instant, LAST_INSTANT } from '../instant.ts';
import type { DeadLetterReason, DoneKind } from '../outcome.ts';
import type { Item } from './attribute-value.ts';
import { KEEP_MS } from './entry.ts';
import { doneKind, reason } from './entry-schema.ts';

/** How an intent ended, as far as its item says so beside its ending. */
export type Ended =
  | { readonly kind: DoneKind }
  | { readonly kind: 'dead-lettered'; readonly reason: DeadLetterReason }
  /** Over, in words of another version; or its letter is on its way. */
  | { readonly kind: 'otherwise' };

/** What is known of an item that this version cannot read. */
export interface Unread {
  readonly because: string;
  readonly ended?: Ended;
  /** When its last stop may leave; absent when even that cannot be read. */
  readonly lastStopBy?: Instant;
}

/**
 * Reads off an item what every version promises to keep as it is, so that each can live with what another wrote: `pk`, `sk`, `owner`,
 * `revision` (who wrote last), `leaseUntil` (milliseconds), `outcome` and `reason` (there exactly when it has ended or is being buried,
 * and sends nothing more), `expiresAt` (seconds; 45 days after `notAfter` or later).
 */
export const promisedOf = ({ outcome, reason: why, expiresAt }: Item): Omit<Unread, 'because'> => {
  const expiresAtMs = Number(expiresAt?.N ?? Number.NaN) * 1000;
  return {
    ...(outcome?.S === undefined ? {} : { ended: endedAs(outcome.S, why?.S) }),
    ...(expiresAtMs >= 0 && expiresAtMs <= LAST_INSTANT ? { lastStopBy: expiresAtMs - KEEP_MS } : {}),
  };
};

const endedAs = (kind: string, why: string | undefined): Ended => {
  if (v.is(doneKind, kind)) return { kind };
  return kind === 'dead-lettered' && v.is(reason, why) ? { kind, reason: why } : { kind: 'otherwise' };
};
