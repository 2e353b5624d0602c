import { powerActionOf } from './power-actions.ts';
import type { ServerAction } from './server.ts';

// Places in Nova's list, newest first: "before" is further down it.

// Ironic reports each power change of a node to Nova, which records a `start` or a `stop` with this single
// event, also when nothing is left to do (nova/compute/api.py, external_instance_event;
// ironic/conductor/utils.py, node_power_action).
const REPORT_EVENT = 'compute_power_update';
/**
 * Ironic's part of a power-on takes minutes at most. A power-on at the node (`openstack baremetal node reboot` reports
 * one, too) looks the same, so a report long after its origin is a user's.
 */
export const ECHO_WITHIN_MS = 15 * 60_000;

/** How an action leaves the power; undefined: as it was. */
export const powerAfter = ({ action }: ServerAction): 'on' | 'off' | undefined => powerActionOf(action)?.leaves;

const movesPower = ({ action }: ServerAction): boolean => powerActionOf(action)?.moves === true;

/** Whether Ironic reported it. A record whose events were not read, or cannot be, counts as a user's. */
export const isReport = ({ action, events }: ServerAction): boolean =>
  (action === 'start' || action === 'stop') && events?.length === 1 && events[0] === REPORT_EVENT;

/** The newest real power action before the record at that place. */
export const originOf = (actions: readonly ServerAction[], place: number): ServerAction | undefined => {
  for (let older = place + 1; older < actions.length; older += 1) {
    const action = actions[older];
    if (action !== undefined && movesPower(action) && !isEcho(actions, older)) return action;
  }
  return undefined;
};

/**
 * Whether Ironic would report a power-on, or a power-off, of the origin at that time. What lasts is measured to its end;
 * while it is under way (null), or where its end was not asked for, there is no end to measure to.
 */
export const mayEcho = (report: ServerAction, origin: ServerAction): boolean => {
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
export const workBelow = (actions: readonly ServerAction[], place: number): ServerAction | undefined => {
  const userId = actions[place]?.userId;
  for (let older = place + 1; older < actions.length; older += 1) {
    const action = actions[older];
    if (action === undefined || !movesPower(action)) continue;
    if (powerActionOf(action.action)?.lasts === true) return action;
    if ((action.action !== 'start' && action.action !== 'stop') || action.userId !== userId) return undefined;
  }
  return undefined;
};

/**
 * Whether the start or stop at that place belongs to lasting work: Nova takes neither of a server that is at work, and keeps
 * no record of a refused one. Of work whose end is open, and may stay so, only the beginning counts.
 */
export const isOfWork = (actions: readonly ServerAction[], place: number): boolean => {
  const record = actions[place];
  if (record?.action !== 'start' && record?.action !== 'stop') return false;
  const work = workBelow(actions, place);
  if (work?.endedAt === undefined) return false;
  return record.startedAt <= (work.endedAt ?? work.startedAt + ECHO_WITHIN_MS);
};

/**
 * A report of what the newest real power action before it had done already is an echo, and nobody's wish. Any other
 * report is a user at the BMC.
 */
export const isEcho = (actions: readonly ServerAction[], place: number): boolean => {
  if (isOfWork(actions, place)) return true;
  const report = actions[place];
  if (report === undefined || !isReport(report)) return false;
  const origin = originOf(actions, place);
  return origin !== undefined && mayEcho(report, origin);
};
