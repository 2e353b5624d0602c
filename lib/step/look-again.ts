import { delayMs } from '../delay.ts';
import type { Trouble } from '../fault.ts';
import type { Outcome } from '../outcome.ts';
import type { Delivery, Ports } from './ports.ts';

/**
 * Looks again when nothing could be written down: the entry's own count of looks stands still then, so the deliveries are
 * counted instead. Without growth a ledger that is down for two hours would use up all of them.
 */
export const lookAgain = (
  because: string,
  trouble: Trouble,
  { receiveCount }: Pick<Delivery, 'receiveCount'>,
  { clock, timing }: Pick<Ports, 'clock' | 'timing'>,
  atLeastMs = 0,
): Outcome => ({
  kind: 'look-again',
  because,
  trouble,
  delayMs: delayMs(Math.max(receiveCount - 1, 0), timing, clock.random, atLeastMs),
});
