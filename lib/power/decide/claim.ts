import type { Instant } from '../../instant.ts';
import { type Ending, type Entry, KEEP_MS, schemaVersionOf, withoutField } from '../entry.ts';
import type { Trouble } from '../fault.ts';
import type { Intent } from '../intent.ts';
import { replayed, windowOf } from '../replayed.ts';
import { type Arrival, countLostAlone } from '../suspect.ts';

/**
 * Which suspects have to wait for others: all, or those that were alone already when their last claim was
 * lost.
 */
export type Waits = 'any' | 'repeated';

/** Who claims, until when, and which earlier dead letter the message is. */
export interface Claimant extends Arrival {
  readonly owner: string;
  readonly leaseUntil: Instant;
  /** Absent: nothing else is at work in the function, and whoever comes may run. */
  readonly waits?: Waits;
  /** `failure.failedAt` of a dead letter that was sent back to the stop queue. */
  readonly letterFailedAt?: Instant;
}

/**
 * `claim`: write this entry over the one that was read, then go on. `held`: not before that instant.
 * `suspect`: its last claim was abandoned, so it runs alone when it runs; `lost` claims in a row were lost
 * that way.
 */
export type Claim =
  | { readonly kind: 'claim'; readonly entry: Entry }
  | { readonly kind: 'suspect'; readonly lost: number }
  | { readonly kind: 'ended'; readonly ending: Ending; readonly entry: Entry }
  | { readonly kind: 'held'; readonly untilAt: Instant; readonly because: string; readonly trouble: Trouble };

/** What a delivery may do with an intent, by what the ledger holds of it (docs/theory.md). Pure. */
export const claim = (stored: Entry | undefined, intent: Intent, claimant: Claimant): Claim => {
  if (stored === undefined) return { kind: 'claim', entry: newEntry(intent, claimant) };
  const { ending, leaseUntil } = stored;
  if (ending !== undefined && ending.kind !== 'burying') {
    const reopens = ending.kind === 'dead-lettered' && ending.failure.failedAt === claimant.letterFailedAt;
    return reopens
      ? { kind: 'claim', entry: withClaim(adopt(reopen(stored), intent), claimant) }
      : { kind: 'ended', ending, entry: stored };
  }
  if (leaseUntil > claimant.now)
    return { kind: 'held', untilAt: leaseUntil, because: 'another delivery is at work on it', trouble: 'busy' };
  const askAgainAt = retryAfterEnd(stored);
  if (ending === undefined && askAgainAt > claimant.now) {
    const trouble = stored.trouble?.trouble ?? 'throttled';
    // A cloud that does not answer did not ask for a pause, but gets one all the same.
    const because = trouble === 'throttled' ? 'Retry-After is not over yet' : 'the cloud is left alone for a while';
    return { kind: 'held', untilAt: askAgainAt, because, trouble };
  }
  // A burial keeps what its dead letter says.
  const open = ending === undefined ? adopt(stored, intent) : stored;
  if (leaseUntil === 0) return { kind: 'claim', entry: withClaim(open, claimant) };
  const lost = countLostAlone(stored, claimant);
  if (claimant.waits === 'any' || (claimant.waits === 'repeated' && stored.alone !== undefined))
    return { kind: 'suspect', lost };
  const { receiveCount: receive } = claimant;
  const entry = withClaim(open, claimant);
  return { kind: 'claim', entry: { ...entry, abandoned: stored.abandoned + 1, alone: { receive, lost } } };
};

// A floor for every delivery of the intent, not only for the one that met it (S18).
const retryAfterEnd = ({ history, trouble }: Entry): Instant => {
  const last = history.at(-1);
  return last?.decision === 'wait' && trouble?.retryAfterMs !== undefined ? last.at + trouble.retryAfterMs : 0;
};

/**
 * Whether a later message of the same identity differs. The first one counts, and the difference is logged. A replay is no difference:
 * it has the same window.
 */
export const isConflict = (first: Intent, later: Intent): boolean =>
  first.requestedAt !== later.requestedAt || windowOf(first) !== windowOf(later) || first.type !== later.type;

// Of all replays the latest counts, in whatever order they come: it moves the first message's own window, and nothing else.
const adopt = (entry: Entry, { replayedAt }: Intent): Entry => {
  const intent = replayed(entry.intent, replayedAt);
  if (intent === entry.intent) return entry;
  const expiresAt = Math.max(entry.expiresAt, intent.notAfter + KEEP_MS);
  return { ...entry, intent, schemaVersion: schemaVersionOf(intent), expiresAt };
};

const newEntry = (intent: Intent, { owner, leaseUntil, now }: Claimant): Entry => ({
  schemaVersion: schemaVersionOf(intent),
  intent,
  owner,
  leaseUntil,
  revision: 1,
  abandoned: 0,
  attempts: 1,
  firstAttemptAt: now,
  looks: 0,
  sends: [],
  history: [],
  expiresAt: Math.max(intent.notAfter, now) + KEEP_MS,
});

const withClaim = (entry: Entry, { owner, leaseUntil }: Claimant): Entry => ({
  ...withoutField(entry, 'alone'),
  owner,
  leaseUntil,
  abandoned: 0,
  revision: entry.revision + 1,
  attempts: entry.attempts + 1,
});

// Everything is judged again, the deadline and users' power-ons too. Only the sent stops are remembered.
const reopen = ({ ending, trouble, notFoundAt, poweredAt, unexplainedAt, ...kept }: Entry): Entry => ({
  ...kept,
  looks: 0,
});
