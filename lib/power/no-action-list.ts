import type { Entry } from './entry.ts';
import type { Fault } from './fault.ts';
import type { Seen } from './observation.ts';

/** Two refusals at least this far apart make a list absent, as two 404s make a server not found. */
export const NO_LIST_GAP_MS = 5_000;

const NOT_SERVED: ReadonlySet<number | undefined> = new Set([403, 404, 405, 501]);

/**
 * A cloud's own word that it has no action list, in Nova's form or a known gateway's: policy, an unknown path, a method that is not
 * allowed. A page, a failure or a list that is too long is no such word.
 */
export const isListRefusal = ({ kind, http, code }: Fault): boolean =>
  kind === 'refused' && code !== undefined && NOT_SERVED.has(http);

/** Whether the cloud has refused the list, and has never shown it. */
export const hasShownNoList = ({ noListAt, listRead }: Entry): boolean => noListAt !== undefined && !listRead;

/** What is known of the server's action list: `perhaps-none` until a second refusal, `unread` when this look could not read it. */
export const actionListOf = (
  { noListAt, listRead }: Entry,
  { history, seenAt }: Seen,
): 'read' | 'unread' | 'perhaps-none' | 'none' => {
  if (history?.kind !== 'fault') return 'read';
  if (!isListRefusal(history.fault) || listRead || noListAt === undefined) return 'unread';
  return seenAt - noListAt < NO_LIST_GAP_MS ? 'perhaps-none' : 'none';
};
