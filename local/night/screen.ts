import { styleText } from 'node:util';
import type { Board, Row, Told } from './board.ts';

/** Shows a night while it runs. */
export interface Screen {
  say(line: string): void;
  close(): void;
}

const BAR = 30;
const bar = (done: number, of: number): string => {
  const filled = Math.round((BAR * done) / Math.max(of, 1));
  return `${'█'.repeat(filled)}${'░'.repeat(BAR - filled)} ${done}/${of}`;
};

const COLOUR = { stopped: 'green', 'look-again': 'yellow', 'asked for': 'dim' } as const;

/** An outcome in its colour: green for off, red for a dead letter, plain for hands off. Heeds NO_COLOR. */
export const coloured = (outcome: string): string => {
  if (outcome.startsWith('dead-lettered')) return styleText('red', outcome);
  const colour = outcome.endsWith('stopped') ? COLOUR.stopped : COLOUR[outcome as keyof typeof COLOUR];
  return colour === undefined ? outcome : styleText(colour, outcome);
};

const line = ({ serverId, is, outcome, because }: Row): string =>
  `  ${serverId.slice(0, 8)}  ${is.padEnd(30)} ${coloured(outcome.padEnd(28))} ${because}`;

/** One plain line an event, for a pipe or a log. */
const plainScreen = (board: Board, write: (text: string) => void): Screen => {
  const startedAt = performance.now();
  const say = (text: string): void =>
    write(`${((performance.now() - startedAt) / 1000).toFixed(1).padStart(6)} s  ${text}`);
  board.onMove((row, told) => say(plain(row, told)));
  return { say, close: () => {} };
};

const plain = ({ is }: Row, told: Told): string => {
  const outcome = told.reason === null ? told.outcome : `${told.outcome}: ${told.reason}`;
  const again = told.repeated ? ' (delivered again)' : '';
  return `${told.serverId}  ${is}: ${outcome}${again} - ${told.because}`;
};

/** A live block on a terminal: the bar and the rows that move, as many as fit. */
const liveScreen = async (board: Board, stream: NodeJS.WriteStream): Promise<Screen> => {
  const { createLogUpdate } = await import('log-update');
  const update = createLogUpdate(stream);
  const draw = (): void => {
    const rows = board.rows();
    const moving = rows.filter(({ final }) => !final);
    const done = rows.filter(({ final }) => final);
    const room = Math.max(stream.rows - 4, 1);
    const shown = [...done.slice(-Math.max(room - moving.length, 0)), ...moving].slice(-room);
    update(
      [`  ${bar(done.length, rows.length)}`, ...shown.map((row) => line(row).slice(0, stream.columns + 20))].join('\n'),
    );
  };
  board.onMove(draw);
  draw();
  return {
    say: (text) => {
      update.clear();
      stream.write(`${text}\n`);
      draw();
    },
    close: () => update.done(),
  };
};

/** A live table on a terminal, plain lines elsewhere (a terminal without a size draws nothing). */
export const openScreen = (board: Board, stream: NodeJS.WriteStream): Promise<Screen> =>
  stream.isTTY && stream.rows > 0
    ? liveScreen(board, stream)
    : Promise.resolve(plainScreen(board, (text) => stream.write(`${text}\n`)));
