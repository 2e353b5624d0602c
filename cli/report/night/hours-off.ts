import type { Instant } from '../../../lib/instant.ts';
import { deleteAfter, powerOnsAfter } from '../../../lib/power/history.ts';
import type { ServerAction } from '../../../lib/power/server.ts';
import type { HoursOff, OffSpan } from './night.ts';

/** A server as its cloud shows it now, with its action records, newest first, on our clock. */
export interface Shown {
  readonly isOff: boolean;
  readonly isGone: boolean;
  readonly actions: readonly ServerAction[];
}

/**
 * How long a server was off that was proven off at these instants. A power-on by a user ends it, also one that failed, so the
 * hours are never too many; times that overlap count once.
 */
export const hoursOff = (offAts: readonly Instant[], shown: Shown, now: Instant): HoursOff => {
  const spans: OffSpan[] = [];
  for (const fromAt of offAts.toSorted((a, b) => a - b)) {
    const last = spans.at(-1);
    if (last !== undefined && fromAt <= last.untilAt) continue;
    const end = endAfter(fromAt, shown, now);
    if (end === undefined) return { kind: 'unknown', because: noEnd(shown) };
    spans.push({ fromAt, ...end });
  }
  return { kind: 'known', spans, offMs: spans.reduce((sum, { fromAt, untilAt }) => sum + untilAt - fromAt, 0) };
};

const endAfter = (fromAt: Instant, { actions, isOff }: Shown, now: Instant): Omit<OffSpan, 'fromAt'> | undefined => {
  // A power-on that a proof of off has followed is over: the seconds before it, which a decision adds for the user, are not off.
  const on = powerOnsAfter(actions, fromAt).findLast(({ startedAt }) => startedAt > fromAt);
  if (on !== undefined) return { untilAt: on.startedAt, end: 'powered-on' };
  const deleted = deleteAfter(actions, fromAt);
  if (deleted !== undefined) return { untilAt: Math.max(deleted.startedAt, fromAt), end: 'deleted' };
  return isOff ? { untilAt: Math.max(now, fromAt), end: 'still-off' } : undefined;
};

const noEnd = ({ isGone }: Shown): string =>
  isGone
    ? 'the server is gone, and its action list shows no deletion'
    : 'it is not off now, and its action list shows no power-on by a user';
