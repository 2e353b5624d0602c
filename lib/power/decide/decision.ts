import type { Instant } from '../../instant.ts';
import type { Select } from '../choose/select.ts';
import type { Entry } from '../entry.ts';
import type { Fault } from '../fault.ts';
import type { Guards } from '../guard/guards.ts';
import type { Intent } from '../intent.ts';
import type { DeadLetterReason, DoneKind } from '../outcome.ts';
import type { Timing } from '../timing.ts';

/**
 * The next thing to do, and why. `look`, `read-history` and `read-select` ask for more to go on; `wait` looks
 * again later.
 */
export type Decision =
  | { readonly kind: 'look'; readonly because: string }
  | { readonly kind: 'read-history'; readonly because: string }
  | { readonly kind: 'read-select'; readonly because: string }
  | { readonly kind: 'send'; readonly because: string }
  | { readonly kind: 'done'; readonly outcome: DoneKind; readonly because: string; readonly lateRace?: true }
  | { readonly kind: 'bury'; readonly reason: DeadLetterReason; readonly because: string; readonly fault?: Fault }
  | Wait;

/** The decisions that end a step. */
export type Settling = Exclude<Decision, { readonly kind: 'look' | 'read-history' | 'read-select' | 'send' }>;

/** `atLeastMs` is a floor for the delay; `fault` is the trouble that keeps us waiting, when there is one. */
export interface Wait {
  readonly kind: 'wait';
  readonly because: string;
  readonly atLeastMs?: number;
  readonly fault?: Fault;
}

/** The `select` of a request, or why it cannot be known now. */
export type ReadSelect =
  | { readonly kind: 'select'; readonly select: Select }
  | { readonly kind: 'unread'; readonly because: string };

/** What may forbid a send whatever the server's state is: the settings, and the `select` of the request. */
export interface Rules {
  readonly guards: Guards;
  /** Absent until it was read; only an intent with `selectDigest` needs it. */
  readonly select?: ReadSelect;
}

/** Everything a decision is made from. The entry has already learnt from the observation. */
export interface Facts {
  readonly intent: Intent;
  readonly entry: Entry;
  readonly now: Instant;
  readonly timing: Timing;
  readonly rules: Rules;
}
