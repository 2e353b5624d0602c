import type { Instant } from '../instant.ts';
import type { Counts } from './choose/choose.ts';
import type { Fault, Trouble } from './fault.ts';
import type { ServerState } from './server.ts';

/** Why a message or an intent is in the dead-letter queue: every reason there is. */
export const REASONS = [
  'malformed',
  'too-many',
  'expired',
  'not-found',
  'not-stoppable',
  'forbidden',
  'stop-failed',
  'stuck',
  'unverified',
] as const;
export type DeadLetterReason = (typeof REASONS)[number];

/** The failure as a dead letter describes it (docs/contract.md, "Dead letter"). */
export interface Failure {
  readonly reason: DeadLetterReason;
  readonly because: string;
  readonly http?: number;
  readonly code?: string;
  readonly openstackRequestId?: string;
  readonly server?: ServerState;
  readonly attempts: number;
  readonly firstAttemptAt: Instant;
  readonly failedAt: Instant;
  /** Of a selection that stopped nothing: what was listed, and what was left out by which rule. */
  readonly counts?: Counts;
}

/** The ends that are not failures. */
export const DONE_KINDS = ['stopped', 'already-stopped', 'superseded', 'held', 'rehearsed'] as const;
export type DoneKind = (typeof DONE_KINDS)[number];

/** How one step of an intent ended. */
export type Outcome =
  | { readonly kind: DoneKind; readonly because: string }
  | { readonly kind: 'look-again'; readonly because: string; readonly delayMs: number; readonly trouble?: Trouble }
  | {
      readonly kind: 'dead-lettered';
      readonly because: string;
      readonly reason: DeadLetterReason;
      readonly fault?: Fault;
    };

/** How the queue treats the message. A dead letter is in the dead-letter queue before the step ends. */
export type Verdict = 'acknowledge' | 'redeliver';

/** A new outcome does not compile until this table names it. */
export const VERDICT = {
  stopped: 'acknowledge',
  'already-stopped': 'acknowledge',
  superseded: 'acknowledge',
  held: 'acknowledge',
  rehearsed: 'acknowledge',
  'look-again': 'redeliver',
  'dead-lettered': 'acknowledge',
} as const satisfies Record<Outcome['kind'], Verdict>;
