import { delayMs } from '../decide/delay.ts';
import { endOf } from '../decide/end.ts';
import type { Decision, Settling, Wait } from '../decide/facts.ts';
import { type Entry, without } from '../entry.ts';
import { mendingMs } from '../fault.ts';
import type { Failure, Outcome } from '../outcome.ts';
import type { Delivery, Ports } from './ports.ts';
import { lookAgain, lookAgainUnwritten, noted, saveLast } from './save.ts';

/** Carries a decision into the ledger and, for a dead letter, into its queue: the reason, the letter, the outcome, in this order. */
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
              reason: endOf({ intent: entry.intent, entry, now, timing: ports.timing }).reason,
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
      if (decision.lateRace) ports.telemetry.loud({ what: 'late-race', because, intent: entry.intent });
      const ended = { ...noted(entry, now, kind, because), ending: { kind, because, endedAt: now } };
      const { written } = await saveLast(givenBack(ended), stored, ports, delivery);
      return written.kind === 'written'
        ? { kind, because }
        : lookAgainUnwritten(`${kind}, but not written: ${written.kind}`, delivery, ports);
    }
    case 'bury':
      return await bury(decision, entry, stored, delivery, ports);
  }
};

/**
 * Gives the claim back: a lease of zero distinguishes a clean end from an abandoned one, and the owner stays for our
 * own retries.
 */
const givenBack = (entry: Entry): Entry => ({ ...without(entry, 'alone'), leaseUntil: 0, abandoned: 0 });

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
  // A trouble that only a person can fix must not wait in silence.
  if (fault !== undefined && mendingMs(fault.trouble) !== undefined)
    telemetry.loud({
      what: fault.trouble === 'clock' ? 'clock' : 'cloud',
      because: fault.message,
      intent: entry.intent,
    });
  const retryAfterMs = fault?.retryAfterMs ?? 0;
  const floorMs = Math.max(decision.atLeastMs ?? 0, (fault && mendingMs(fault.trouble)) ?? 0);
  const leftMs = endOf({ intent: entry.intent, entry, now, timing }).at - now;
  // The end is looked at on time; past it a wait is as long as its reason asks for, and no longer.
  const mostMs = Math.max(leftMs, timing.lookAgainMinMs, leftMs > 0 ? 0 : floorMs);
  const waiting = {
    ...noted(without(entry, 'trouble'), now, 'wait', because),
    looks: entry.looks + 1,
    ...(fault && { trouble: fault }),
  };
  const { written } = await saveLast(givenBack(waiting), stored, ports, delivery);
  if (written.kind !== 'written')
    return lookAgainUnwritten(`${because}; not written: ${written.kind}`, delivery, ports, retryAfterMs);
  const lookIn = Math.max(Math.min(delayMs(entry.looks, timing, clock.random, floorMs), mostMs), retryAfterMs);
  return { kind: 'look-again', because, delayMs: lookIn, ...(fault && { trouble: fault.trouble }) };
};

/** Writes `burying`, sends the letter, writes the end. A crash in between sends the letter again; nothing is lost. */
const bury = async (
  decision: Extract<Decision, { readonly kind: 'bury' }>,
  entry: Entry,
  stored: Entry,
  delivery: Delivery,
  ports: Ports,
): Promise<Outcome> => {
  const { because, reason, fault } = decision;
  const failure = failureOf(decision, entry, ports.clock.now());
  const burying: Entry = {
    ...noted(entry, failure.failedAt, reason, because),
    ending: { kind: 'burying', because, failure },
  };
  const { written, entry: buried } = await saveLast(burying, stored, ports, delivery);
  if (written.kind !== 'written')
    return lookAgainUnwritten(`${reason}, but not written: ${written.kind}`, delivery, ports);
  const outcome = await sendLetter(buried, delivery, ports);
  return outcome.kind === 'dead-lettered' && fault !== undefined ? { ...outcome, fault } : outcome;
};

/** Sends the letter of an entry in `burying` and ends it. Used again when an earlier step got no further. */
export const sendLetter = async (
  stored: Entry,
  delivery: Pick<Delivery, 'receiveCount' | 'deadlineAt'>,
  ports: Ports,
): Promise<Outcome> => {
  const { ending, intent } = stored;
  if (ending?.kind !== 'burying') throw new Error(`an entry in ${ending?.kind ?? 'no'} ending has no letter to send`);
  const { because, failure } = ending;
  const sent = await ports.deadLetters.send({ intent, failure });
  if (sent.kind === 'unavailable') {
    // Whether the lease is given back or runs out: the next claim finds the burial and resumes it.
    const { written } = await saveLast(givenBack(stored), stored, ports, delivery);
    const because = `${failure.reason}, but the dead letter did not leave: ${sent.because}`;
    return written.kind === 'written'
      ? lookAgain(because, 'queue', delivery, ports)
      : lookAgainUnwritten(`${because}; not written: ${written.kind}`, delivery, ports);
  }
  const { written } = await saveLast(
    givenBack({ ...stored, ending: { ...ending, kind: 'dead-lettered' } }),
    stored,
    ports,
    delivery,
  );
  return written.kind === 'written'
    ? { kind: 'dead-lettered', because, reason: failure.reason }
    : lookAgainUnwritten(`${failure.reason}, buried, but not written: ${written.kind}`, delivery, ports);
};

const failureOf = (
  { reason, because, fault }: Extract<Decision, { readonly kind: 'bury' }>,
  { server, sends, attempts, firstAttemptAt }: Entry,
  failedAt: number,
): Failure => {
  const requestId = fault?.openstackRequestId ?? sends.findLast((send) => send.openstackRequestId)?.openstackRequestId;
  return {
    reason,
    because,
    ...(fault?.http === undefined ? {} : { http: fault.http }),
    ...(fault?.code === undefined ? {} : { code: fault.code }),
    ...(requestId === undefined ? {} : { openstackRequestId: requestId }),
    ...(server === undefined ? {} : { server }),
    attempts,
    firstAttemptAt,
    failedAt,
  };
};
