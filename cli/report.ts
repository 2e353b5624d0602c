import { type End, isAsAsked, nameOf } from './end.ts';
import { type Column, fittedLine, fittedTable } from './fitted-table.ts';
import { shownName } from './named.ts';
import { type Output, printable } from './output.ts';

/** More rows than a person reads: those that ended as asked are then only counted, and of the others that many are shown. */
export const MOST_ROWS = 40;

const COLUMNS: readonly Column[] = [
  { head: 'name', cells: 'whole' },
  { head: 'server', cells: 'id' },
  { head: 'outcome', cells: 'whole' },
  { head: 'because', cells: 'words' },
  { head: 'seconds', cells: 'whole', align: 'right' },
];

/** The table of a run, one row a server as far as a person reads them, and its last line. */
export const report = (
  ends: readonly End[],
  { wait, seconds, output }: { readonly wait: boolean; readonly seconds: number; readonly output: Output },
): string => {
  const wanted = ends.length <= MOST_ROWS ? ends : rarestFirst(ends.filter((end) => !isAsAsked(end, wait)));
  const rows = wanted.slice(0, MOST_ROWS);
  const lastLine = summary(ends, seconds);
  if (rows.length === 0) return lastLine;
  const cells = rows.map((end) => [
    shownName(end.name),
    end.serverId,
    output.paint(isAsAsked(end, wait) ? 'green' : 'red', nameOf(end)),
    printable(end.because),
    end.seconds.toFixed(1),
  ]);
  const columns = output.size()?.columns;
  const more = wanted.length - rows.length;
  return [
    fittedTable(COLUMNS, cells, columns),
    ...(more > 0 ? [fittedLine(moreLine(more), columns)] : []),
    lastLine,
  ].join('\n');
};

/** For those that a list has left out. */
export const moreLine = (count: number): string => `  and ${count} more (--json has a line for every server)`;

// Of ten thousand that a cloud refused, the one that is unverified is the one to look at.
const rarestFirst = (ends: readonly End[]): readonly End[] => {
  const counts = countsOf(ends);
  const count = (end: End): number => counts.get(nameOf(end)) ?? 0;
  return ends.toSorted((a, b) => count(a) - count(b));
};

// The order of the counts: what was asked for first.
const ORDER = ['stopped', 'already-stopped', 'rehearsed', 'accepted', 'superseded', 'held'];

const rank = (name: string): number => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);

/** How many ended in what, by the outcome as a table shows it. */
const countsOf = (ends: readonly End[]): ReadonlyMap<string, number> => {
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
const summary = (ends: readonly End[], seconds: number): string =>
  `${servers(ends.length)}: ${counted(ends)}, in ${seconds} s`;
