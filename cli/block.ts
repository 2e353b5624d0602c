import type { Instant } from '../lib/instant.ts';
import type { ServerId } from '../lib/power/server.ts';
import { fittedLine } from './fitted-table.ts';
import { labelOf } from './named.ts';
import type { Output } from './output.ts';

/** What the live block shows. */
export interface Live {
  readonly total: number;
  readonly asAsked: number;
  readonly otherwise: number;
  /** Servers that something was seen or done of, and are not at their end: the newest last. */
  readonly moving: ReadonlyMap<ServerId, { readonly name?: string; readonly text: string; readonly sinceAt: Instant }>;
  readonly startedAt: Instant;
  /** What is wrong at the moment, if anything. */
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
export const block = (
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
