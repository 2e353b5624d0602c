import type { Instant } from '../../lib/instant.ts';
import type { Unavailable } from '../../lib/power/ports/ledger.ts';
import type { RollPointer, RollReads } from '../../lib/power/ports/rolls.ts';

const DAY_MS = 24 * 60 * 60_000;

/** The days from a moment to another, newest first: `2026-11-30`, UTC. */
export const daysBetween = (sinceAt: Instant, now: Instant): readonly string[] => {
  const days: string[] = [];
  for (let at = now - (now % DAY_MS); at > sinceAt - DAY_MS; at -= DAY_MS)
    days.push(new Date(at).toISOString().slice(0, 10));
  return days;
};

/** A day that was not read, or not all of it, and why. */
export interface UnreadDay extends Unavailable {
  readonly day: string;
}

/** What days hold: the requests since a moment, newest first, and the days that could not be read. */
export interface ReadDays {
  readonly pointers: readonly RollPointer[];
  readonly unread: readonly UnreadDay[];
}

const unreadOf = (got: Awaited<ReturnType<RollReads['pointersOf']>>): readonly Unavailable[] => {
  if (got.kind === 'unavailable') return [got];
  const { unread = 0 } = got;
  return unread === 0 ? [] : [{ kind: 'unavailable', because: `this version cannot read ${unread} of them` }];
};

/** Reads what was requested on these days, all at once; requests from before `sinceAt` are left out. */
export const readDays = async (
  days: readonly string[],
  sinceAt: Instant,
  { pointersOf }: Pick<RollReads, 'pointersOf'>,
): Promise<ReadDays> => {
  const read = await Promise.all(days.map(async (day) => ({ day, got: await pointersOf(day) })));
  return {
    pointers: read
      .flatMap(({ got }) => (got.kind === 'pointers' ? got.pointers : []))
      .filter(({ requestedAt }) => requestedAt >= sinceAt)
      .toSorted((a, b) => b.requestedAt - a.requestedAt),
    unread: read.flatMap(({ day, got }) => unreadOf(got).map((one) => ({ ...one, day }))),
  };
};

/** The days that were not read, in one line a cause. */
export const unreadDayLines = (unread: readonly UnreadDay[]): readonly string[] =>
  [...Map.groupBy(unread, ({ because }) => because)].map(([because, days]) => {
    const named = days.map(({ day }) => day);
    const which = named.length <= 3 ? named.join(', ') : `${named.length} days (${named.at(-1)} to ${named[0]})`;
    return `not all requests of ${which} were read: ${because}`;
  });
