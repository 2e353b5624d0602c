import { CLOUD } from '../models/timing.ts';
import { fits, isProtected } from './marks.ts';
import { type Post, requestOf, type Seen, type Violation } from './seen.ts';

// The clock of a function may be so far off.
const CLOCK_MS = 3_000;

/** S19: no stop leaves for a server that its last look shows protected, or that its request no longer means. */
export const checkMarks = ({ posts, selected }: Seen): Violation[] =>
  posts.flatMap(({ left, shown, asked }) => {
    const view = shown?.view;
    if (typeof view !== 'object' || view === null) return [];
    const found: Violation[] = [];
    if (isProtected(view, left.at + CLOCK_MS))
      found.push({ invariant: 'S19', at: left.at, says: 'sent though a mark was seen' });
    const one = asked && selected.get(requestOf(asked));
    if (one !== undefined && !fits(one, view.tags))
      found.push({ invariant: 'S19', at: left.at, says: 'sent though its request was seen to mean it no more' });
    return found;
  });

/** A time in which stops of a cloud were forbidden: from when its freeze had been written to its end. */
export interface Frozen {
  readonly from: number;
  readonly to: number;
}

/** When our cloud was frozen. A later freeze of the same kind takes the place of the one before. */
export const frozenTimes = ({ all }: Seen): readonly Frozen[] =>
  all.frozen.flatMap(({ at, cloud, untilAt }, n): readonly Frozen[] => {
    if (cloud !== null && cloud !== CLOUD) return [];
    const next = all.frozen.find((one, m) => m > n && one.cloud === cloud);
    return [{ from: at, to: Math.min(untilAt, next?.at ?? untilAt) }];
  });

// The stop is under way from the last thing that its function asked for about the server: the freezes.
const begunAt = ({ all }: Seen, { left }: Post): number => {
  const about = all.call.findLast(
    ({ process, place, of, at }) =>
      process === left.process &&
      at <= left.at &&
      place !== 'stop' &&
      (of.includes(left.server) || (place === 'query' && of === 'freeze')),
  );
  return about?.at ?? left.at;
};

/** S20: frozen means frozen: no stop leaves that began after the freeze had been written and before its end. */
export const checkFreezes = (seen: Seen): Violation[] => {
  const times = frozenTimes(seen);
  if (times.length === 0) return [];
  return seen.posts.flatMap((post) => {
    // Of two intents in one function the calls cannot be told apart.
    const { process, server, at } = post.left;
    const intents = new Set(
      seen.all.put
        .filter((put) => put.process === process && put.entry.intent.serverId === server)
        .map(({ key }) => key),
    );
    const begun = intents.size > 1 ? at - 5_000 : begunAt(seen, post);
    const frozen = times.some(({ from, to }) => from < begun && begun < to - CLOCK_MS && at < to - CLOCK_MS);
    return frozen ? [{ invariant: 'S20', at, says: `sent, begun ${at - begun} ms before, in a freeze` }] : [];
  });
};
