import type { Entry } from './entry.ts';
import { lastSend } from './sends.ts';

// Enough to leave one odd night out; more would remember an old firmware for a month.
const NIGHTS = 7;

const offMs = (entry: Entry): number | undefined => {
  const send = lastSend(entry);
  const { ending, stoppedAt } = entry;
  return ending?.kind !== 'stopped' || stoppedAt === undefined || send?.answeredAt === undefined
    ? undefined
    : Math.max(stoppedAt - send.answeredAt, 0);
};

/**
 * How long a server's power-off usually takes, in milliseconds from the accepted stop: the median of its last stops.
 * Undefined when none is among the entries.
 */
export const usualOffMs = (entries: readonly Entry[]): number | undefined => {
  const latest = entries
    .toSorted((a, b) => b.intent.requestedAt - a.intent.requestedAt)
    .flatMap((entry) => offMs(entry) ?? [])
    .slice(0, NIGHTS)
    .toSorted((a, b) => a - b);
  return latest[Math.floor(latest.length / 2)];
};
