import type { Trouble } from '../../../lib/power/fault.ts';
import { type EndWord, type Night, rowsOf, timeToOffOf } from './night.ts';

/** How many servers ended how; only ends that are there. */
export const endCounts = (rows: readonly { readonly end: EndWord }[]): ReadonlyMap<EndWord, number> => {
  const counts = new Map<EndWord, number>();
  for (const { end } of rows) counts.set(end, (counts.get(end) ?? 0) + 1);
  return counts;
};

/** Times to off of all servers that ended `stopped`, shortest first, in milliseconds. */
export const timesToOff = ({ requests }: Pick<Night, 'requests'>): readonly number[] =>
  requests
    .flatMap(({ servers, requestedAt }) => servers.flatMap((row) => timeToOffOf(row, requestedAt) ?? []))
    .toSorted((a, b) => a - b);

/** The time that a share of them did not exceed: nearest rank, so a time that a server did take. Undefined for none. */
export const quantile = (sorted: readonly number[], share: number): number | undefined =>
  sorted[Math.max(Math.ceil(sorted.length * share), 1) - 1];

const SECOND = 1_000;
const MINUTE = 60_000;
const EDGES = [5, 10, 20, 30, 60, 120, 300, 600, 900, 1800, 3600].map((seconds) => seconds * SECOND);

/** Times in one class of a distribution; `untilMs` is absent for the last one. */
export interface TimeClass {
  readonly fromMs: number;
  readonly untilMs?: number;
  readonly count: number;
}

/** The distribution of times, without the empty classes at both ends. */
export const timeClasses = (times: readonly number[]): readonly TimeClass[] => {
  const classes = [0, ...EDGES].map((fromMs, at): TimeClass => {
    const untilMs = EDGES[at];
    const count = times.filter((ms) => ms >= fromMs && (untilMs === undefined || ms < untilMs)).length;
    return { fromMs, ...(untilMs === undefined ? {} : { untilMs }), count };
  });
  const first = classes.findIndex(({ count }) => count > 0);
  const last = classes.findLastIndex(({ count }) => count > 0);
  return first === -1 ? [] : classes.slice(first, last + 1);
};

/** `20–30 s`, `1–2 min`, `1 h or more`. */
export const classText = ({ fromMs, untilMs }: TimeClass): string => {
  if (untilMs === undefined) return '1 h or more';
  const [unit, word] = untilMs <= MINUTE ? [SECOND, 's'] : [MINUTE, 'min'];
  return `${fromMs / unit}–${untilMs / unit} ${word}`;
};

/** What the entries hold of a trouble. */
export interface TroubleCount {
  readonly trouble: Trouble;
  /** Servers whose last look met it. */
  readonly servers: number;
  /** Sends that it refused or left unclear. */
  readonly sends: number;
}

/** Troubles, most frequent first, and how many looks there were after the first of each server. */
export const lookAgains = (
  night: Pick<Night, 'requests'>,
): { readonly looksAgain: number; readonly troubles: readonly TroubleCount[] } => {
  const rows = rowsOf(night);
  const troubles = new Set(rows.flatMap(({ trouble, ticks }) => [trouble, ...ticks.map((tick) => tick.trouble)]));
  const counts = [...troubles]
    .filter((trouble) => trouble !== undefined)
    .map((trouble) => ({
      trouble,
      servers: rows.filter((row) => row.trouble === trouble).length,
      sends: rows.flatMap(({ ticks }) => ticks).filter((tick) => tick.trouble === trouble).length,
    }));
  return {
    looksAgain: rows.reduce((sum, { attempts = 1 }) => sum + Math.max(attempts - 1, 0), 0),
    troubles: counts.toSorted((a, b) => b.servers + b.sends - (a.servers + a.sends)),
  };
};
