import type { Instant } from '../instant.ts';
import type { Entry } from './entry.ts';

/**
 * Claims in a row that were lost alone: after so many it is this intent that ends the function, and nobody
 * else's.
 */
export const MOST_LOST_ALONE = 3;

/** One delivery of a message, as far as it distinguishes a crash from a claim that could not be released. */
export interface Arrival {
  readonly now: Instant;
  /** `ApproximateReceiveCount`. */
  readonly receiveCount: number;
  /** The queue's visibility timeout, which is several times as long as a function may run. */
  readonly visibilityMs: number;
}

// A function that lives asks for its messages again well before this share of the visibility timeout; after a
// crash they come only when all of it is over, which is later: it began with the receive, before the lease
// did.
const RETURNED = 1 / 4;
const CRASHED = 1 / 2;

/** Until when a message is to come again whose claim, ending at `leaseUntil`, may not have been released. */
export const redeliverBy = (leaseUntil: Instant, visibilityMs: number): Instant => leaseUntil + RETURNED * visibilityMs;

/**
 * How many claims in a row an abandoned entry has lost while it ran alone. The last one counts if the
 * function that held it is known to have died: the message came again as late as only the visibility timeout
 * brings it, and so did every later delivery of it.
 */
export const countLostAlone = (
  { alone, leaseUntil }: Pick<Entry, 'alone' | 'leaseUntil'>,
  { now, receiveCount, visibilityMs }: Arrival,
): number => {
  if (alone === undefined) return 0;
  const since = receiveCount - alone.receive;
  const crashed = since > 0 && now >= leaseUntil + (since - 1 + CRASHED) * visibilityMs;
  return alone.lost + (crashed ? 1 : 0);
};

// Two clocks, SQS's and ours.
const NEARLY = 0.95;

/**
 * Whether no function has ever handed the message back: all its deliveries are a visibility timeout apart.
 * Whatever it is, it may be what ended them, even before it left a claim behind.
 */
export const isUnreturned = (firstReceivedAt: Instant, { now, receiveCount, visibilityMs }: Arrival): boolean =>
  receiveCount > 1 && now - firstReceivedAt >= NEARLY * visibilityMs * (receiveCount - 1);
