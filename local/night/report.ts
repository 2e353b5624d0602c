import { type Column, fittedTable } from '../../cli/terminal/fitted-table.ts';
import type { CloudLogEntry } from '../../cloud/cloud-log.ts';
import type { Instant } from '../../lib/instant.ts';
import type { Row } from './board.ts';
import { type CheckedPromise, startedByHand, stopsOf } from './evidence.ts';
import { colourOutcome } from './screen.ts';
import { describeEnd, LEGEND, shortOutcome } from './words.ts';

/** One line of the final table. */
export interface ReportRow {
  readonly name: string;
  readonly is: string;
  readonly outcome: string;
  readonly because: string;
  readonly shows: number;
  readonly sends: number;
  /** From the request to off, by the cloud's own log; null if it did not go off by our doing. */
  readonly seconds: number | null;
  /** Somebody powered it on after the request. */
  readonly startedByHand: boolean;
}

const OUTCOMES: readonly Column[] = [
  { head: 'server', cells: 'whole' },
  { head: 'what is awkward about it', cells: 'words' },
  { head: 'outcome', cells: 'whole' },
  { head: 'what happened', cells: 'words' },
  { head: '#', cells: 'whole', align: 'right' },
];

/** The table of the night: every server, what was awkward about it, what became of it, which promise it shows. */
export const outcomesTable = (rows: readonly ReportRow[], columns: number | undefined): string => {
  const cells = rows.map((row) => [
    row.name,
    row.is,
    colourOutcome(shortOutcome(row.outcome)),
    describeEnd(row),
    String(row.shows),
  ]);
  return fittedTable(OUTCOMES, cells, columns);
};

/** Text that breaks between words only. */
export const paragraph = (text: string, columns: number | undefined): string =>
  fittedTable([{ cells: 'words' }], [[text]], columns);

/** What each outcome means. */
export const legend = (columns: number | undefined): string =>
  fittedTable(
    [{ cells: 'whole' }, { cells: 'words' }],
    Object.entries(LEGEND).map(([outcome, meaning]) => [colourOutcome(outcome), meaning]),
    columns,
  );

/** The promises with their numbers, each kept, with what was counted, or broken, with every case. */
export const promisesList = (kept: readonly CheckedPromise[], columns: number | undefined): string =>
  fittedTable(
    [{ cells: 'whole' }, { cells: 'whole' }, { cells: 'words' }],
    kept.flatMap(({ promise, seen, broken }, index) => [
      [broken.length === 0 ? '✔' : '✘', `${index + 1} ${promise}`, broken[0] ?? seen],
      ...broken.slice(1).map((how) => ['', '', how]),
    ]),
    columns,
  );

/** How many ended how, and what it took. */
export const totalsLine = (rows: readonly ReportRow[], secondDeliveries: number, seconds: number): string => {
  const counts = new Map<string, number>();
  for (const { outcome } of rows) {
    const name = shortOutcome(outcome);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const ends = [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .map(([outcome, count]) => `${count} ${outcome}${outcome === 'dead letter' && count > 1 ? 's' : ''}`);
  const sends = rows.reduce((sum, row) => sum + row.sends, 0);
  return `${rows.length} servers: ${ends.join(', ')}. ${sends} stops sent, ${seconds.toFixed(1)} s. Everything was sent twice: ${secondDeliveries} second deliveries are not shown.`;
};

/** The rows of the table, with stops and times from the cloud's own log. */
export const reportRows = (
  rows: readonly (Row & { readonly requestedAt: Instant; readonly shows: number })[],
  log: readonly CloudLogEntry[],
  stopper: string,
): readonly ReportRow[] =>
  rows.map((row) => {
    const off = log.find(
      (entry) =>
        entry.kind === 'event' &&
        entry.event === 'power-off-ended' &&
        entry.result === 'off' &&
        entry.serverId === row.serverId,
    );
    const seconds = off === undefined ? null : (off.at - row.requestedAt) / 1000;
    const sends = stopsOf(row.serverId, { log, stopper }).length;
    return { ...row, sends, seconds, startedByHand: startedByHand(row, { log, stopper }) !== undefined };
  });
