import { durationInWords, type Instant } from '../../lib/instant.ts';
import type { Canvas } from '../terminal/canvas.ts';
import { fittedLine, fittedTable } from '../terminal/fitted-table.ts';
import { type Output, printable, shortName, type Terminal } from '../terminal/terminal.ts';
import { utcShort } from '../terminal/utc.ts';
import type { Watcher } from './follow.ts';
import type { RequestState } from './request-state.ts';
import type { ServerEnd } from './server-ends.ts';
import { becauseText, lastLine, offAfter, outcomeText } from './state-table.ts';

/** What the live block shows. */
interface Live {
  readonly state?: RequestState;
  /** The present trouble, if there is any. */
  readonly trouble?: string;
  readonly startedAt: Instant;
}

/** The line of more, the last line, the trouble, and the cursor's own line. */
const OTHER_LINES = 4;

// Who is open is what people wait for; of the others the newest.
const inOrder = (servers: readonly ServerEnd[]): readonly ServerEnd[] =>
  servers.toSorted((a, b) => (b.endedAt ?? Number.MAX_VALUE) - (a.endedAt ?? Number.MAX_VALUE));

const rowOf = (server: ServerEnd): readonly string[] => [
  shortName(server.name) || server.serverId,
  outcomeText(server),
  offAfter(server),
  becauseText(server),
];

const COLUMNS = [{ cells: 'whole' }, { cells: 'whole' }, { cells: 'whole' }, { cells: 'whole' }] as const;

/** The block at one moment: a line a server, the open ones first, as many as the terminal has room for. */
const liveBlock = (
  { state, trouble, startedAt }: Live,
  now: Instant,
  { columns, rows }: { readonly columns: number; readonly rows: number },
  paint: Output['paint'],
): string => {
  const since = durationInWords(now - startedAt);
  const shown = inOrder(state?.servers ?? []).slice(0, Math.max(rows - OTHER_LINES, 1));
  const more = (state?.servers.length ?? 0) - shown.length;
  const table = shown.length === 0 ? [] : fittedTable(COLUMNS, shown.map(rowOf), undefined).split('\n');
  const words = state === undefined ? 'not recorded by the worker yet' : lastLine(state, now);
  return [
    ...table.map((line) => fittedLine(line, columns)),
    ...(more > 0 ? [paint('dim', fittedLine(`  and ${more} more`, columns))] : []),
    fittedLine(`${words}  (${since})`, columns),
    ...(trouble === undefined ? [] : [paint('yellow', fittedLine(trouble, columns))]),
  ].join('\n');
};

/** A block that is drawn over and over at a terminal. */
export const liveWatcher = (canvas: Canvas, { output, clock }: Pick<Terminal, 'output' | 'clock'>): Watcher => {
  const startedAt = clock.now();
  let live: Live = { startedAt };
  const draw = (): void => {
    const size = output.size();
    if (size !== undefined) canvas.draw(liveBlock(live, clock.now(), size, output.paint));
  };
  const stopDrawing = canvas.repeat(() => {
    try {
      draw();
    } catch {
      // Thrown from a timer it would end the command; the next picture comes in a moment.
    }
  });
  return {
    seen: (state) => {
      live = { state, startedAt };
      draw();
    },
    awaited: () => {
      live = { startedAt };
      draw();
    },
    trouble: (because) => {
      const at = utcShort(clock.now(), clock.now());
      live = { ...live, trouble: `${at} ${printable(because)}; looking again` };
      draw();
    },
    close: () => {
      stopDrawing();
      canvas.clear();
    },
  };
};
