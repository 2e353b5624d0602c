import { isEcho, isReport, powerAfter } from '../../lib/power/echo.ts';
import type { Entry } from '../../lib/power/entry.ts';
import type { Seen } from '../../lib/power/observation.ts';
import { isOff, powerOf, type ServerAction } from '../../lib/power/server.ts';
import { actionsOf, type Facts } from './facts.ts';
import { ownerOf } from './ours.ts';

/**
 * What a live look says of the power. `changing`: a task is under way; `unclear`: Nova's words do not prove it; `gone`: no such server;
 * `unknown`: nobody looked.
 */
export type Power = 'off' | 'on' | 'changing' | 'unclear' | 'gone' | 'unknown';

const GONE: ReadonlySet<string> = new Set(['deleted', 'soft-delete']);

/** The power of a server as it was seen. */
export const powerSeen = (seen: Seen | undefined): Power => {
  if (seen === undefined) return 'unknown';
  if (seen.kind === 'not-found') return 'gone';
  const { server } = seen;
  const { vmState, taskState } = server;
  if (taskState !== null) return 'changing';
  if (GONE.has(vmState)) return 'gone';
  // Offloaded, there is no machine whose power could be on.
  if (isOff(server) || vmState === 'shelved_offloaded' || (vmState === 'shelved' && powerOf(server) === 'off'))
    return 'off';
  if (vmState === 'stopped' || vmState === 'shelved') return 'unclear';
  return powerOf(server) === 'on' ? 'on' : 'unclear';
};

/** The last thing that moved the power, and who did it: we for a request, a user, or somebody at the machine. */
export interface PowerChange {
  readonly action: ServerAction;
  readonly leaves: 'on' | 'off';
  readonly by: 'us' | 'user' | 'machine';
  /** Ours: the request that it was for. */
  readonly entry?: Entry;
}

/** The newest action that moved the power, or decided what it is to be; undefined when the list has none, or was not read. */
export const lastChange = (facts: Pick<Facts, 'seen' | 'entries'>): PowerChange | undefined => {
  const actions = actionsOf(facts) ?? [];
  for (const [place, action] of actions.entries()) {
    const leaves = powerAfter(action);
    if (leaves === undefined || action.failed || isEcho(actions, place)) continue;
    const entry = ownerOf(action, facts.entries);
    if (entry !== undefined) return { action, leaves, by: 'us', entry };
    return { action, leaves, by: isReport(action) ? 'machine' : 'user' };
  }
  return undefined;
};
