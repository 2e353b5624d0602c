import type { Entry } from '../../../lib/power/entry.ts';
import type { ActionRecord } from '../engine/record.ts';
import { OUR_USER } from '../models/nova.ts';
import { isPowerOn } from './power-on.ts';
import { nameOf, type Post, type Seen, type Violation } from './seen.ts';

// A power-on this little before the request may count as after it: the skew, and as much as the answer with Nova's time was late.
const SLOW_ANSWER_MS = 50_000;

/** A stop that Nova accepted after somebody had powered the server on, and what it is: Nova's gap, a lagging list, or ours to mend. */
interface LateStop {
  readonly post: Post;
  readonly on: ActionRecord;
  readonly kind: 'F615' | 'F611' | 'violation';
}

/** A stop that Nova accepted though somebody had powered the server on after the request. */
export const lateStops = ({ posts, all, ran }: Seen): readonly LateStop[] =>
  posts.flatMap((post): readonly LateStop[] => {
    const { arrived, asked, shown, listed } = post;
    if (arrived?.verdict !== 'accepted' || asked === undefined) return [];
    let on: ActionRecord | undefined;
    for (const record of all.action) {
      if (record.at > arrived.at) break;
      if (record.server === arrived.server && isPowerOn(record.record) && record.record.arrivedAt > asked.requestedAt)
        on = record.record;
    }
    if (on === undefined) return [];
    const skewMs = ran.plan.novaSkewMs;
    // The state that was shown is from before the power-on: nothing that could be read told of it.
    if (shown !== undefined && shown.asOf <= on.arrivedAt)
      return [{ post, on, kind: shown.at - shown.asOf > 12_000 ? 'F611' : 'F615' }];
    // The list came from a replica that was behind, and `updated` could not tell either.
    const hidden = listed !== undefined && listed.asOf <= on.arrivedAt;
    const explained =
      hidden &&
      typeof listed.records !== 'string' &&
      typeof shown?.view === 'object' &&
      shown.view !== null &&
      listed.records.some(
        ({ startedAt }) =>
          Math.abs((shown.view as { updatedAt: number }).updatedAt - startedAt) <= 2_000 + Math.abs(skewMs % 1000),
      );
    return [{ post, on, kind: explained ? 'F611' : 'violation' }];
  });

// A record has the time at which its request arrived. When Nova ponders a stop while the power-on comes and goes, only the time of the
// answer tells, and that may be lost, or off by as much as an answer was slow.
const isPondered = ({ all }: Seen, { arrived }: Post, on: ActionRecord): boolean => {
  const stop = all.action.find(({ record }) => record.requestId === arrived?.requestId)?.record;
  return stop !== undefined && stop.arrivedAt <= on.arrivedAt;
};

// A person's stop with our own credential passes for ours whose answer was lost: the entry holds its id, and nobody waits for the real one.
const holdsAPersonsStop = ({ all, posts }: Seen, { sends }: Entry): boolean =>
  all.action.some(
    ({ record: { requestId, userId } }) =>
      userId === OUR_USER &&
      sends.some(({ openstackRequestId }) => openstackRequestId === requestId) &&
      !posts.some(({ arrived }) => arrived?.requestId === requestId),
  );

/** F615: no late race is told that did not happen: somebody powered it on after the request, and a stop of ours came after that. */
export const checkToldRacesHappened = ({ all, asked }: Seen): Violation[] =>
  all.line.flatMap(({ at, name, server, intent, text }) => {
    if (name !== 'alert late-race') return [];
    const requestedAt = asked.get(intent)?.requestedAt ?? 0;
    const raced = all.action.some(
      ({ at: stoppedAt, server: of, record: { action, userId } }) =>
        of === server &&
        action === 'stop' &&
        userId === OUR_USER &&
        stoppedAt <= at &&
        all.action.some(
          ({ at: onAt, server: on, record }) =>
            on === server && isPowerOn(record) && record.arrivedAt > requestedAt - SLOW_ANSWER_MS && onAt <= stoppedAt,
        ),
    );
    return raced ? [] : [{ invariant: 'F615', at, says: `a late race was told that did not happen: ${text}` }];
  });

// An administrator's word in the record of a server that ran anyway: no machine was powered on, and none would be looked for.
const isOnPaper = ({ action }: ActionRecord): boolean => action === 'resetState';

/**
 * F615: a late stop that took effect is told loudly, unless the cloud would not show the records by which it is known, a replica
 * that was behind hid the power-on: then nothing tells that there was a gap at all.
 */
export const checkLateStopsAreTold = (seen: Seen): Violation[] => {
  const { ran, all } = seen;
  return lateStops(seen).flatMap(({ post, on }) => {
    const { key, asked, arrived, shown: evidence } = post;
    if (evidence !== undefined && evidence.asOf < evidence.askedAt) return [];
    const entry = key === undefined ? undefined : ran.entries.get(key);
    const ended = entry?.ending?.kind;
    if (entry === undefined || asked === undefined || arrived === undefined) return [];
    if (ended !== 'stopped' && ended !== 'superseded') return [];
    if (isPondered(seen, post, on) || holdsAPersonsStop(seen, entry) || isOnPaper(on)) return [];
    const { server } = post.left;
    const became = all.view.find(
      ({ at, server: of, view }) => of === server && at > arrived.at && view?.taskState !== 'powering-off',
    );
    if (all.view.findLast((record) => record.server === server)?.view === null) return [];
    const shown = all.listed.findLast((record) => record.server === server)?.records;
    const told = all.line.some(({ name, intent }) => name === 'alert late-race' && intent === nameOf(asked));
    return became?.view?.vmState !== 'stopped' || typeof shown === 'string' || told
      ? []
      : [{ invariant: 'F615', at: arrived.at, says: `a stop undid ${on.action}, and nobody was told` }];
  });
};
