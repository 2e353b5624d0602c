import type { Instant } from '../instant.ts';
import type { Counts } from './choose/choose.ts';
import type { AtMost, Select } from './choose/select.ts';
import type { Intent } from './intent.ts';
import type { ServerId } from './server.ts';

/** What a request came to before any of its servers was looked at. Only `chosen` becomes intents. */
export const VERDICTS = ['chosen', 'none-matched', 'too-many', 'excepted', 'expired', 'malformed'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** The identity of a request: its rolls share it, and so do its intents. */
export type RequestKey = Pick<Intent, 'cloud' | 'source' | 'requestId' | 'dryRun'>;

/** The part of a request by `select`. */
export const SELECT_PART = 'select';

/** The part of a request by `serverIds`; `digest` is that of its sorted ids. */
export const idsPart = (digest: string): string => `ids-${digest}`;

/** The ways a report leaves: a log line, an event, a message to people. */
export const CHANNELS = ['log', 'event', 'message'] as const;
export type Channel = (typeof CHANNELS)[number];

/** A request's report at its end: written as `reporting` before it is sent, and as `reported` after. */
export interface Report {
  readonly state: 'reporting' | 'reported';
  readonly at: Instant;
  /** Of a report that some channel did not take: those that did, so that only the others are tried again. */
  readonly sent?: readonly Channel[];
}

/**
 * Which servers a request means: written once, when it is first handled, and never changed but for its dead letter and its report.
 * A request by `select` has one; a request by `serverIds` one for each different list.
 */
export interface Roll extends RequestKey {
  /** `select`, or `ids-` and the digest of the sorted ids: the sort key within the request. */
  readonly part: string;
  readonly requestedAt: Instant;
  readonly notAfter: Instant;
  readonly select?: Select;
  readonly atMost?: AtMost;
  /** SHA-256 of `select` and `atMost`; of a list, of its sorted ids. Hex. */
  readonly digest: string;
  readonly verdict: Verdict;
  readonly because: string;
  readonly ids: readonly ServerId[];
  /** Of a selection: what its list called them, by id. */
  readonly names?: Readonly<Partial<Record<ServerId, string>>>;
  readonly counts?: Counts;
  readonly pinnedAt: Instant;
  /** When the dead letter of a request that stops nothing had left: a duplicate sends none again. */
  readonly buriedAt?: Instant;
  readonly report?: Report;
  /** Grows by one with every write; with `owner` it is what a write is conditional on. */
  readonly owner: string;
  readonly revision: number;
}

/**
 * Asks what became of a request: one for each roll, sent after its intents, looked at until all of them have ended. The webhook,
 * which has no right on rolls, gives the list itself.
 */
export interface RollCall extends RequestKey {
  readonly part: string;
  readonly requestedAt: Instant;
  readonly notAfter: Instant;
  /** Of a request that was asked for again: its servers have until this and its window. */
  readonly replayedAt?: Instant;
  readonly serverIds?: readonly ServerId[];
}
