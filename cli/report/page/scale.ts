/** Where a length of time is on an axis, and the marks of the axis. */
export interface Scale {
  /** From 0 to 100. */
  place(ms: number): number;
  readonly marks: readonly { readonly place: number; readonly label: string }[];
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const MARKS: readonly (readonly [ms: number, label: string])[] = [
  ...[1, 2, 5, 10, 20, 30].map((n) => [n * SECOND, `${n} s`] as const),
  ...[1, 2, 5, 10, 20, 30].map((n) => [n * MINUTE, `${n} min`] as const),
  ...[1, 2, 4, 8, 12, 24].map((n) => [n * HOUR, `${n} h`] as const),
];
// So near to each other labels would run into one another on a phone.
const LEAST_GAP = 17;
/** Up to here the axis is nearly even; beyond, each doubling takes the same room. */
const EVEN_MS = 10 * SECOND;

/** An axis from 0 to the longest time: even at first, then logarithmic, so that seconds stay visible beside an hour. */
export const scaleTo = (longestMs: number): Scale => {
  const longest = Math.max(longestMs, SECOND);
  const place = (ms: number): number => {
    const share = Math.log1p(Math.max(ms, 0) / EVEN_MS) / Math.log1p(longest / EVEN_MS);
    return Math.round(Math.min(share, 1) * 1000) / 10;
  };
  const marks = [{ place: 0, label: '0' }];
  for (const [ms, label] of MARKS) {
    const at = place(ms);
    if (ms <= longest && at - (marks.at(-1)?.place ?? 0) >= LEAST_GAP) marks.push({ place: at, label });
  }
  return { place, marks };
};
