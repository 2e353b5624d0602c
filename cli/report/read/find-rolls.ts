import type { Instant } from '../../../lib/instant.ts';
import { KEEP_MS } from '../../../lib/power/entry.ts';
import type { RollPointer, RollReads } from '../../../lib/power/ports/rolls.ts';
import type { Roll } from '../../../lib/power/roll.ts';
import { findRequest } from '../../follow/find-request.ts';
import { daysBetween, readDays, type UnreadDay, unreadDayLines } from '../../follow/read-days.ts';

/** Which requests a report is about: one by its id or its schedule's name, or all since an instant. */
export type Wanted =
  | { readonly kind: 'request'; readonly requestId: string }
  | { readonly kind: 'since'; readonly fromAt: Instant };

/** Rolls that were found, and what was not read, one line each. `several`: more than one request has such an id. */
export type FoundRolls =
  | { readonly kind: 'rolls'; readonly rolls: readonly Roll[]; readonly unread: readonly string[] }
  | { readonly kind: 'several'; readonly requestIds: readonly string[] }
  | { readonly kind: 'unavailable'; readonly because: string };

const DAY_MS = 24 * 60 * 60_000;

/** Records are kept that long. */
export const KEPT_DAYS = KEEP_MS / DAY_MS;

/** Finds the rolls of one request, as `lights-out request` finds it, or of all since an instant. */
export const findRolls = async (records: RollReads, wanted: Wanted, now: Instant): Promise<FoundRolls> => {
  if (wanted.kind === 'since') {
    const { pointers, unread } = await readDays(daysBetween(wanted.fromAt, now), wanted.fromAt, records);
    return await rollsOf(pointers, unread, records);
  }
  // The window of a request, a day at most, is older than what is kept.
  const search = { text: wanted.requestId, sinceAt: now - KEEP_MS - DAY_MS, now, dryRun: false };
  const found = await findRequest(search, records);
  if (found.kind === 'several')
    return { kind: 'several', requestIds: found.requests.map(({ requestId }) => requestId) };
  return await rollsOf(found.kind === 'found' ? found.pointers : [], found.unread, records);
};

const rollsOf = async (
  pointers: readonly RollPointer[],
  unread: readonly UnreadDay[],
  records: RollReads,
): Promise<FoundRolls> => {
  if (pointers.length === 0) return unread[0] ?? { kind: 'rolls', rolls: [], unread: [] };
  const read = await records.rollsOf(pointers);
  if (read.kind === 'unavailable') return read;
  const damaged = read.unread === 0 ? [] : [`${read.unread} of the requests cannot be read by this version`];
  return { kind: 'rolls', rolls: read.rolls, unread: [...unreadDayLines(unread), ...damaged] };
};
