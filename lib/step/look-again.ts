import { delayMs } from '../delay.ts';
import type { Trouble } from '../fault.ts';
import type { Outcome } from '../outcome.ts';
import { LEASE_MARGIN_MS } from '../sends.ts';
import { returnBy } from '../suspect.ts';
import type { Delivery, Ports } from './ports.ts';

type LookAgain = Extract<Outcome, { readonly kind: 'look-again' }>;

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
): LookAgain => ({
  kind: 'look-again',
  because,
  trouble,
  delayMs: delayMs(Math.max(receiveCount - 1, 0), timing, clock.random, atLeastMs),
});

/**
 * Looks again when a write of ours was not answered for, so that a claim of ours may stand: soon after its lease at the latest, which
 * is what tells it from a crash. A `Retry-After` that asks for more comes first.
 */
export const lookAgainUnwritten = (
  because: string,
  delivery: Pick<Delivery, 'receiveCount' | 'deadlineAt'>,
  ports: Pick<Ports, 'clock' | 'timing'>,
  atLeastMs = 0,
): LookAgain => {
  const outcome = lookAgain(because, 'ledger', delivery, ports, atLeastMs);
  const { clock, timing } = ports;
  const mostMs = returnBy(delivery.deadlineAt + LEASE_MARGIN_MS, timing.windowMinMs) - clock.now();
  return { ...outcome, delayMs: Math.max(Math.min(outcome.delayMs, mostMs), atLeastMs) };
};
