import { type End, isAsAsked, nameOf } from './end.ts';
import { type Column, fittedTable } from './fitted-table.ts';
import { shownName } from './named.ts';
import type { Output } from './output.ts';
import { printable } from './printable.ts';
import { summary } from './summary.ts';

/** More rows than a person reads: those that ended as asked are then only counted. */
const MOST_ROWS = 40;

const COLUMNS: readonly Column[] = [
  { head: 'name', cells: 'whole' },
  { head: 'server', cells: 'id' },
  { head: 'outcome', cells: 'whole' },
  { head: 'because', cells: 'words' },
  { head: 'seconds', cells: 'whole', align: 'right' },
];

/** The table of a run, one row a server, and its last line. */
export const report = (
  ends: readonly End[],
  { wait, seconds, output }: { readonly wait: boolean; readonly seconds: number; readonly output: Output },
): string => {
  const rows = ends.length <= MOST_ROWS ? ends : ends.filter((end) => !isAsAsked(end, wait));
  const lastLine = summary(ends, seconds);
  if (rows.length === 0) return lastLine;
  const cells = rows.map((end) => [
    shownName(end.name),
    end.serverId,
    output.paint(isAsAsked(end, wait) ? 'green' : 'red', nameOf(end)),
    printable(end.because),
    end.seconds.toFixed(1),
  ]);
  return `${fittedTable(COLUMNS, cells, output.size()?.columns)}\n${lastLine}`;
};
