import { formatInstant } from '../../instant.ts';
import { deleteAfter } from '../history.ts';
import type { Intent } from '../intent.ts';
import type { Seen } from '../observation.ts';
import type { Decision, Facts } from './decision.ts';

const NOT_FOUND_GAP_MS = 5_000;

/** Two 404s, five seconds apart, make a server not found (F609). */
export const judgeNotFound = (seen: Seen, { entry, intent }: Facts): Decision => {
  const waitedMs = seen.seenAt - (entry.notFoundAt ?? seen.seenAt);
  if (waitedMs < NOT_FOUND_GAP_MS)
    return { kind: 'wait', because: 'not found once, looked for twice', atLeastMs: NOT_FOUND_GAP_MS };
  return judgeGone(seen, intent, 'no server of this id in the project');
};

/**
 * A delete after the request is a user's wish. A server deleted before it, or never there, makes the request
 * impossible.
 */
export const judgeGone = (seen: Seen, intent: Intent, because: string): Decision => {
  const { history } = seen;
  if (history === undefined) return { kind: 'read-history', because: 'gone: was it deleted after the request?' };
  if (history.kind === 'fault' && history.fault.kind !== 'refused')
    return { kind: 'wait', because: `${because}, and its history cannot be read`, fault: history.fault };
  const deleted = history.kind === 'actions' ? deleteAfter(history.actions, intent.requestedAt) : undefined;
  return deleted === undefined
    ? { kind: 'bury', reason: 'not-found', because }
    : { kind: 'done', outcome: 'superseded', because: `deleted at ${formatInstant(deleted.startedAt)}` };
};

/** A deletion under way may never end. Only one from after the request is a user's last word. */
export const judgeDeleting = (seen: Seen, intent: Intent, because: string): Decision => {
  const { history } = seen;
  if (history === undefined) return { kind: 'read-history', because: `${because}: since before or after the request?` };
  if (history.kind === 'fault')
    return { kind: 'wait', because: `${because}, and its history cannot be read`, fault: history.fault };
  const deleted = deleteAfter(history.actions, intent.requestedAt);
  return deleted === undefined
    ? { kind: 'wait', because: `${because} since before the request` }
    : { kind: 'done', outcome: 'superseded', because: `${because} since ${formatInstant(deleted.startedAt)}` };
};
