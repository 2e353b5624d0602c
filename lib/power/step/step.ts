import { claim, isConflict } from '../decide/claim.ts';
import type { Ending, Entry } from '../entry.ts';
import type { Trouble } from '../fault.ts';
import { keyOf } from '../intent.ts';
import { type Outcome, VERDICT } from '../outcome.ts';
import type { Unread } from '../ports/ledger.ts';
import { safeTelemetry } from '../ports/safe-telemetry.ts';
import { LEASE_MARGIN_MS } from '../sends.ts';
import { act, LEAST_MS } from './act.ts';
import { confirm, mayConfirm } from './confirm.ts';
import { endedAtOf, noticing } from './noticing.ts';
import type { Delivery, Ports, Stepped } from './ports.ts';
import { lookAgain, lookAgainUnwritten } from './save.ts';
import { reportUnread, withUnread } from './unread.ts';

/** One step for one intent: claim, observe, decide, act; a look that only confirms comes before the claim. It never waits for a server to power off. */
export const step = async (delivery: Delivery, given: Ports): Promise<Stepped> => {
  const { intent, deadlineAt, receiveCount, letterFailedAt, waits } = delivery;
  const reported: Ports = { ...given, telemetry: safeTelemetry(given.telemetry) };
  const noticed = noticing({ ...reported, ledger: withUnread(reported, intent) });
  const ports: Ports = { ...reported, ledger: noticed.ledger, clouds: noticed.clouds };
  const { clock, ledger, timing } = ports;
  const now = clock.now();
  const handBack = (because: string, trouble: Trouble): Stepped =>
    withoutClaim(lookAgain(because, trouble, delivery, ports));
  if (deadlineAt - now < LEAST_MS) return handBack('too little time is left to start', 'busy');

  const found = await ledger.read(keyOf(intent));
  if (found.kind === 'unreadable') {
    reportUnread(reported, intent, `entry ${keyOf(intent).sort}: ${found.because}`);
    const over = letterFailedAt === undefined ? endOfAnotherVersion(found) : undefined;
    if (over !== undefined) return over;
  }
  if (found.kind === 'unavailable' || found.kind === 'unreadable')
    return handBack(`the ledger entry cannot be used: ${found.because}`, 'ledger');
  const stored = found.kind === 'found' ? found.entry : undefined;
  if (stored !== undefined && isConflict(stored.intent, intent))
    ports.telemetry.conflict({
      requestId: intent.requestId,
      serverId: intent.serverId,
      because: 'the first one stands',
    });

  const claimed = claim(stored, intent, {
    owner: clock.freshId(),
    now,
    receiveCount,
    visibilityMs: timing.windowMinMs,
    leaseUntil: deadlineAt + LEASE_MARGIN_MS,
    ...(waits === undefined ? {} : { waits }),
    ...(letterFailedAt === undefined ? {} : { letterFailedAt }),
  });
  if (claimed.kind === 'ended') return repeatEnd(claimed.ending, claimed.entry);
  if (claimed.kind === 'held') {
    const { because, trouble, untilAt } = claimed;
    return withoutClaim({ kind: 'look-again', because, trouble, delayMs: untilAt - now });
  }
  if (claimed.kind === 'suspect') return { ...handBack(WAITS, 'busy'), suspect: claimed.lost };
  if (stored !== undefined && mayConfirm(stored, claimed.entry, delivery, ports)) {
    const confirmed = await confirm(stored, claimed.entry, delivery, ports);
    if (confirmed !== undefined) return withFacts(confirmed, claimed.entry, noticed);
  }
  const written = await ledger.write(claimed.entry, stored);
  if (written.kind !== 'written')
    return withoutClaim(lookAgainUnwritten(`the claim was not written: ${written.kind}`, delivery, ports));

  const { outcome, entry } = await act(claimed.entry, delivery, ports);
  return withFacts(outcome, entry, noticed);
};

const withFacts = (
  outcome: Outcome,
  { attempts, sends }: Entry,
  noticed: Pick<ReturnType<typeof noticing>, 'ended'>,
): Stepped => {
  const id = sends.findLast((sent) => sent.openstackRequestId)?.openstackRequestId;
  const ended = VERDICT[outcome.kind] === 'acknowledge' ? noticed.ended() : undefined;
  return {
    outcome,
    attempt: attempts,
    repeated: false,
    ...(id === undefined ? {} : { openstackRequestId: id }),
    ...(ended === undefined ? {} : { ended }),
  };
};

const WAITS = 'its last claim was abandoned: it runs alone, after the others';

const withoutClaim = (outcome: Outcome): Stepped => ({ outcome, attempt: 0, repeated: false });

// Another version has ended it: a duplicate is acknowledged as it would be there. Only that version can judge
// a dead letter that came back.
const endOfAnotherVersion = ({ ended, because }: Unread): Stepped | undefined =>
  ended === undefined || ended.kind === 'otherwise'
    ? undefined
    : { outcome: { ...ended, because: `ended by another version: ${because}` }, attempt: 0, repeated: true };

const repeatEnd = (ending: Ending, { attempts }: Entry): Stepped => {
  const outcome: Outcome =
    ending.kind === 'burying' || ending.kind === 'dead-lettered'
      ? { kind: 'dead-lettered', because: ending.because, reason: ending.failure.reason }
      : { kind: ending.kind, because: ending.because };
  const at = endedAtOf(ending);
  return { outcome, attempt: attempts, repeated: true, ...(at === undefined ? {} : { ended: { at } }) };
};
