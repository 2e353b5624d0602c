import { utcText } from '../terminal/utc.ts';
import { type Ask, askWords, newestAsk } from './asks.ts';
import type { Facts } from './facts.ts';
import { lastChange, type PowerChange, powerSeen } from './power.ts';
import { type Answer, causeOf, changeWords, type Reason, stateOf, userOf } from './reason.ts';
import { tailOf, whyGone, whyOff } from './why-off.ts';
import { whyOn } from './why-on.ts';

/** Why the server is off or on now, from all that was read. Pure. */
export const answerOf = (facts: Facts): Answer => {
  const power = powerSeen(facts.seen);
  const change = lastChange(facts);
  const ask = newestAsk(facts);
  const base = { power, ...(ask === undefined ? {} : { ask }) };
  switch (power) {
    case 'off':
      return { ...base, ...whyOff(facts, change, ask) };
    case 'on':
      return { ...base, ...whyOn(facts, change, ask) };
    case 'changing':
      return { ...base, ...whyChanging(facts, change, ask) };
    case 'unclear': {
      const text = `neither proven off nor on (${stateOf(facts)}): look at the machine${tailOf(ask)}`;
      return { ...base, cause: causeOf(ask), text };
    }
    case 'gone':
      return { ...base, ...whyGone(facts, ask) };
    case 'unknown':
      return { ...base, ...byLedger(facts, ask) };
  }
};

const whyChanging = (facts: Facts, change: PowerChange | undefined, ask: Ask | undefined): Reason => {
  const last = change === undefined ? '' : `: ${changeWords(facts, change)} at ${utcText(change.action.startedAt)}`;
  const cause = causeOf(ask);
  return {
    cause: cause === 'waiting' || change?.by !== 'user' ? cause : 'user',
    ...(change === undefined ? {} : userOf(change)),
    text: `changing (${stateOf(facts)})${last}${tailOf(ask)}`,
  };
};

// Without a look the ledger is all there is, and it says nothing about now.
const byLedger = ({ unseen, ledgerUnread, sinceAt }: Facts, ask: Ask | undefined): Reason => {
  const now = `whether it is off now was not seen: ${unseen}`;
  if (ask !== undefined) return { cause: causeOf(ask), text: `by the ledger, ${askWords(ask)}; ${now}` };
  return ledgerUnread === undefined
    ? { cause: 'never-asked', text: `no request asked for its stop since ${utcText(sinceAt)}; ${now}` }
    : { cause: 'not-known', text: `nothing is known: ${ledgerUnread}; ${now}` };
};
