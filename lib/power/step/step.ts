import { claim, conflicts } from '../decide/claim.ts';
import { decide } from '../decide/decide.ts';
import { beforeAnEnd } from '../decide/end.ts';
import type { Decision, Settling } from '../decide/facts.ts';
import { learn } from '../decide/learn.ts';
import type { Ending, Entry } from '../entry.ts';
import type { Trouble } from '../fault.ts';
import { keyOf } from '../intent.ts';
import { look, type Observation, withHistory } from '../observation.ts';
import type { Outcome } from '../outcome.ts';
import type { Unread } from '../ports/ledger.ts';
import { safely } from '../ports/safely.ts';
import { LEASE_MARGIN_MS, lastSend, POST_TIMEOUT_MS } from '../sends.ts';
import { MOST_LOST_ALONE } from '../suspect.ts';
import { withOthers } from './others.ts';
import type { Delivery, Ports, Stepped } from './ports.ts';
import { lookAgain, lookAgainUnwritten } from './save.ts';
import { send } from './send.ts';
import { sendLetter, settle } from './settle.ts';
import { tellUnread, withUnread } from './unread.ts';

/** What a step keeps back for its last writes. */
const SETTLE_MS = 5_000;
/** The time a stop and its settling take at worst: a step with less left does not start (F307), and reading leaves as much. */
export const LEAST_MS = POST_TIMEOUT_MS + SETTLE_MS;

/** One step for one intent: claim, observe, decide, act. It never waits for a server to power off. */
export const step = async (delivery: Delivery, given: Ports): Promise<Stepped> => {
  const { intent, deadlineAt, receiveCount, letterFailedAt, waits } = delivery;
  const told: Ports = { ...given, telemetry: safely(given.telemetry) };
  const ports: Ports = { ...told, ledger: withUnread(told, intent) };
  const { clock, ledger, timing } = ports;
  const now = clock.now();
  const handBack = (because: string, trouble: Trouble): Stepped =>
    untouched(lookAgain(because, trouble, delivery, ports));
  if (deadlineAt - now < LEAST_MS) return handBack('too little time is left to start', 'busy');

  const found = await ledger.read(keyOf(intent));
  if (found.kind === 'unreadable') {
    tellUnread(told, intent, `entry ${keyOf(intent).sort}: ${found.because}`);
    const over = letterFailedAt === undefined ? overElsewhere(found) : undefined;
    if (over !== undefined) return over;
  }
  if (found.kind === 'unavailable' || found.kind === 'unreadable')
    return handBack(`the ledger entry cannot be used: ${found.because}`, 'ledger');
  const stored = found.kind === 'found' ? found.entry : undefined;
  if (stored !== undefined && conflicts(stored.intent, intent))
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
  if (claimed.kind === 'ended') return repeated(claimed.ending, claimed.entry);
  if (claimed.kind === 'held') {
    const { because, trouble, untilAt } = claimed;
    return untouched({ kind: 'look-again', because, trouble, delayMs: untilAt - now });
  }
  if (claimed.kind === 'suspect') return { ...handBack(WAITS, 'busy'), suspect: claimed.lost };
  const written = await ledger.write(claimed.entry, stored);
  if (written.kind !== 'written')
    return untouched(lookAgainUnwritten(`the claim was not written: ${written.kind}`, delivery, ports));

  const { outcome, entry } = await act(claimed.entry, delivery, ports);
  const id = entry.sends.findLast((sent) => sent.openstackRequestId)?.openstackRequestId;
  return { outcome, attempt: entry.attempts, repeated: false, ...(id === undefined ? {} : { openstackRequestId: id }) };
};

const WAITS = 'its last claim was abandoned: it runs alone, after the others';

const untouched = (outcome: Outcome): Stepped => ({ outcome, attempt: 0, repeated: false });

interface Acted {
  readonly outcome: Outcome;
  readonly entry: Entry;
}

