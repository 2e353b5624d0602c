import { decide } from '../decide/decide.ts';
import type { Decision, Facts, ReadSelect, Rules, Settling } from '../decide/decision.ts';
import { guardEnd } from '../decide/end.ts';
import { forbiddenBy } from '../decide/forbidden.ts';
import { learn } from '../decide/learn.ts';
import type { Entry } from '../entry.ts';
import type { Intent } from '../intent.ts';
import type { Observation } from '../observation.ts';
import type { Outcome } from '../outcome.ts';
import type { Selects } from '../ports/rolls.ts';
import { lastSend, POST_TIMEOUT_MS } from '../sends.ts';
import type { Server } from '../server.ts';
import { MOST_LOST_ALONE } from '../suspect.ts';
import { sendLetter } from './bury.ts';
import { look, withHistory } from './look.ts';
import { withOthers } from './others.ts';
import type { Delivery, Ports } from './ports.ts';
import { send } from './send.ts';
import { settle } from './settle.ts';

/** The time that a step reserves for its last writes. */
const SETTLE_MS = 5_000;
/**
 * The time a stop and its settling take at worst: a step with less left does not start (F307), and reading
 * leaves as much.
 */
export const LEAST_MS = POST_TIMEOUT_MS + SETTLE_MS;

interface Acted {
  readonly outcome: Outcome;
  readonly entry: Entry;
}

/**
 * What a claimed intent needs: a look, a decision, perhaps a stop, and its end or its next look in the
 * ledger.
 */
export const act = async (claimed: Entry, delivery: Delivery, ports: Ports): Promise<Acted> => {
  if (claimed.ending?.kind === 'burying')
    return { outcome: await sendLetter(claimed, delivery, ports), entry: claimed };
  const end = async (decision: Settling, entry: Entry, stored: Entry): Promise<Acted> => ({
    outcome: await settle(decision, entry, stored, delivery, ports),
    entry,
  });
  if (claimed.alone !== undefined && claimed.alone.lost >= MOST_LOST_ALONE)
    return await end(buryKiller(claimed), claimed, claimed);

  // The first message of an identity counts: its instants never move.
  const { intent } = claimed;
  const { clock, timing, ledger, selects } = ports;
  const budget = { untilAt: delivery.deadlineAt - LEAST_MS };
  let rules: Rules = { guards: ports.guards };
  const factsOf = (entry: Entry): Facts => ({ intent, entry, now: clock.now(), timing, rules });
  const decideOn = (observation: Observation, entry: Entry): Decision => decide(observation, factsOf(entry));

  const first = decideOn({ kind: 'not-looked' }, claimed);
  if (first.kind !== 'look') return await end(asSettling(first), claimed, claimed);
  const opened = await ports.clouds.cloud(intent.cloud);
  if (opened.kind === 'unknown') {
    const reason = lastSend(claimed) === undefined ? 'malformed' : 'unverified';
    const because = `cloud: ${intent.cloud} is not configured`;
    const ended = guardEnd({ kind: 'bury', reason, because }, { kind: 'not-looked' }, factsOf(claimed));
    return await end(asSettling(ended), claimed, claimed);
  }
  if (opened.kind === 'fault') {
    const blind: Observation = { kind: 'fault', seenAt: clock.now(), fault: opened.fault };
    const entry = learn(claimed, blind, timing);
    return await end(asSettling(decideOn(blind, entry)), entry, claimed);
  }
  const { cloud } = opened;

  let seen = await look(cloud, intent, clock, budget);
  let entry = learn(claimed, seen, timing);
  let decision = decideOn(seen, entry);
  while (decision.kind === 'read-history' || decision.kind === 'read-select') {
    if (decision.kind === 'read-select') rules = { ...rules, select: await readSelect(intent, selects) };
    else if (seen.kind === 'server' || seen.kind === 'not-found') {
      const read = await withOthers(await withHistory(seen, cloud, intent, clock, budget), entry, ledger);
      seen = read.seen;
      entry = learn(entry, seen, timing, read.others);
    } else break;
    decision = decideOn(seen, entry);
  }
  if (decision.kind !== 'send' || seen.kind !== 'server') return await end(asSettling(decision), entry, claimed);
  const sending = {
    stored: claimed,
    learnt: entry,
    seen,
    because: decision.because,
    cloud,
    forbids: (server: Server) => forbiddenBy(server, rules, clock.now()),
  };
  const tried = await send(sending, ports);
  return await end(asSettling(tried.decision), tried.entry, tried.stored);
};

const readSelect = async (intent: Intent, selects: Selects): Promise<ReadSelect> => {
  const found = await selects.selectOf(intent);
  if (found.kind === 'select') return found;
  return { kind: 'unread', because: found.kind === 'absent' ? 'the request has no roll' : found.because };
};

// The server is not looked at for it any more, so only a stop of ours that may be under way decides.
const buryKiller = ({ sends }: Entry): Settling => ({
  kind: 'bury',
  reason: sends.some(({ state }) => state === 'unresolved' || state === 'accepted') ? 'unverified' : 'expired',
  because: 'handling it ended the function three times',
});

// Every question has been answered by now; another one would be a bug in the policy.
const asSettling = (decision: Decision): Settling => {
  const { kind } = decision;
  if (kind === 'look' || kind === 'read-history' || kind === 'read-select' || kind === 'send')
    throw new Error(`a step cannot end in ${decision.kind}: ${decision.because}`);
  return decision;
};
