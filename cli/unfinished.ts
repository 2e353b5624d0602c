import type { Entry } from '../lib/ledger/entry.ts';
import { lastSend } from '../lib/sends.ts';
import type { End } from './end.ts';

/** What is known of a server whose run is left before its end: above all, whether a stop of ours is under way. */
export const unfinished = (entry: Entry | undefined): Pick<End, 'outcome' | 'because' | 'openstackRequestId'> => {
  if (entry === undefined) return { outcome: 'not-stopped', because: 'not looked at' };
  const send = lastSend(entry);
  const id = send?.openstackRequestId;
  const named = id === undefined ? {} : { openstackRequestId: id };
  if (send?.state === 'accepted') return { outcome: 'accepted', because: 'accepted, not confirmed off', ...named };
  if (send?.state === 'unresolved')
    return { outcome: 'unclear', because: 'a stop was sent and its answer is not known', ...named };
  return { outcome: 'not-stopped', because: entry.history.at(-1)?.because ?? 'looked at, nothing was sent', ...named };
};
