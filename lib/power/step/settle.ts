import type { Settling, Wait } from '../decide/decision.ts';
import { endOf } from '../decide/end.ts';
import { type Entry, withoutField } from '../entry.ts';
import { fixDelayMs } from '../fault.ts';
import type { Outcome } from '../outcome.ts';
import { delayMs } from '../timing.ts';
import { bury } from './bury.ts';
import type { Delivery, Ports } from './ports.ts';
import { lookAgainUnwritten, releaseClaim, saveLast, withNote } from './save.ts';

/**
 * Carries a decision into the ledger and, for a dead letter, into its queue: first the reason, then the dead
 * letter, then the outcome.
 */
export const settle = async (
  decision: Settling,
  entry: Entry,
  stored: Entry,
  delivery: Delivery,
  ports: Ports,
): Promise<Outcome> => {
  const now = ports.clock.now();
  switch (decision.kind) {
    case 'wait':
      return delivery.last
        ? await bury(
            {
              ...decision,
              kind: 'bury',
              reason: endOf({ intent: entry.intent, entry, timing: ports.timing }).reason,
              because: `deliveries used up: ${decision.because}`,
            },
            entry,
            stored,
            delivery,
            ports,
          )
        : await wait(decision, entry, stored, delivery, ports);
    case 'done': {
      const { outcome: kind, because } = decision;
      if (decision.lateRace) ports.telemetry.alert({ what: 'late-race', because, intent: entry.intent });
      const ended = { ...withNote(entry, now, kind, because), ending: { kind, because, endedAt: now } };
      const { written } = await saveLast(releaseClaim(ended), stored, ports, delivery);
      return written.kind === 'written'
        ? { kind, because }
        : lookAgainUnwritten(`${kind}, but not written: ${written.kind}`, delivery, ports);
    }
    case 'bury':
      return await bury(decision, entry, stored, delivery, ports);
  }
};

const wait = async (
  decision: Wait,
  entry: Entry,
  stored: Entry,
  delivery: Delivery,
  ports: Ports,
): Promise<Outcome> => {
  const { clock, timing, telemetry } = ports;
  const { because, fault } = decision;
  const now = clock.now();
  // A trouble that a person has to fix raises an alert.
  if (fault !== undefined && fixDelayMs(fault.trouble) !== undefined)
    telemetry.alert({
      what: fault.trouble === 'clock' ? 'clock' : 'cloud',
      because: fault.message,
      intent: entry.intent,
    });
  const retryAfterMs = fault?.retryAfterMs ?? 0;
  const floorMs = Math.max(decision.atLeastMs ?? 0, (fault && fixDelayMs(fault.trouble)) ?? 0);
  const leftMs = endOf({ intent: entry.intent, entry, timing }).at - now;
  // The end is looked at on time; past it a wait is as long as its reason asks for, and no longer.
  const mostMs = Math.max(leftMs, timing.lookAgainMinMs, leftMs > 0 ? 0 : floorMs);
  const waiting = {
    ...withNote(withoutField(entry, 'trouble'), now, 'wait', because),
    looks: entry.looks + 1,
    ...(fault && { trouble: fault }),
  };
  const { written } = await saveLast(releaseClaim(waiting), stored, ports, delivery);
  if (written.kind !== 'written')
    return lookAgainUnwritten(`${because}; not written: ${written.kind}`, delivery, ports, retryAfterMs);
  const lookIn = Math.max(Math.min(delayMs(entry.looks, timing, clock.random, floorMs), mostMs), retryAfterMs);
  return { kind: 'look-again', because, delayMs: lookIn, ...(fault && { trouble: fault.trouble }) };
};
