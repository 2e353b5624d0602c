import { learn } from '../../lib/power/decide/learn.ts';
import type { Entry } from '../../lib/power/entry.ts';
import type { ServerAction } from '../../lib/power/server.ts';
import { DEFAULT_TIMING } from '../../lib/power/timing.ts';
import { actionsOf, type Facts } from './facts.ts';

const stopIdsOf = (entries: readonly Entry[]): ReadonlySet<string | undefined> =>
  new Set(entries.flatMap(({ sends }) => sends.flatMap(({ openstackRequestId: id }) => id ?? [])));

/** The users that our stops were sent by, as Nova recorded them. */
const usersOf = (entries: readonly Entry[], actions: readonly ServerAction[]): ReadonlySet<string> => {
  const ids = stopIdsOf(entries);
  return new Set(actions.flatMap(({ requestId, userId }) => (ids.has(requestId) && userId !== null ? [userId] : [])));
};

/**
 * The facts after one more lesson: a stop whose answer was lost is found in the action list by our user and the moment, as a step
 * would find it. Without a record that shows our user it stays open.
 */
export const withLostAnswers = (facts: Facts): Facts => {
  const { entries, seen } = facts;
  const actions = actionsOf(facts);
  const [userId] = actions === undefined ? [] : usersOf(entries, actions);
  if (seen === undefined || userId === undefined) return facts;
  const learnt = entries.map((entry) =>
    entry.sends.some(({ state }) => state === 'unresolved')
      ? {
          ...entry,
          sends: learn(
            entry,
            { ...seen, userId },
            DEFAULT_TIMING,
            stopIdsOf(entries.filter((other) => other !== entry)),
          ).sends,
        }
      : entry,
  );
  return { ...facts, entries: learnt };
};

/** The entry whose stop an action is; undefined for somebody else's. */
export const ownerOf = ({ requestId }: ServerAction, entries: readonly Entry[]): Entry | undefined =>
  requestId === ''
    ? undefined
    : entries.find(({ sends }) => sends.some(({ openstackRequestId }) => openstackRequestId === requestId));

/** Whether a stop may be one of ours whose answer was lost: nobody can say until our user is known. */
export const mayBeLostOne = ({ action, startedAt }: ServerAction, entries: readonly Entry[]): boolean =>
  action === 'stop' &&
  entries.some(({ sends }) =>
    sends.some(
      ({ state, markedAt, openstackRequestId }) =>
        state === 'unresolved' &&
        openstackRequestId === undefined &&
        Math.abs(startedAt - markedAt) <= DEFAULT_TIMING.quarantineMs,
    ),
  );
