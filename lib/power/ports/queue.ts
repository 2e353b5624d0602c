import type { Intent } from '../intent.ts';
import type { Failure } from '../outcome.ts';
import type { RollCall } from '../roll.ts';

/** `unavailable`: some or all of it may not have been taken; sending again is harmless. */
export type Sent = { readonly kind: 'sent' } | { readonly kind: 'unavailable'; readonly because: string };

/** The content of a dead letter: the intent, or the message that could not be read. */
export type DeadLetter =
  | { readonly intent: Intent; readonly failure: Failure }
  /** `original`: the raw body, cut at 64 KiB; a request that could not be split is kept stamped. */
  | { readonly original: string; readonly failure: Failure };

/** The stop queue, as the split needs it. */
export interface Intents {
  /** Sends every intent as a message of its own, ten to a batch. */
  send(intents: readonly Intent[]): Promise<Sent>;
}

/** The stop queue, as a request that is to be resolved by the worker needs it. */
export interface Requests {
  /** Sends a stamped request as one message; `body` is the whole of it. */
  send(body: string): Promise<Sent>;
}

/** The stop queue, as the end of a split needs it. */
export interface RollCalls {
  send(call: RollCall): Promise<Sent>;
}

/** The dead-letter queue. */
export interface DeadLetters {
  send(letter: DeadLetter): Promise<Sent>;
}

/** Asks SQS to show messages again after a delay, instead of after the visibility timeout. */
export interface Redelivery {
  /**
   * Delays in milliseconds, rounded up to whole seconds; what fails is only redelivered later, at the
   * visibility timeout.
   */
  delay(messages: readonly { readonly receiptHandle: string; readonly delayMs: number }[]): Promise<Sent>;
}
