import { durationInWords, formatInstant, type Instant } from '../../lib/instant.ts';
import { type Column, fittedTable } from '../terminal/fitted-table.ts';
import { type Ink, type Output, printable, shortName } from '../terminal/terminal.ts';
import { utcShort } from '../terminal/utc.ts';
import { countEnds, serversInWords } from './count-words.ts';
import type { RequestState } from './request-state.ts';
import type { ServerEnd } from './server-ends.ts';

const COLUMNS: readonly Column[] = [
  { head: 'name', cells: 'whole' },
  { head: 'server', cells: 'id' },
  { head: 'outcome', cells: 'whole' },
  { head: 'because', cells: 'words' },
  { head: 'off after', cells: 'whole', align: 'right' },
];

const INKS: Readonly<Record<ServerEnd['outcome'], Ink>> = {
  stopped: 'green',
  'already-stopped': 'green',
  rehearsed: 'green',
  superseded: 'yellow',
  held: 'yellow',
  open: 'yellow',
  'dead-lettered': 'red',
  otherwise: 'red',
};

/** An outcome as people read it. */
export const outcomeText = ({ outcome }: Pick<ServerEnd, 'outcome'>): string =>
  outcome === 'dead-lettered' ? 'dead letter' : outcome;

/** Why a server ended so, or what it waits for; a dead letter by its reason. */
export const becauseText = ({ reason, because }: ServerEnd): string =>
  printable(reason === undefined ? because : `${reason}: ${because}`);

const replayText = ({ replayedAt }: ServerEnd, now: Instant): string =>
  replayedAt === undefined ? '' : ` (replayed ${utcShort(replayedAt, now)})`;

/** How long a server took to be off; empty where that is not known. */
export const offAfter = ({ timeToOffMs }: ServerEnd): string =>
  timeToOffMs === undefined ? '' : durationInWords(timeToOffMs);

const byName = (a: ServerEnd, b: ServerEnd): number =>
  (a.name ?? '').localeCompare(b.name ?? '', 'en', { numeric: true });

/** A row for each server: name, id, outcome, why, and the time to off; by name. */
export const stateTable = ({ servers }: RequestState, now: Instant, output: Output): string =>
  fittedTable(
    COLUMNS,
    servers
      .toSorted(byName)
      .map((server) => [
        shortName(server.name),
        server.serverId,
        output.paint(INKS[server.outcome], outcomeText(server)),
        `${becauseText(server)}${replayText(server, now)}`,
        offAfter(server),
      ]),
    output.size()?.columns,
  );

/** The last line: `3 servers: 2 stopped, 1 open until 22:00:00`; of a request that stopped nothing, its verdict. */
export const lastLine = ({ asked, servers }: RequestState, now: Instant): string => {
  if (asked.whole.verdict !== 'chosen') return `Nothing was stopped: ${asked.whole.verdict}`;
  const counts = countEnds(servers);
  const openUntil = Math.max(...servers.flatMap((one) => (one.outcome === 'open' ? [one.notAfter] : [])));
  return `${serversInWords(counts)}${counts.open === 0 ? '' : untilText(openUntil, now)}`;
};

/** ` until 22:00:00`, or since when no stop leaves any more. */
export const untilText = (notAfter: Instant, now: Instant): string =>
  notAfter >= now ? ` until ${utcShort(notAfter, now)}` : `, past the end of the window at ${utcShort(notAfter, now)}`;

/** One server as a line of `--json`. */
export const serverJson = (
  { asked }: RequestState,
  { serverId, name, outcome, reason, because, endedAt, timeToOffMs, notAfter, replayedAt }: ServerEnd,
): object => ({
  requestId: asked.whole.requestId,
  serverId,
  name,
  outcome,
  reason,
  because,
  endedAt: endedAt === undefined ? undefined : formatInstant(endedAt),
  secondsToOff: timeToOffMs === undefined ? undefined : timeToOffMs / 1000,
  notAfter: formatInstant(notAfter),
  replayedAt: replayedAt === undefined ? undefined : formatInstant(replayedAt),
});
