import type { Instant } from './instant.ts';
import type { ServerAction } from './server.ts';

// Actions that leave a server powered, by anybody: names of nova/compute/instance_actions.py, list of RELIABILITY section 3.
const POWER_ON: ReadonlySet<string> = new Set([
  'start',
  'reboot',
  'rebuild',
  'unshelve',
  'resume',
  'unrescue',
  'restore',
  'create',
  'resize',
  'confirmResize',
  'revertResize',
  'evacuate',
  'resetState',
]);

/** How far two clocks may differ after correction: a power-on this little before the request still counts as after it. */
export const SKEW_MS = 5_000;

// Ironic reports its own power changes to Nova, which records a `start` with this single event even when nothing changed
// (nova/compute/api.py, external_instance_event; ironic's send_power_notifications). Such a record is nobody's wish.
const ECHO_EVENT = 'compute_power_update';
const ECHO_ORIGINS: ReadonlySet<string> = new Set(['start', 'reboot', 'rebuild']);
const ECHO_WITHIN_MS = 15 * 60_000;

const after = (action: ServerAction, requestedAt: Instant): boolean => action.startedAt > requestedAt - SKEW_MS;

const hasOrigin = (echo: ServerAction, actions: readonly ServerAction[], requestedAt: Instant): boolean =>
  actions.some(
    (action) =>
      action.requestId !== echo.requestId &&
      ECHO_ORIGINS.has(action.action) &&
      action.startedAt <= requestedAt &&
      action.startedAt <= echo.startedAt &&
      echo.startedAt - action.startedAt < ECHO_WITHIN_MS,
  );

/** The `start`s that might be Ironic's echo: only their events tell, so these are worth one more question each. */
export const doubtfulStarts = (actions: readonly ServerAction[], requestedAt: Instant): readonly ServerAction[] =>
  actions.filter(
    (action) =>
      action.action === 'start' &&
      action.events === undefined &&
      after(action, requestedAt) &&
      hasOrigin(action, actions, requestedAt),
  );

const isEcho = (action: ServerAction, actions: readonly ServerAction[], requestedAt: Instant): boolean =>
  action.action === 'start' &&
  action.events?.length === 1 &&
  action.events[0] === ECHO_EVENT &&
  hasOrigin(action, actions, requestedAt);

/** The newest power-on after the request: whoever did it has the last word. Undefined when nobody did. */
export const powerOnAfter = (actions: readonly ServerAction[], requestedAt: Instant): ServerAction | undefined =>
  actions
    .filter((action) => POWER_ON.has(action.action) && after(action, requestedAt))
    .filter((action) => !isEcho(action, actions, requestedAt))
    .toSorted((a, b) => b.startedAt - a.startedAt)[0];

/** The `delete` of a server that is gone, if it came after the request. */
export const deleteAfter = (actions: readonly ServerAction[], requestedAt: Instant): ServerAction | undefined =>
  actions.find((action) => action.action === 'delete' && after(action, requestedAt));

// `updated` has whole seconds: a change in the last part of a second shows as its beginning.
const WHOLE_SECOND_MS = 1_000;
// An action moves `updated` when it begins and again when it ends, minutes later for bare metal. Only the beginning is taken for
// its doing: a longer reach would let an old record hide the newer one that a lagging replica does not show yet (F611).
const BEGINS_WITHIN_MS = 2_000;

/** Whether the server changed after the request, or so little before it that a power-on of that moment would count as after it. */
export const changedAfter = (updatedAt: Instant, requestedAt: Instant): boolean =>
  updatedAt + WHOLE_SECOND_MS > requestedAt - SKEW_MS;

/** Whether an action record accounts for the server's last change; a metadata edit has none, and neither has a lagging replica. */
export const explains = (actions: readonly ServerAction[], updatedAt: Instant): boolean =>
  actions.some(({ startedAt }) => startedAt < updatedAt + WHOLE_SECOND_MS && updatedAt - startedAt <= BEGINS_WITHIN_MS);
