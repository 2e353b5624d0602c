import { deleteAfter } from '../../lib/power/history.ts';
import { utcText } from '../terminal/utc.ts';
import { userWords } from './action-events.ts';
import { type Ask, askWords } from './asks.ts';
import { requestOf } from './event-words.ts';
import { actionsOf, type Facts } from './facts.ts';
import type { PowerChange } from './power.ts';
import { changeWords, listUnread, momentOf, type Reason, userOf } from './reason.ts';

/** What follows about the newest request, if there is one. */
export const tailOf = (ask: Ask | undefined): string => (ask === undefined ? '' : `; ${askWords(ask)}`);

/** Why a server is off. */
export const whyOff = (facts: Facts, change: PowerChange | undefined, ask: Ask | undefined): Reason => {
  if (change?.leaves !== 'off') {
    const isOurs = ask?.kind === 'entry' && ask.entry.ending?.kind === 'stopped' && listUnread(facts) !== undefined;
    const by = listUnread(facts) ?? 'no action record says by whom: at the machine, or by Nova';
    return { cause: isOurs ? 'our-stop' : 'not-known', text: `off, and ${by}${tailOf(ask)}` };
  }
  const sinceAt = momentOf(change);
  const since = `off since ${utcText(sinceAt)}`;
  const { entry, by } = change;
  if (entry !== undefined)
    return {
      ...{ cause: 'our-stop', sinceAt, ask: { kind: 'entry', at: entry.intent.requestedAt, entry } },
      text: `${since}: our stop, asked for by ${requestOf(entry.intent)}`,
    };
  return {
    ...{ cause: by === 'machine' ? 'machine' : 'user', sinceAt, ...userOf(change) },
    text: `${since}: ${changeWords(facts, change)}`,
  };
};

/** Why there is no such server any more. */
export const whyGone = (facts: Facts, ask: Ask | undefined): Reason => {
  const deleted = deleteAfter(actionsOf(facts) ?? [], 0);
  if (deleted === undefined) return { cause: 'not-known', text: `not in the project${tailOf(ask)}` };
  const { userId, startedAt: sinceAt } = deleted;
  return {
    ...{ cause: 'user', sinceAt, ...(userId === null ? {} : { userId }) },
    text: `deleted since ${utcText(sinceAt)}: by ${userWords(deleted)}${tailOf(ask)}`,
  };
};
