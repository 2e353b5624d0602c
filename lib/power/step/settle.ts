import type { Settling, Wait } from '../decide/decision.ts';
import { endOf } from '../decide/end.ts';
import { type Entry, withoutField } from '../entry.ts';
import { fixDelayMs } from '../fault.ts';
import type { Outcome } from '../outcome.ts';
import { followedFrom, lastSend } from '../sends.ts';
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
      const ended = { ...entry, ending: { kind, because, endedAt: now } };
      const { written } = await saveLast(releaseClaim(ended), stored, ports, delivery);
      return written.kind === 'written'
        ? { kind, because }
        : lookAgainUnwritten(`${kind}, but not written: ${written.kind}`, delivery, ports);
    }
    case 'bury':
      return await bury(decision, entry, stored, delivery, ports);
  }
};

// Of the waits for one power-off the newest says it all: an item stays small, however long that takes.
const withoutFollowing = (entry: Entry): Entry => {
  const send = lastSend(entry);
  if (send?.state !== 'accepted') return entry;
  const since = followedFrom(send);
  return { ...entry, history: entry.history.filter(({ at, decision }) => decision !== 'wait' || at < since) };
};

const wait = async (
  decision: Wait,
  entry: Entry,
  stored: Entry,
  delivery: Delivery,
  ports: Ports,
): Promise<Outcome> => {
  const { clock, telemetry } = ports;
  const { because, fault } = decision;
  // A trouble that a person has to fix raises an alert.
  if (fault !== undefined && fixDelayMs(fault.trouble) !== undefined)
    telemetry.alert({
      what: fault.trouble === 'clock' ? 'clock' : 'cloud',
      because: fault.message,
      intent: entry.intent,
    });
  const waiting = {
    ...withNote(withoutFollowing(withoutField(entry, 'trouble')), clock.now(), 'wait', because),
    looks: entry.looks + 1,
    ...(fault && { trouble: fault }),
  };
  const { written } = await saveLast(releaseClaim(waiting), stored, ports, delivery);
  if (written.kind !== 'written')
    return lookAgainUnwritten(`${because}; not written: ${written.kind}`, delivery, ports, fault?.retryAfterMs);
  return waited(decision, entry, ports);
};

/** The outcome of a wait, with the delay until the next look. The end of waiting is looked at on time. */
export const waited = (
  { because, fault, atLeastMs = 0 }: Wait,
  entry: Entry,
  { clock, timing }: Pick<Ports, 'clock' | 'timing'>,
): Outcome => {
  const floorMs = Math.max(atLeastMs, (fault && fixDelayMs(fault.trouble)) ?? 0);
  const leftMs = endOf({ intent: entry.intent, entry, timing }).at - clock.now();
  // Past the end a wait is as long as its reason asks for, and no longer.
  const mostMs = Math.max(leftMs, timing.lookAgainMinMs, leftMs > 0 ? 0 : floorMs);
  const lookIn = Math.min(delayMs(entry.looks, timing, clock.random, floorMs), mostMs);
  return {
    kind: 'look-again',
    because,
    delayMs: Math.max(lookIn, fault?.retryAfterMs ?? 0),
    ...(fault && { trouble: fault.trouble }),
  };
};
