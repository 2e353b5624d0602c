import Table from 'cli-table3';
import { type End, isAsAsked, nameOf } from './end.ts';
import type { Output } from './output.ts';
import { printable } from './printable.ts';
import { summary } from './summary.ts';

/** More rows than a person reads: those that ended as asked are then only counted. */
const MOST_ROWS = 40;

// Beside `because` and the outcome: a UUID, the word `seconds`, padding and lines.
const OTHER_CELLS = 36 + 7 + 13;
const LEAST_BECAUSE = 20;

const becauseWidth = (rows: readonly End[], columns: number): number =>
  Math.max(columns - OTHER_CELLS - Math.max(...rows.map((end) => nameOf(end).length)), LEAST_BECAUSE);

/** The table of a run, one row a server, and its last line. */
export const report = (
  ends: readonly End[],
  { wait, seconds, output }: { readonly wait: boolean; readonly seconds: number; readonly output: Output },
): string => {
  const rows = ends.length <= MOST_ROWS ? ends : ends.filter((end) => !isAsAsked(end, wait));
  const lastLine = summary(ends, seconds);
  if (rows.length === 0) return lastLine;
  const columns = output.size()?.columns;
  const table = new Table({
    head: ['server', 'outcome', 'because', 'seconds'],
    // Without a terminal a line may be as long as it likes.
    colWidths: [null, null, columns === undefined ? null : becauseWidth(rows, columns), null],
    colAligns: ['left', 'left', 'left', 'right'],
    wordWrap: true,
    // Its own colours do not heed NO_COLOR.
    style: { head: [], border: [], compact: true },
  });
  for (const end of rows)
    table.push([
      end.serverId,
      output.paint(isAsAsked(end, wait) ? 'green' : 'red', nameOf(end)),
      printable(end.because),
      end.seconds.toFixed(1),
    ]);
  return `${table.toString()}\n${lastLine}`;
};
