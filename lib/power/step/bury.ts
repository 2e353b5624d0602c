import type { Settling } from '../decide/decision.ts';
import type { Entry } from '../entry.ts';
import type { Failure, Outcome } from '../outcome.ts';
import type { Delivery, Ports } from './ports.ts';
import { lookAgain, lookAgainUnwritten, releaseClaim, saveLast, withNote } from './save.ts';

type Bury = Extract<Settling, { readonly kind: 'bury' }>;

/**
 * Writes `burying`, sends the dead letter, writes the end. After a crash in between the dead letter is sent
 * again.
 */
export const bury = async (
  decision: Bury,
  entry: Entry,
  stored: Entry,
  delivery: Delivery,
  ports: Ports,
): Promise<Outcome> => {
  const { because, reason, fault } = decision;
  const failure = failureOf(decision, entry, ports.clock.now());
  const burying: Entry = {
    ...withNote(entry, failure.failedAt, reason, because),
    ending: { kind: 'burying', because, failure },
  };
  const { written, entry: buried } = await saveLast(burying, stored, ports, delivery);
  if (written.kind !== 'written')
    return lookAgainUnwritten(`${reason}, but not written: ${written.kind}`, delivery, ports);
  const outcome = await sendLetter(buried, delivery, ports);
  return outcome.kind === 'dead-lettered' && fault !== undefined ? { ...outcome, fault } : outcome;
};

/**
 * Sends the dead letter of an entry in `burying` and ends it. A later step uses it when an earlier one got no
 * further.
 */
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
    const { written } = await saveLast(releaseClaim(stored), stored, ports, delivery);
    const because = `${failure.reason}, but the dead letter did not leave: ${sent.because}`;
    return written.kind === 'written'
      ? lookAgain(because, 'queue', delivery, ports)
      : lookAgainUnwritten(`${because}; not written: ${written.kind}`, delivery, ports);
  }
  const { written } = await saveLast(
    releaseClaim({ ...stored, ending: { ...ending, kind: 'dead-lettered' } }),
    stored,
    ports,
    delivery,
  );
  return written.kind === 'written'
    ? { kind: 'dead-lettered', because, reason: failure.reason }
    : lookAgainUnwritten(`${failure.reason}, buried, but not written: ${written.kind}`, delivery, ports);
};

const failureOf = (
  { reason, because, fault }: Bury,
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
