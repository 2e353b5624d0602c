import type { Instant } from '../instant.ts';
import type { Entry, Send } from './entry.ts';
import type { Timing } from './timing.ts';

/** The POST's own timeout: after it nobody listens any more, and the answer is unclear. */
export const POST_TIMEOUT_MS = 10_000;

/**
 * How much longer than the function a claim lives: Lambda kills late (F306), and the clocks of two functions
 * differ a little.
 */
export const LEASE_MARGIN_MS = 5_000;

/** Nova takes at most two stops for one request: the first and, when its record said Error, one more. */
export const MOST_ACCEPTED = 2;

/** The last send that was, or may have been, done. */
export const lastSend = (entry: Entry): Send | undefined => entry.sends.findLast((send) => send.state !== 'refused');

/** When an unclear send blocks no longer. */
export const quarantineEnd = (send: Send, timing: Timing): Instant => send.markedAt + timing.quarantineMs;

/** Since when an accepted stop is followed: the answer, or where none came, the mark. */
export const followedFrom = ({ answeredAt, markedAt }: Send): Instant => answeredAt ?? markedAt;

/** When an accepted stop is followed no longer. */
export const patienceEnd = (send: Send, timing: Timing): Instant => followedFrom(send) + timing.patienceMs;

// Refused sends are kept for the record only; a throttled day must not grow the item.
const MOST_REFUSED = 8;

// The fate of an unresolved send may show in what was seen before it; a known fate needs it no more.
const withoutSaw = (send: Send): Send => {
  if (send.state === 'unresolved') return send;
  const { saw: _, ...rest } = send;
  return rest;
};

/** Adds a send, or replaces the one of the same mark, keeping the newest refused ones. */
export const withSend = (entry: Entry, send: Send): Entry => {
  const sends = [...entry.sends.filter(({ markedAt }) => markedAt !== send.markedAt), withoutSaw(send)];
  const refused = sends.filter(({ state }) => state === 'refused');
  const dropped = new Set(refused.slice(0, Math.max(0, refused.length - MOST_REFUSED)));
  return { ...entry, sends: sends.filter((kept) => !dropped.has(kept)) };
};

/** Takes a mark back: the stop certainly never left. */
export const withoutSend = (entry: Entry, send: Send): Entry => ({
  ...entry,
  sends: entry.sends.filter(({ markedAt }) => markedAt !== send.markedAt),
});
