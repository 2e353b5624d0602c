import { heldBy, NO_GUARDS } from '../../lib/power/guard/guards.ts';
import type { Seen } from '../../lib/power/observation.ts';
import type { Freeze } from '../../lib/power/ports/freezes.ts';
import { stateWords } from '../cloud/server-words.ts';
import { utcText } from '../terminal/utc.ts';
import { actionEvents } from './action-events.ts';
import { entryEvents } from './entry-events.ts';
import type { TimeLineEvent } from './event.ts';
import { actionsOf, type Facts } from './facts.ts';
import { missEvent } from './miss-words.ts';
import { missesOf } from './misses.ts';

/** The time line of a server, newest first, from `sinceAt` on; `older` counts what is left out before it. */
export interface TimeLine {
  readonly events: readonly TimeLineEvent[];
  readonly older: number;
}

/** Ledger and action log in one time line. Pure. */
export const timeLineOf = (facts: Facts): TimeLine => {
  const { now, sinceAt, entries, freezes, seen } = facts;
  const actions = actionsOf(facts);
  const oldestFirst = [
    ...actionEvents(actions ?? [], entries),
    ...entries.flatMap((entry) => entryEvents(entry, actions)),
    ...missesOf(facts).map(missEvent),
    ...freezes.flatMap((freeze) => freezeEvents(freeze, now)),
    ...(seen === undefined ? [] : [seenEvent(seen, now)]),
  ].toSorted((a, b) => a.at - b.at);
  const events = oldestFirst.filter(({ at }) => at >= sinceAt).toReversed();
  return { events, older: oldestFirst.length - events.length };
};

/** A freeze in words: `all clouds until … by …: why`. */
export const freezeWords = ({ cloud, untilAt, by, why }: Freeze): string =>
  `${cloud === null ? 'all clouds' : `cloud ${cloud}`} until ${utcText(untilAt)} by ${by}: ${why}`;

const freezeEvents = (freeze: Freeze, now: number): readonly TimeLineEvent[] => {
  const { cloud, frozenAt, untilAt } = freeze;
  const where = cloud === null ? {} : { cloud };
  return [
    { kind: 'frozen', at: frozenAt, what: 'frozen', because: freezeWords(freeze), untilAt, ...where },
    ...(untilAt > now
      ? []
      : [{ kind: 'thawed', at: untilAt, what: 'freeze over', because: freezeWords(freeze), ...where } as const]),
  ];
};

const seenEvent = (seen: Seen, now: number): TimeLineEvent => {
  const base = { kind: 'seen', at: seen.seenAt, what: 'seen' } as const;
  if (seen.kind === 'not-found') return { ...base, because: 'no server of this id in the project' };
  const held = heldBy(seen.server, NO_GUARDS, undefined, now);
  return { ...base, because: `${stateWords(seen.server)}${held === undefined ? '' : `; ${held}`}` };
};
