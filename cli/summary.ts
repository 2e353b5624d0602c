import { type End, nameOf } from './end.ts';

// The order of the counts: what was asked for first.
const ORDER = ['stopped', 'already-stopped', 'rehearsed', 'accepted', 'superseded', 'held'];

const rank = (name: string): number => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);

/** How many ended in what, by the outcome as a table shows it. */
export const countsOf = (ends: readonly End[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const end of ends) counts.set(nameOf(end), (counts.get(nameOf(end)) ?? 0) + 1);
  return counts;
};

/** The same in words: `2 stopped, 1 held, 1 not-stoppable`. */
export const counted = (ends: readonly End[]): string =>
  [...countsOf(ends)]
    .toSorted(([a], [b]) => rank(a) - rank(b) || a.localeCompare(b))
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');

/** `1 server`, `3 servers`. */
export const servers = (count: number): string => `${count} server${count === 1 ? '' : 's'}`;

/** The last line of a run. */
export const summary = (ends: readonly End[], seconds: number): string =>
  `${servers(ends.length)}: ${counted(ends)}, in ${seconds} s`;
