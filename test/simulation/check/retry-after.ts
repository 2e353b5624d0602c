import type { Seen, Violation } from './seen.ts';

// Two functions' clocks may lie this far apart.
const CLOCKS_MS = 3_000;

/** S18: whoever knows when the cloud wants to be asked again does not ask before, whichever delivery of the intent it is. */
export const checkRetryAfter = ({ posts, all }: Seen): Violation[] => {
  const found: Violation[] = [];
  for (const { key, left, answered } of posts) {
    if (answered?.answer !== 'throttled') continue;
    const until = answered.at + answered.retryAfterMs;
    const mine = all.put.filter((put) => put.applied && put.key === key && put.at >= answered.at);
    // Of an answer that nobody could write down, nobody knows; a letter that is sent back is a new beginning.
    const [written, ...later] = mine[0]?.process === left.process ? mine : [];
    const early = later.find(({ entry, before }) => entry.owner !== before?.owner);
    if (
      written !== undefined &&
      early !== undefined &&
      early.before?.ending === undefined &&
      early.at < until - CLOCKS_MS
    )
      found.push({
        invariant: 'S18',
        at: early.at,
        says: `taken up ${until - early.at} ms before Retry-After was over`,
      });
  }
  return found;
};
