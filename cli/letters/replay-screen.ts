import { type Column, fittedTable } from '../terminal/fitted-table.ts';
import { type Output, printable } from '../terminal/terminal.ts';
import type { Forecast } from './forecast.ts';
import type { Letter } from './letter.ts';
import { requestWords } from './letter-words.ts';
import { groupedTable, type Naming, serverCell, serverCells } from './list-screen.ts';

/** A letter and what its replay would do. */
export interface Planned {
  readonly letter: Letter;
  readonly forecast: Forecast;
}

const NARROW: readonly Column[] = [
  { head: 'letter', cells: 'whole' },
  { head: 'server', cells: 'id' },
  { head: 'would', cells: 'whole' },
  { head: 'because', cells: 'words' },
];

const WIDE: readonly Column[] = [
  { head: 'letter', cells: 'whole' },
  { head: 'reason', cells: 'whole' },
  { head: 'server', cells: 'whole' },
  { head: 'request', cells: 'whole' },
  { head: 'replayed', cells: 'whole' },
  { head: 'would', cells: 'whole' },
  { head: 'because', cells: 'words' },
];

const REPLAYED = 'Would be replayed';
const LEFT = 'Would stay in the queue: a replay would change nothing';

/** What a replay would do with each letter: those that it sends first. */
export const planLines = (plans: readonly Planned[], naming: Naming, output: Output): readonly string[] => {
  const inOrder = plans.toSorted((a, b) => Number(b.forecast.replays) - Number(a.forecast.replays));
  if (output.size() === undefined) return [fittedTable(WIDE, inOrder.map(wideCells(naming)), undefined)];
  const server = serverCells(
    inOrder.map(({ letter }) => letter),
    naming.names,
  );
  const rows = inOrder.map(({ letter, forecast }) => ({
    title: forecast.replays ? REPLAYED : LEFT,
    cells: [naming.shortId(letter), server(letter), forecast.would, printable(forecast.because)],
  }));
  return groupedTable(NARROW, rows, output);
};

const wideCells =
  ({ names }: Naming) =>
  ({ letter, forecast }: Planned): readonly string[] => [
    ...[letter.messageId, letter.reason, serverCell(letter, names), requestWords(letter)],
    ...[forecast.replays ? 'yes' : 'no', forecast.would, printable(forecast.because)],
  ];
