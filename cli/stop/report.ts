import { serverCount } from '../cloud/server-words.ts';
import { type Column, fittedLine, fittedTable } from '../terminal/fitted-table.ts';
import { labelOf, type Output, printable, shortName } from '../terminal/terminal.ts';
import { type End, isAsAsked, outcomeName, type UnderWay } from './end.ts';

/** With more servers, those that ended as asked are only counted, and this many of the others are shown. */
const MOST_ROWS = 40;

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
  const lastLine = `${serverCount(ends.length)}: ${countsInWords(ends)}, in ${seconds} s`;
  if (rows.length === 0) return lastLine;
  const cells = rows.map((end) => [
    shortName(end.name),
    end.serverId,
    output.paint(isAsAsked(end, wait) ? 'green' : 'red', outcomeName(end)),
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

const moreLine = (count: number): string => `  and ${count} more (--json prints a line for every server)`;

// Of ten thousand that a cloud refused, the one that is unverified is the one to look at.
const rarestFirst = (ends: readonly End[]): readonly End[] => {
  const counts = countByOutcome(ends);
  const count = (end: End): number => counts.get(outcomeName(end)) ?? 0;
  return ends.toSorted((a, b) => count(a) - count(b));
};

const countByOutcome = (ends: readonly End[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const end of ends) counts.set(outcomeName(end), (counts.get(outcomeName(end)) ?? 0) + 1);
  return counts;
};

// The order of the counts: the ends that were asked for come first.
const ORDER = ['stopped', 'already-stopped', 'rehearsed', 'accepted', 'superseded', 'held'];

const rank = (name: string): number => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);

// `2 stopped, 1 held, 1 not-stoppable`.
const countsInWords = (ends: readonly End[]): string =>
  [...countByOutcome(ends)]
    .toSorted(([a], [b]) => rank(a) - rank(b) || a.localeCompare(b))
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');

/** What Ctrl-C leaves behind: stops under way, ours and others', and the servers of which that is not known. */
export const interruptedLines = (ends: readonly End[]): readonly string[] => {
  const left = (whose: UnderWay): readonly End[] => ends.filter(({ underWay }) => underWay === whose);
  const [ours, others, unknown] = [left('ours'), left("somebody's"), left('unknown')];
  const found = [
    ...(ours.length > 0 ? [`stops under way, not confirmed off: ${countsInWords(ours)}`] : []),
    ...(others.length > 0 ? [`powering off by somebody else's stop: ${serverCount(others.length)}`] : []),
    ...(unknown.length > 0
      ? [`not fully checked, somebody else's stop may be under way: ${serverCount(unknown.length)}`]
      : []),
  ];
  const lines = [
    ...ours.map((end) => `  ${labelOf({ id: end.serverId, ...end })} ${outcomeName(end)}`),
    ...others.map((end) => `  ${labelOf({ id: end.serverId, ...end })} powering-off`),
  ];
  const more = lines.length - MOST_ROWS;
  return [
    `lights-out: interrupted; ${found.length > 0 ? found.join('; ') : 'no stop is under way'}`,
    ...lines.slice(0, MOST_ROWS),
    ...(more > 0 ? [moreLine(more)] : []),
  ];
};
