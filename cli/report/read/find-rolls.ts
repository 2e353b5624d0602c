import { formatInstant, type Instant } from '../../../lib/instant.ts';
import { KEEP_MS } from '../../../lib/power/entry.ts';
import type { RollPointer, RollReads } from '../../../lib/power/ports/rolls.ts';
import type { Roll } from '../../../lib/power/roll.ts';
import { slots } from '../../../lib/worker/slots.ts';

/** Which requests a report is about. */
export type Wanted =
  | { readonly kind: 'request'; readonly requestId: string }
  | { readonly kind: 'since'; readonly fromAt: Instant };

/** Rolls that were found, oldest first, with how many this version cannot read; or why a day could not be read. */
export type FoundRolls =
  | { readonly kind: 'rolls'; readonly rolls: readonly Roll[]; readonly unread: number }
  | { readonly kind: 'unavailable'; readonly because: string };

const DAY_MS = 24 * 60 * 60_000;
const DAYS_AT_A_TIME = 8;

/** Records are kept that long. */
export const KEPT_DAYS = KEEP_MS / DAY_MS;

/** The days (UTC) from one instant to another, oldest first. */
export const daysBetween = (fromAt: Instant, untilAt: Instant): readonly string[] => {
  const days: string[] = [];
  for (let at = Math.floor(fromAt / DAY_MS) * DAY_MS; at <= untilAt; at += DAY_MS)
    days.push(formatInstant(at).slice(0, 10));
  return days;
};

/** Finds the rolls of one request, or of all since an instant, by their days. */
export const findRolls = async (records: RollReads, wanted: Wanted, now: Instant): Promise<FoundRolls> => {
  // A clock that is ahead of ours may have put a request into tomorrow; a window of a day lies before what is kept.
  const fromAt = wanted.kind === 'since' ? wanted.fromAt : now - KEEP_MS - DAY_MS;
  const { run } = slots(DAYS_AT_A_TIME);
  const days = await Promise.all(daysBetween(fromAt, now + DAY_MS).map((day) => run(() => records.pointersOf(day))));
  const pointers: RollPointer[] = [];
  let unread = 0;
  for (const day of days) {
    if (day.kind === 'unavailable') return day;
    unread += day.unread ?? 0;
    pointers.push(
      ...day.pointers.filter(({ requestId, requestedAt }) =>
        wanted.kind === 'since' ? requestedAt >= wanted.fromAt : requestId === wanted.requestId,
      ),
    );
  }
  if (pointers.length === 0) return { kind: 'rolls', rolls: [], unread };
  const read = await records.rollsOf(pointers);
  return read.kind === 'unavailable' ? read : { ...read, unread: read.unread + unread };
};
