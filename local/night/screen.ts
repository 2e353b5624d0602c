import { styleText } from 'node:util';
import { fittedLine, fittedTable } from '../../cli/terminal/fitted-table.ts';
import type { Board, Row } from './board.ts';
import { shortOutcome } from './words.ts';

/** Shows a night while it runs. */
export interface Screen {
  say(line: string): void;
  close(): void;
}

/** The width that everything is made for now; undefined on a pipe, and on a terminal that has none. */
export const columnsOf = ({ isTTY, columns }: Pick<NodeJS.WriteStream, 'isTTY' | 'columns'>): number | undefined =>
  isTTY && columns > 0 ? columns : undefined;

const BAR = 30;
const bar = (done: number, of: number): string => {
  const filled = Math.round((BAR * done) / Math.max(of, 1));
  return `${'█'.repeat(filled)}${'░'.repeat(BAR - filled)}  ${done} of ${of} ended`;
};

const COLOUR = { stopped: 'green', 'look-again': 'yellow', 'asked for': 'dim' } as const;

/** An outcome in its colour: green for off, red for a dead letter, plain for servers left alone. Respects NO_COLOR. */
export const colourOutcome = (outcome: string): string => {
  if (outcome.startsWith('dead')) return styleText('red', outcome);
  const colour = outcome.endsWith('stopped') ? COLOUR.stopped : COLOUR[outcome as keyof typeof COLOUR];
  return colour === undefined ? outcome : styleText(colour, outcome);
};

const state = ({ outcome, because }: Pick<Row, 'outcome' | 'because'>): string =>
  because === '' ? outcome : outcome === 'look-again' ? because : `${shortOutcome(outcome)}: ${because}`;

/** One plain line an event of a server, each said once, for a pipe or a log. */
const plainScreen = (board: Board, write: (text: string) => void): Screen => {
  const startedAt = performance.now();
  const said = new Set<string>();
  const say = (text: string): void =>
    write(`${((performance.now() - startedAt) / 1000).toFixed(1).padStart(6)} s  ${text}`);
  board.onChange((row) => {
    const line = `${row.name}  ${row.is}  -  ${state(row)}`;
    if (!said.has(line)) say(line);
    said.add(line);
  });
  return { say, close: () => {} };
};

/** The live picture for a terminal of that size: the bar, and the servers that have not ended, as many as fit. */
export const picture = (rows: readonly Row[], size: { readonly columns: number; readonly rows: number }): string => {
  const moving = rows.filter(({ final }) => !final);
  const done = rows.filter(({ final }) => final);
  const room = Math.max(size.rows - 4, 1);
  const shown = [...done.slice(-Math.max(room - moving.length, 0)), ...moving].slice(-room);
  const isWidth = Math.max(...rows.map(({ is }) => is.length), 0);
  const line = (row: Row): string => {
    const cut = fittedLine(`  ${row.name}  ${row.is.padEnd(isWidth)}  ${state(row)}`, size.columns);
    return row.final ? styleText(row.outcome.startsWith('dead') ? 'red' : 'green', cut) : cut;
  };
  return [fittedLine(`  ${bar(done.length, rows.length)}`, size.columns), ...shown.map(line)].join('\n');
};

/** A live block on a terminal. */
const liveScreen = async (board: Board, stream: NodeJS.WriteStream): Promise<Screen> => {
  const { createLogUpdate } = await import('log-update');
  const update = createLogUpdate(stream);
  const draw = (): void => update(picture(board.rows(), stream));
  board.onChange(draw);
  draw();
  return {
    say: (text) => {
      update.clear();
      stream.write(`${fittedTable([{ cells: 'words' }], [[text]], columnsOf(stream))}\n`);
      draw();
    },
    close: () => {
      update.clear();
      update.done();
    },
  };
};

/** A live table on a terminal, plain lines elsewhere (a terminal without a size draws nothing). */
export const openScreen = (board: Board, stream: NodeJS.WriteStream): Promise<Screen> =>
  columnsOf(stream) !== undefined && stream.rows > 0
    ? liveScreen(board, stream)
    : Promise.resolve(plainScreen(board, (text) => stream.write(`${text}\n`)));
