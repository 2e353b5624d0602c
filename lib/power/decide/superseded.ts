import { formatInstant } from '../../instant.ts';
import type { Send } from '../entry.ts';
import { powerOnsAfter, SKEW_MS } from '../history.ts';
import type { Intent } from '../intent.ts';
import { lastSend } from '../sends.ts';
import type { ServerAction } from '../server.ts';
import type { Decision, Facts } from './decision.ts';

/**
 * A user powered it on after the request: hands off. Like every end it waits until no stop of ours may still
 * arrive (`guardEnd`), so that a late one is reported and does not undo a restart in silence.
 */
export const supersede = (
  powerOn: ServerAction,
  actions: readonly ServerAction[],
  { intent, entry }: Facts,
): Decision => {
  const because = `${powerOn.action} at ${formatInstant(powerOn.startedAt)}${benefitOfDoubt(powerOn, intent)}`;
  const send = lastSend(entry);
  const undone = send?.state === 'accepted' ? undonePowerOn(actions, send, intent) : undefined;
  if (undone === undefined) return { kind: 'done', outcome: 'superseded', because };
  return {
    kind: 'done',
    outcome: 'superseded',
    because:
      undone === powerOn
        ? `${because}, before our stop was accepted`
        : `${because}, after our stop had undone ${undone.action} at ${formatInstant(undone.startedAt)}`,
    lateRace: true,
  };
};

// A user who starts a server and then requests its stop has to see why it was left alone.
const benefitOfDoubt = ({ startedAt }: ServerAction, { requestedAt }: Intent): string =>
  startedAt > requestedAt ? '' : `, less than ${SKEW_MS / 1000} s before the request, which clocks may differ by`;

/**
 * The power-on that our accepted stop undid: one after the request whose record Nova wrote before that of our
 * stop, so its place in the list is behind it. Times do not show this: a record's time is that of its
 * request's arrival, and Nova may delay a stop while a reboot comes and goes. Undefined when there was none,
 * or our stop has no record to compare with.
 */
export const undonePowerOn = (
  actions: readonly ServerAction[],
  send: Send,
  { requestedAt }: Intent,
): ServerAction | undefined => {
  const place = actions.findIndex(({ requestId }) => requestId === send.openstackRequestId);
  if (place < 0) return undefined;
  return powerOnsAfter(actions, requestedAt).find((powerOn) => actions.indexOf(powerOn) > place);
};
