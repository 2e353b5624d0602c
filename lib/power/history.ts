import type { Instant } from '../instant.ts';
import { powerActionOf } from './power-actions.ts';
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

// Ironic reports each power change of a node to Nova, which records a `start` or a `stop` with this single
// event, also when nothing is left to do (nova/compute/api.py, external_instance_event;
// ironic/conductor/utils.py, node_power_action).
const REPORT_EVENT = 'compute_power_update';
// Ironic's part of a power-on takes minutes at most. A power-on at the node (`openstack baremetal node
// reboot` reports one, too) looks the same, so a report long after its origin is a user's.
const ECHO_WITHIN_MS = 15 * 60_000;

const isAfter = (action: ServerAction, requestedAt: Instant): boolean => action.startedAt > requestedAt - SKEW_MS;

const powerAfter = ({ action }: ServerAction): 'on' | 'off' | undefined => powerActionOf(action)?.leaves;

const movesPower = ({ action }: ServerAction): boolean => powerActionOf(action)?.moves === true;

/** Whether Ironic reported it. A record whose events were not read, or cannot be, counts as a user's. */
export const isReport = ({ action, events }: ServerAction): boolean =>
  (action === 'start' || action === 'stop') && events?.length === 1 && events[0] === REPORT_EVENT;

/** The newest real power action before the record at that place. */
const originOf = (actions: readonly ServerAction[], place: number): ServerAction | undefined => {
  for (let older = place + 1; older < actions.length; older += 1) {
    const action = actions[older];
    if (action !== undefined && movesPower(action) && !isEcho(actions, older)) return action;
  }
  return undefined;
};

// Whether Ironic would report a power-on, or a power-off, of the origin at that time. What lasts is measured
// to its end; while it is under way (null), or where its end was not asked for, there is no end to measure
// to.
const mayEcho = (report: ServerAction, origin: ServerAction): boolean => {
  if (origin.failed || powerAfter(origin) !== powerAfter(report)) return false;
  if (report.startedAt - origin.startedAt < ECHO_WITHIN_MS) return true;
  const lasts = powerActionOf(origin.action)?.lasts === true;
  return lasts && report.startedAt - (origin.endedAt ?? report.startedAt) < ECHO_WITHIN_MS;
};

/**
 * The lasting work that the record at that place may be a part of: Ironic halts and boots a node several times while it
 * writes an image (ironic/drivers/modules/agent.py), and reports each under its own user. So nothing but starts and stops
 * of that one user is in between.
 */
const workBelow = (actions: readonly ServerAction[], place: number): ServerAction | undefined => {
  const userId = actions[place]?.userId;
  for (let older = place + 1; older < actions.length; older += 1) {
    const action = actions[older];
    if (action === undefined || !movesPower(action)) continue;
    if (powerActionOf(action.action)?.lasts === true) return action;
    if ((action.action !== 'start' && action.action !== 'stop') || action.userId !== userId) return undefined;
  }
  return undefined;
};

// Nova takes no start and no stop of a server that is at work, and keeps no record of a refused one: what is on record from then is a
// report. Of work whose end is open, and may stay so, only the beginning counts.
const isOfWork = (actions: readonly ServerAction[], place: number): boolean => {
  const record = actions[place];
  if (record?.action !== 'start' && record?.action !== 'stop') return false;
  const work = workBelow(actions, place);
  if (work?.endedAt === undefined) return false;
  return record.startedAt <= (work.endedAt ?? work.startedAt + ECHO_WITHIN_MS);
};

// A report of what the newest real power action before it had done already is an echo, and nobody's wish. Any
// other report is a user at the BMC.
const isEcho = (actions: readonly ServerAction[], place: number): boolean => {
  if (isOfWork(actions, place)) return true;
  const report = actions[place];
  if (report === undefined || !isReport(report)) return false;
  const origin = originOf(actions, place);
  return origin !== undefined && mayEcho(report, origin);
};

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
