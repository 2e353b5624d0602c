import * as v from 'valibot';
import { LAST_INSTANT } from '../instant.ts';
import { KEEP_MS } from '../power/entry.ts';
import type { Ended, Unread } from '../power/ports/ledger.ts';
import { doneKind, reason } from './entry-schema.ts';
import type { Item } from './table.ts';

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
