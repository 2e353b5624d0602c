import type { Clock } from '../../lib/clock.ts';
import type { Instant } from '../../lib/instant.ts';
import type { ServerId } from '../../lib/power/server.ts';
import type { Canvas } from '../terminal/canvas.ts';
import { fittedLine } from '../terminal/fitted-table.ts';
import { labelOf, type Named, type Output, printable } from '../terminal/terminal.ts';
import { type End, isAsAsked } from './end.ts';
import type { Progress } from './progress.ts';

/** A server that something was seen or done of, and that is not at its end. */
interface Moving {
  readonly name?: string;
  readonly text: string;
  readonly sinceAt: Instant;
}

/** What the live block shows. */
export interface Live {
  readonly total: number;
  readonly asAsked: number;
  readonly otherwise: number;
  /** The newest last. */
  readonly moving: ReadonlyMap<ServerId, Moving>;
  readonly startedAt: Instant;
  /** The present trouble, if there is any. */
  readonly trouble?: string;
}

const BAR_CELLS = 24;
const MOST_MOVING = 10;
/** The bar, the line of more, the trouble, and the cursor's own line. */
const OTHER_LINES = 4;

const bar = ({ total, asAsked, otherwise }: Live): string => {
  const filled = Math.floor((BAR_CELLS * (asAsked + otherwise)) / total);
  return `${'█'.repeat(filled)}${'░'.repeat(BAR_CELLS - filled)}`;
};

const seconds = (ms: number): string => `${Math.floor(ms / 1000)} s`;

/** The block at one moment: the bar, and the servers that move, as many as the terminal has room for. */
export const liveBlock = (
  live: Live,
  now: Instant,
  { columns, rows }: { readonly columns: number; readonly rows: number },
  paint: Output['paint'],
): string => {
  const { total, asAsked, otherwise, moving, startedAt, trouble } = live;
  const ended = `${asAsked + otherwise}/${total}${otherwise > 0 ? `, ${otherwise} not as asked` : ''}`;
  const room = Math.max(Math.min(MOST_MOVING, rows - OTHER_LINES), 0);
  const listed = [...moving].slice(0, room);
  const more = moving.size - listed.length;
  return [
    paint(otherwise > 0 ? 'red' : 'green', fittedLine(`${bar(live)} ${ended}  ${seconds(now - startedAt)}`, columns)),
    ...listed.map(([id, { text, sinceAt, ...named }]) =>
      fittedLine(`  ${labelOf({ id, ...named })} ${text}, ${seconds(now - sinceAt)}`, columns),
    ),
    ...(more > 0 ? [paint('dim', fittedLine(`  and ${more} more`, columns))] : []),
    ...(trouble === undefined ? [] : [paint('yellow', fittedLine(trouble, columns))]),
  ].join('\n');
};

/** A bar and the servers that move, drawn over and over at a terminal. */
export const liveProgress = (
  run: { readonly total: number; readonly wait: boolean },
  canvas: Canvas,
  output: Output,
  clock: Pick<Clock, 'now'>,
): Progress => {
  const moving = new Map<ServerId, Moving>();
  const accepted = new Set<ServerId>();
  const startedAt = clock.now();
  let asAsked = 0;
  let otherwise = 0;
  let trouble: string | undefined;

  const move = ({ id, name }: Named, text: string): void => {
    const sinceAt = moving.get(id)?.sinceAt ?? clock.now();
    moving.set(id, { text, sinceAt, ...(name === undefined ? {} : { name }) });
  };
  const draw = (): void => {
    const size = output.size();
    if (size === undefined) return;
    const now = { total: run.total, asAsked, otherwise, moving, startedAt };
    const live = trouble === undefined ? now : { ...now, trouble };
    canvas.draw(liveBlock(live, clock.now(), size, output.paint));
  };
  const stopDrawing = canvas.repeat(() => {
    try {
      draw();
    } catch {
      // Thrown from a timer it would end the run; the next picture comes in a moment.
    }
  });
  return {
    accepted: (server) => {
      trouble = undefined;
      accepted.add(server.id);
      move(server, 'accepted');
    },
    waiting: (server, because, named) => {
      if (named === undefined)
        move(server, accepted.has(server.id) ? `accepted; ${printable(because)}` : printable(because));
      else trouble = `${printable(because)}; looking again`;
    },
    ended: (end: End) => {
      trouble = undefined;
      moving.delete(end.serverId);
      accepted.delete(end.serverId);
      if (isAsAsked(end, run.wait)) asAsked += 1;
      else otherwise += 1;
    },
    notice: (text) => canvas.keep(output.paint('yellow', printable(text))),
    close: () => {
      stopDrawing();
      canvas.clear();
    },
  };
};
