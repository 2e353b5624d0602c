import type { Clock } from '../../clock.ts';
import type { Instant } from '../../instant.ts';
import type { Waits } from '../decide/claim.ts';
import type { Guards } from '../guard/guards.ts';
import type { Intent } from '../intent.ts';
import type { Outcome } from '../outcome.ts';
import type { Clouds } from '../ports/cloud.ts';
import type { Freezes } from '../ports/freezes.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { DeadLetters } from '../ports/queue.ts';
import type { Selects } from '../ports/rolls.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import type { Timing } from '../timing.ts';
import type { Ended } from './noticing.ts';

/** The ports of a step: all that it reaches outside itself. */
export interface Ports {
  readonly clouds: Clouds;
  readonly ledger: Ledger;
  readonly deadLetters: DeadLetters;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  readonly timing: Timing;
  readonly guards: Guards;
  readonly selects: Selects;
  readonly freezes: Freezes;
}

/** One delivery of an intent. */
export interface Delivery {
  readonly intent: Intent;
  /** When the function is killed: the budget of everything in the step. */
  readonly deadlineAt: Instant;
  readonly receiveCount: number;
  /** SQS will not deliver it again: instead of another look it is dead-lettered now. */
  readonly last: boolean;
  /** Which suspects are not to run yet; absent: nothing else is at work in this function, so any may. */
  readonly waits?: Waits;
  /** `failure.failedAt`, when the message is a dead letter that was sent back. */
  readonly letterFailedAt?: Instant;
}

/** How a step ended, and the facts that are reported about it. */
export interface Stepped {
  readonly outcome: Outcome;
  readonly attempt: number;
  /** The ledger held this end already. */
  readonly repeated: boolean;
  /** Set when nothing was done because it is a suspect that waits: how many claims in a row it lost alone. */
  readonly suspect?: number;
  readonly openstackRequestId?: string;
  /** Of a final outcome; absent when another version wrote it. */
  readonly ended?: Ended;
}
