import { powerOnsAfter } from '../history.ts';
import type { Intent } from '../intent.ts';
import type { Send } from '../ledger/entry.ts';
import type { ServerAction } from '../server.ts';

/**
 * The power-on that an accepted stop of ours undid: one after the request whose record Nova wrote before that of our stop, so its place
 * in the list is behind it. Times do not tell: a record's is that of its request's arrival, and Nova may ponder a stop while a reboot
 * comes and goes. Undefined when there was none, or our stop has no record to compare with.
 */
export const racedBy = (
  actions: readonly ServerAction[],
  send: Send,
  { requestedAt }: Intent,
): ServerAction | undefined => {
  const place = actions.findIndex(({ requestId }) => requestId === send.openstackRequestId);
  if (place < 0) return undefined;
  return powerOnsAfter(actions, requestedAt).find((powerOn) => actions.indexOf(powerOn) > place);
};
