import { heldBy, NO_GUARDS } from '../../lib/power/guard/guards.ts';
import { SKEW_MS } from '../../lib/power/history.ts';
import { utcText } from '../terminal/utc.ts';
import { type Ask, askWords, isOpen } from './asks.ts';
import { requestOf } from './event-words.ts';
import type { Facts } from './facts.ts';
import { missWords } from './miss-words.ts';
import { missesOf } from './misses.ts';
import type { PowerChange } from './power.ts';
import { causeOf, changeWords, listUnread, momentOf, type Reason, stateOf, userOf } from './reason.ts';
import { freezeWords } from './time-line.ts';

/** Why a server is still, or again, on. */
export const whyOn = (facts: Facts, change: PowerChange | undefined, ask: Ask | undefined): Reason => {
  const started = change?.leaves === 'on' ? change : undefined;
  const reason = isRecent(ask, facts) ? afterAsk(facts, started, ask) : unasked(facts, started);
  const text = `${reason.text}${holdTail(facts, reason)}${freezeTail(facts, reason)}`;
  const isPlain = facts.seen?.kind === 'server' && facts.seen.server.vmState === 'active';
  const state = isPlain ? '' : ` (${stateOf(facts)})`;
  if (started === undefined) return { ...reason, text: `on${state}: ${text}` };
  const sinceAt = momentOf(started);
  return { ...reason, sinceAt, text: `on since ${utcText(sinceAt)}${state}: ${text}` };
};

// An older one says nothing about the nights that are shown, unless it still waits.
const isRecent = (ask: Ask | undefined, { sinceAt }: Facts): ask is Ask =>
  ask !== undefined && (ask.at >= sinceAt || isOpen(ask));

const afterAsk = (facts: Facts, started: PowerChange | undefined, ask: Ask): Reason => {
  const words = askWords(ask);
  if (isOpen(ask)) return { cause: 'waiting', text: words };
  const cause = causeOf(ask);
  const hadItOff =
    ask.kind === 'entry' && (ask.entry.ending?.kind === 'stopped' || ask.entry.ending?.kind === 'already-stopped');
  if (started !== undefined && started.action.startedAt > ask.at - SKEW_MS) {
    const isSuperseded = cause === 'superseded';
    return {
      cause: isSuperseded ? cause : started.by === 'machine' ? 'machine' : 'user',
      ...userOf(started),
      text: `${changeWords(facts, started)}; ${isSuperseded ? '' : 'before that, '}${words}`,
    };
  }
  if (!hadItOff) return { cause, text: words };
  return {
    cause: 'not-known',
    text: `${words}; ${listUnread(facts) ?? 'no action record says how it came on again: at the machine, or by Nova'}`,
  };
};

const unasked = (facts: Facts, started: PowerChange | undefined): Reason => {
  const { sinceAt, ledgerUnread, entries } = facts;
  const who = started === undefined ? '' : `${changeWords(facts, started)}; `;
  const user = started === undefined ? {} : userOf(started);
  if (ledgerUnread !== undefined)
    return { cause: 'not-known', ...user, text: `${who}whether a request meant it is not known: ${ledgerUnread}` };
  const [first, ...others] = missesOf(facts).filter(({ roll }) => !roll.dryRun);
  if (first !== undefined) {
    const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
    return {
      cause: first.kind === 'left-out' ? 'left-out' : 'never-asked',
      ...user,
      text: `${who}${requestOf(first.roll)} ${missWords(first)}${more}`,
    };
  }
  const rehearsal = entries.find(({ intent }) => intent.dryRun && intent.requestedAt >= sinceAt);
  const only = rehearsal === undefined ? '' : `, but for a ${requestOf(rehearsal.intent)}`;
  return {
    cause: 'never-asked',
    ...user,
    text: `${who}no request asked for its stop since ${utcText(sinceAt)}${only}`,
  };
};

// What holds it now is news, unless the request named it.
const holdTail = ({ seen, now }: Facts, { text }: Reason): string => {
  const held = seen?.kind === 'server' ? heldBy(seen.server, NO_GUARDS, undefined, now) : undefined;
  return held === undefined || text.includes(held) ? '' : `; now ${held}`;
};

const freezeTail = ({ freezes, now }: Facts, { text }: Reason): string => {
  const freeze = freezes.find(({ frozenAt, untilAt }) => frozenAt <= now && now < untilAt);
  return freeze === undefined || text.includes('frozen until') ? '' : `; stops are frozen: ${freezeWords(freeze)}`;
};
