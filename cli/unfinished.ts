import type { Entry } from '../lib/power/entry.ts';
import type { DeadLetterReason } from '../lib/power/outcome.ts';
import { lastSend } from '../lib/power/sends.ts';
import type { End, UnderWay } from './end.ts';

/** What is known of a server whose run is left before its end: above all, whether a stop is under way. `looking`: a look was cut off. */
export const unfinished = (
  entry: Entry | undefined,
  looking = false,
): Pick<End, 'outcome' | 'because' | 'openstackRequestId' | 'underWay'> => {
  const send = entry && lastSend(entry);
  const id = send?.openstackRequestId;
  const named = id === undefined ? {} : { openstackRequestId: id };
  if (send?.state === 'accepted')
    return { outcome: 'accepted', because: 'accepted, not confirmed off', underWay: 'ours', ...named };
  if (send?.state === 'unresolved')
    return { outcome: 'unclear', because: 'a stop was sent and its answer is not known', underWay: 'ours', ...named };
  const underWay = looking ? 'unknown' : stopSeen(entry);
  return { outcome: 'not-stopped', because: becauseOf(entry, underWay, looking), underWay, ...named };
};

/** Whose stop is under way at a server that was given up. */
export const givenUp = (reason: DeadLetterReason, entry: Entry | undefined): UnderWay =>
  reason === 'stuck' || reason === 'unverified' ? 'ours' : stopSeen(entry);

// The stop that the last look showed, where none of ours is open.
const stopSeen = (entry: Entry | undefined): Exclude<UnderWay, 'ours'> => {
  if (entry?.server === undefined) return 'unknown';
  if (entry.server.taskState === 'powering-off') return "somebody's";
  return entry.trouble === undefined ? 'none' : 'unknown';
};

const becauseOf = (entry: Entry | undefined, underWay: UnderWay, looking: boolean): string => {
  if (looking) return 'a look at it was cut off';
  if (entry === undefined) return 'not looked at';
  if (underWay === "somebody's") return "powering off by somebody's stop, none of ours";
  return entry.history.at(-1)?.because ?? 'looked at, nothing was sent';
};
