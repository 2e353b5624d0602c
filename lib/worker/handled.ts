import type { Delivery } from '../power/step/ports.ts';
import { delayMs } from '../power/timing.ts';
import type { QueueMessage } from './batch.ts';
import type { Slots } from './slots.ts';
import type { WorkerPorts } from './work.ts';

/** What a message came to. `suspect`: nothing was done, it waits until it may run alone; `lost` claims were lost that way. */
export type Handled =
  | { readonly kind: 'acknowledge' }
  | { readonly kind: 'redeliver'; readonly delayMs: number }
  | { readonly kind: 'suspect'; readonly lost: number };

/** Done: SQS may delete it. */
export const ACKNOWLEDGE: Handled = { kind: 'acknowledge' };

/** How a message is handled in this invocation. */
export interface Turn extends Pick<Delivery, 'deadlineAt' | 'waits'> {
  /** Whose turn it is to list a cloud's servers. */
  readonly listing: Slots;
}

/** Hands a message back untouched. */
export const redeliver = (
  { receiveCount }: QueueMessage,
  { timing, clock }: Pick<WorkerPorts, 'timing' | 'clock'>,
): Handled => ({ kind: 'redeliver', delayMs: delayMs(receiveCount, timing, clock.random) });
