import { powerOnAfter } from '../history.ts';
import type { Intent } from '../intent.ts';
import type { Send } from '../ledger/entry.ts';
import type { ServerAction } from '../server.ts';

/**
 * The power-on that an accepted stop of ours undid: it came after the request, and between our evidence and Nova's acceptance. A
 * record's time is that of its request's arrival, and Nova may ponder a stop while a reboot comes and goes: what came before the
 * answer came before it. Undefined when there was none, or our stop has no record to compare with.
 */
export const racedBy = (actions: readonly ServerAction[], send: Send, intent: Intent): ServerAction | undefined => {
  const stop = actions.find(({ requestId }) => requestId === send.openstackRequestId);
  if (stop === undefined) return undefined;
  const acceptedAt = Math.max(stop.startedAt, send.answeredAt ?? 0);
  return powerOnAfter(
    actions.filter(({ startedAt }) => startedAt < acceptedAt),
    intent.requestedAt,
  );
};
