import Table from 'cli-table3';
import type { Instant } from '../../lib/instant.ts';
import type { CloudLogEntry } from '../cloud/cloud-log.ts';
import type { Row } from './board.ts';
import { type Kept, stopsOf } from './promises.ts';
import { coloured } from './screen.ts';

/** One line of the final table. */
export interface Reported {
  readonly serverId: string;
  readonly is: string;
  readonly source: string;
  readonly outcome: string;
  readonly because: string;
  readonly sends: number;
  /** From the request to off, by the cloud's own log; null if it did not go off by our doing. */
  readonly seconds: number | null;
}

const table = (
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  widths: readonly (number | null)[],
) => {
  const grid = new Table({
    head: [...head],
    style: { head: [], border: [] },
    colWidths: [...widths],
    wordWrap: true,
  });
  for (const row of rows) grid.push([...row]);
  return grid.toString();
};

/** The table of the night: every server, what was said of it, how often it was sent to. */
export const outcomesTable = (rows: readonly Reported[]): string =>
  table(
    ['server', 'it is', 'source', 'outcome', 'because', 'sends', 's to off'],
    rows.map(({ serverId, is, source, outcome, because, sends, seconds }) => [
      serverId.slice(0, 8),
      is,
      source,
      coloured(outcome),
      because,
      sends,
      seconds === null ? '' : seconds.toFixed(1),
    ]),
    [10, 24, 10, 18, 44, 7, 10],
  );

/** The dead letters, as their attributes and bodies tell. */
export const lettersTable = (
  letters: readonly { readonly serverId: string | undefined; readonly reason: string; readonly because: string }[],
): string =>
  table(
    ['dead letter', 'reason', 'because'],
    letters.map(({ serverId, reason, because }) => [serverId?.slice(0, 8) ?? 'message', reason, because]),
    [13, 16, 96],
  );

/** The promises, each kept or broken. */
export const promisesList = (kept: readonly Kept[]): string =>
  kept
    .flatMap(({ promise, broken }) => [
      `  ${broken.length === 0 ? '✔' : '✘'} ${promise}`,
      ...broken.map((how) => `      ${how}`),
    ])
    .join('\n');

/** How many ended how, and what it took. */
export const totals = (rows: readonly Reported[], letters: number): string => {
  const counts = new Map<string, number>();
  for (const { outcome } of rows) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const ends = [...counts].toSorted(([, a], [, b]) => b - a).map(([outcome, count]) => `${count} ${outcome}`);
  const sends = rows.reduce((sum, row) => sum + row.sends, 0);
  return `${rows.length} servers: ${ends.join(', ')}; ${letters} dead letters; ${sends} stops sent`;
};

/** The rows of the table, with sends and times from the cloud's own log. */
export const reported = (
  rows: readonly (Row & { readonly requestedAt: Instant })[],
  log: readonly CloudLogEntry[],
  stopper: string,
): readonly Reported[] =>
  rows.map((row) => {
    const off = log.find(
      (entry) =>
        entry.kind === 'event' &&
        entry.event === 'power-off-ended' &&
        entry.result === 'off' &&
        entry.serverId === row.serverId,
    );
    const seconds = off === undefined ? null : (off.at - row.requestedAt) / 1000;
    return { ...row, sends: stopsOf(row.serverId, { log, stopper }).length, seconds };
  });