const act = async (claimed: Entry, delivery: Delivery, ports: Ports): Promise<Acted> => {
  if (claimed.ending?.kind === 'burying')
    return { outcome: await sendLetter(claimed, delivery, ports), entry: claimed };
  const end = async (decision: Settling, entry: Entry, stored: Entry): Promise<Acted> => ({
    outcome: await settle(decision, entry, stored, delivery, ports),
    entry,
  });
  if (claimed.alone !== undefined && claimed.alone.lost >= MOST_LOST_ALONE)
    return await end(endOfKiller(claimed), claimed, claimed);

  // The first message of an identity counts: its instants never move.
  const { intent } = claimed;
  const { clock, timing, ledger } = ports;
  const budget = { untilAt: delivery.deadlineAt - LEAST_MS };
  const decideOn = (observation: Observation, entry: Entry): Decision =>
    decide(intent, observation, entry, clock.now(), timing);

  const first = decideOn({ kind: 'not-looked' }, claimed);
  if (first.kind !== 'look') return await end(settling(first), claimed, claimed);
  const opened = await ports.clouds.cloud(intent.cloud);
  if (opened.kind === 'unknown') {
    const reason = lastSend(claimed) === undefined ? 'malformed' : 'unverified';
    const because = `cloud: ${intent.cloud} is not configured`;
    const facts = { intent, entry: claimed, now: clock.now(), timing };
    const ended = beforeAnEnd({ kind: 'bury', reason, because }, { kind: 'not-looked' }, facts);
    return await end(settling(ended), claimed, claimed);
  }
  if (opened.kind === 'fault') {
    const blind: Observation = { kind: 'fault', seenAt: clock.now(), fault: opened.fault };
    const entry = learn(claimed, blind, timing);
    return await end(settling(decideOn(blind, entry)), entry, claimed);
  }
  const { cloud } = opened;

  let seen = await look(cloud, intent, clock, budget);
  let entry = learn(claimed, seen, timing);
  let decision = decideOn(seen, entry);
  if (decision.kind === 'read-history' && (seen.kind === 'server' || seen.kind === 'not-found')) {
    const told = await withOthers(await withHistory(seen, cloud, intent, clock, budget), entry, ledger);
    seen = told.seen;
    entry = learn(entry, seen, timing, told.others);
    decision = decideOn(seen, entry);
  }
  if (decision.kind !== 'send' || seen.kind !== 'server') return await end(settling(decision), entry, claimed);
  const tried = await send(claimed, entry, seen, decision.because, cloud, ports);
  return await end(settling(tried.decision), tried.entry, tried.stored);
};

// Nobody looks at the server for it any more, so a stop of ours that may be under way is all that is known of it.
const endOfKiller = ({ sends }: Entry): Settling => ({
  kind: 'bury',
  reason: sends.some(({ state }) => state === 'unresolved' || state === 'accepted') ? 'unverified' : 'expired',
  because: 'handling it ended the function three times',
});

// What asks for more has been answered by now; anything else would be a bug in the policy.
const settling = (decision: Decision): Settling => {
  if (decision.kind === 'look' || decision.kind === 'read-history' || decision.kind === 'send')
    throw new Error(`a step cannot end in ${decision.kind}: ${decision.because}`);
  return decision;
};

// Another version has ended it: a duplicate is acknowledged as it would be there. A letter that came back only that version can judge.
const overElsewhere = ({ ended, because }: Unread): Stepped | undefined =>
  ended === undefined || ended.kind === 'otherwise'
    ? undefined
    : { outcome: { ...ended, because: `ended by another version: ${because}` }, attempt: 0, repeated: true };

const repeated = (ending: Ending, { attempts }: Entry): Stepped => {
  const outcome: Outcome =
    ending.kind === 'burying' || ending.kind === 'dead-lettered'
      ? { kind: 'dead-lettered', because: ending.because, reason: ending.failure.reason }
      : { kind: ending.kind, because: ending.because };
  return { outcome, attempt: attempts, repeated: true };
};
