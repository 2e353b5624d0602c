import type { Instant } from '../instant.ts';
import type { Fault } from './fault.ts';
import type { Intent } from './intent.ts';
import type { DoneKind, Failure } from './outcome.ts';
import type { ServerState } from './server.ts';

/**
 * The newest version of an entry's shape: older code hands back what newer code wrote, and never acts on it. 2 has an intent
 * with `selectDigest`, and 3 one with `replayedAt`; all others are written as 1, which older code reads too.
 */
export const SCHEMA_VERSION = 3;
const SELECTED_SCHEMA_VERSION = 2;
export const PLAIN_SCHEMA_VERSION = 1;
/** All versions that this code reads. */
export const SCHEMA_VERSIONS = [PLAIN_SCHEMA_VERSION, SELECTED_SCHEMA_VERSION, SCHEMA_VERSION] as const;

/** The lowest version that holds an entry of this intent. */
export const schemaVersionOf = ({ replayedAt, selectDigest }: Intent): number => {
  if (replayedAt !== undefined) return SCHEMA_VERSION;
  return selectDigest === undefined ? PLAIN_SCHEMA_VERSION : SELECTED_SCHEMA_VERSION;
};

/**
 * An entry is kept this long after its `notAfter`, or its first look: later than any redelivery. SQS keeps a
 * message for 14 days, and a dead letter for 14 more.
 */
export const KEEP_MS = 45 * 24 * 60 * 60_000;

/** The states of a send. */
export const SEND_STATES = ['unresolved', 'accepted', 'refused', 'failed'] as const;

/**
 * One send of ours, written before it leaves. `unresolved`: it may have arrived; `accepted`: Nova took it;
 * `refused`: it certainly was not done; `failed`: Nova took it and its action record says Error.
 */
export interface Send {
  readonly markedAt: Instant;
  /** When the evidence for it was read. */
  readonly evidenceAt: Instant;
  readonly state: (typeof SEND_STATES)[number];
  readonly answeredAt?: Instant;
  readonly openstackRequestId?: string;
  readonly fault?: Fault;
  /** The server as the evidence showed it, where it had not changed in the five seconds before the mark. */
  readonly saw?: Saw;
  /** Of a conflict: a later look showed a state that explains it. */
  readonly explained?: true;
}

/**
 * The state of a server, and its `updated` on the cloud's own clock: when both are equal in two looks,
 * nothing happened in between.
 */
export interface Saw extends ServerState {
  readonly updatedAt: Instant;
}

/**
 * How an intent ended. `burying`: the reason is fixed, and the dead letter may or may not have left; it is
 * sent again.
 */
export type Ending =
  | { readonly kind: DoneKind; readonly because: string; readonly endedAt: Instant }
  | { readonly kind: 'burying' | 'dead-lettered'; readonly because: string; readonly failure: Failure };

/**
 * An entry keeps the newest lines of its history only: with them it stays far below DynamoDB's 400 KB an
 * item.
 */
export const HISTORY_MAX = 20;

/** One line of an entry's history: what a step decided. */
export interface Decided {
  readonly at: Instant;
  readonly decision: string;
  readonly because: string;
}

/** What we did about one intent: one item of the ledger. */
export interface Entry {
  readonly schemaVersion: number;
  readonly intent: Intent;
  /** The claim: who holds the intent, and until when. A lease of 0 was released; a past one was abandoned. */
  readonly owner: string;
  readonly leaseUntil: Instant;
  /** Grows by one with every write: what makes a write conditional. */
  readonly revision: number;
  /** How many claims in a row were found abandoned. */
  readonly abandoned: number;
  /**
   * Of a claim over an abandoned one: nothing else is at work in its function. `receive` is the delivery of
   * the message that claims, `lost` how many claims in a row were lost alone before it.
   */
  readonly alone?: { readonly receive: number; readonly lost: number };
  /** Claims so far: the attempts of a dead letter. */
  readonly attempts: number;
  readonly firstAttemptAt: Instant;
  /** Looks since something last moved forward: the exponent of the next delay. */
  readonly looks: number;
  readonly sends: readonly Send[];
  /** First of the two 404s that make a server not found. */
  readonly notFoundAt?: Instant;
  /** First time the server was off by its state, but not by its power. */
  readonly poweredAt?: Instant;
  /**
   * Since when vm_state is stopped after our stop was accepted: when it was first seen so, or its `updated` of then. Who runs it
   * later has started it.
   */
  readonly stoppedAt?: Instant;
  /** First time the cloud said that it has no action list for the server. */
  readonly noListAt?: Instant;
  /** The server's action list was read: this cloud has one. */
  readonly listRead?: true;
  /** First time `updated` had moved and no action record explained it. */
  readonly unexplainedAt?: Instant;
  /** The server as last seen. */
  readonly server?: ServerState;
  /** The server's `fault` before a stop from `error` erased it. */
  readonly serverFault?: string;
  readonly trouble?: Fault;
  readonly history: readonly Decided[];
  readonly ending?: Ending;
  /** For DynamoDB's TTL, 45 days out; hygiene, never correctness. */
  readonly expiresAt: Instant;
}

/** The entry without what holds no longer; itself when that is not in it, as mostly. */
export const withoutField = (
  entry: Entry,
  field: 'notFoundAt' | 'poweredAt' | 'unexplainedAt' | 'noListAt' | 'trouble' | 'alone',
): Entry => {
  if (entry[field] === undefined) return entry;
  const { [field]: _, ...rest } = entry;
  return rest;
};
