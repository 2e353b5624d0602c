import type { Instant } from '../instant.ts';
import { ECHO_WITHIN_MS, isEcho, isOfWork, isReport, mayEcho, originOf, powerAfter, workBelow } from './echo.ts';
import type { ServerAction } from './server.ts';

// Everywhere here "before" and "newest" are places in Nova's list, newest first (nova/db/main/api.py,
// actions_get). A record's time has whole seconds at some clouds, and is that of its request's arrival, not
// of its writing.

/** The longest lag of a read replica that we reckon with (F611). */
export const LAG_MS = 40_000;

/**
 * How far two clocks may differ after correction: a power-on this little before the request still counts as
 * after it.
 */
export const SKEW_MS = 5_000;

const isAfter = (action: ServerAction, requestedAt: Instant): boolean => action.startedAt > requestedAt - SKEW_MS;

const isSince = (action: ServerAction, requestedAt: Instant): boolean => action.startedAt > requestedAt;

/**
 * The next record whose own answer, with its events, decides whether a user powered the server on after the
 * request: a `start` that may be Ironic's echo, or the long work from before the request whose end may
 * explain one. `asked` are the request ids of those that were asked for already. Undefined when the list
 * shows enough.
 */
export const nextActionToRead = (
  actions: readonly ServerAction[],
  requestedAt: Instant,
  asked: ReadonlySet<string>,
): ServerAction | undefined => {
  for (const [place, action] of actions.entries()) {
    if (action.action !== 'start' || !isAfter(action, requestedAt) || isOfWork(actions, place)) continue;
    const origin = originOf(actions, place);
    if (origin !== undefined && !isSince(origin, requestedAt) && mayEcho(action, origin)) {
      if (action.events === undefined) {
        if (!asked.has(action.requestId)) return action;
      } else if (
        isReport(action) &&
        origin.endedAt === undefined &&
        action.startedAt - origin.startedAt >= ECHO_WITHIN_MS &&
        !asked.has(origin.requestId)
      )
        return origin;
    }
    const work = isEcho(actions, place) ? undefined : workBelow(actions, place);
    if (work?.endedAt === undefined && work !== undefined && !isSince(work, requestedAt) && !asked.has(work.requestId))
      return work;
  }
  return undefined;
};

/** The records of power-ons by a user after the request, in Nova's order, newest first. */
export const powerOnsAfter = (actions: readonly ServerAction[], requestedAt: Instant): readonly ServerAction[] =>
  actions.filter(
    (action, place) => powerAfter(action) === 'on' && isAfter(action, requestedAt) && !isEcho(actions, place),
  );

/** The newest power-on after the request: its user has the last word. Undefined when there was none. */
export const powerOnAfter = (actions: readonly ServerAction[], requestedAt: Instant): ServerAction | undefined =>
  powerOnsAfter(actions, requestedAt)[0];

/** The `delete` of a server that is gone, if it came after the request. */
export const deleteAfter = (actions: readonly ServerAction[], requestedAt: Instant): ServerAction | undefined =>
  actions.find((action) => action.action === 'delete' && isAfter(action, requestedAt));

// `updated` has whole seconds: a change in the last part of a second shows as its beginning.
const WHOLE_SECOND_MS = 1_000;
// An action moves `updated` when it begins and again when it ends, minutes later for bare metal. Only the
// beginning is taken for its doing: a longer reach would let an old record hide the newer one that a lagging
// replica does not show yet (F611).
const BEGINS_WITHIN_MS = 2_000;

/**
 * Whether the server changed after the request, or so little before it that a power-on of that moment would
 * count as after it.
 */
export const changedAfter = (updatedAt: Instant, requestedAt: Instant): boolean =>
  updatedAt + WHOLE_SECOND_MS > requestedAt - SKEW_MS;

/**
 * Whether an action record accounts for the server's last change; a metadata edit has none, and neither has a
 * lagging replica.
 */
export const explainsUpdate = (actions: readonly ServerAction[], updatedAt: Instant): boolean =>
  actions.some(({ startedAt }) => startedAt < updatedAt + WHOLE_SECOND_MS && updatedAt - startedAt <= BEGINS_WITHIN_MS);
