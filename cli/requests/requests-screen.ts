import { formatInstant, type Instant } from '../../lib/instant.ts';
import type { Roll } from '../../lib/power/roll.ts';
import { requestCalled, shortRequestId, verdictText } from '../follow/asked-words.ts';
import { serversInWords } from '../follow/count-words.ts';
import { untilText } from '../follow/state-table.ts';
import type { Column } from '../terminal/fitted-table.ts';
import type { RecordShape } from '../terminal/records.ts';
import { printable } from '../terminal/terminal.ts';
import { utcShort } from '../terminal/utc.ts';
import { type NightRequest, sumCounts } from './night.ts';

const plural = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

/** What became of a request: `3 servers: 2 stopped, 1 open until 22:00:00`. */
const cameTo = ({ asked, counts }: NightRequest, now: Instant): string => {
  const { whole, parts } = asked;
  const others = parts.filter(({ verdict }) => verdict !== 'chosen').map(verdictText);
  if (whole.verdict !== 'chosen') return others.join('; ');
  const servers =
    counts === undefined
      ? `${plural(whole.ids.length, 'server')}: not read`
      : `${serversInWords(counts)}${counts.open === 0 ? '' : untilText(whole.notAfter, now)}`;
  return [servers, ...others].join('; ');
};

const REQUEST_CELLS = 24;
// Its first block is enough to type: `request` takes the start of an id.
const UUID_AT_END = /(?<=[0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const requestCell = (key: Pick<Roll, 'source' | 'requestId'>): string => {
  const text = requestCalled(key).replace(UUID_AT_END, '…');
  return text.length <= REQUEST_CELLS ? text : `${text.slice(0, REQUEST_CELLS - 1)}…`;
};

/** How requests are shown; a column of clouds only where it is of use. */
export const requestShape = (
  now: Instant,
  { columns: width, showsClouds }: { readonly columns: number | undefined; readonly showsClouds: boolean },
): RecordShape<NightRequest> => {
  const columns: readonly Column[] = [
    { head: 'when', cells: 'whole' },
    { head: 'source', cells: 'whole' },
    { head: 'request', cells: 'whole' },
    ...(showsClouds ? [{ head: 'cloud', cells: 'whole' } as const] : []),
    { head: 'result', cells: 'words' },
  ];
  return {
    columns,
    cells: (request) => {
      const { whole } = request.asked;
      return [
        utcShort(whole.requestedAt, now),
        whole.source,
        width === undefined ? requestCalled(whole) : requestCell(whole),
        ...(showsClouds ? [printable(whole.cloud)] : []),
        `${whole.dryRun ? 'rehearsal, ' : ''}${cameTo(request, now)}`,
      ];
    },
    json: requestJson,
  };
};

const requestJson = ({ asked: { whole, parts }, counts }: NightRequest): object => ({
  requestId: whole.requestId,
  shortId: shortRequestId(whole),
  source: whole.source,
  cloud: whole.cloud,
  dryRun: whole.dryRun,
  requestedAt: formatInstant(whole.requestedAt),
  notAfter: formatInstant(whole.notAfter),
  verdict: whole.verdict,
  because: parts.map(({ because }) => because).join('; '),
  servers: counts?.servers ?? whole.ids.length,
  outcomes: counts?.outcomes,
  deadLetters: counts?.deadLetters,
  open: counts?.open,
});

/** The last lines: `3 requests, 25 servers: 18 stopped, …`; rehearsals are counted by themselves. */
export const summaryLines = (requests: readonly NightRequest[]): readonly string[] => {
  const [rehearsals, real] = [true, false].map((dryRun) =>
    requests.filter(({ asked }) => asked.whole.dryRun === dryRun),
  );
  const words = (some: readonly NightRequest[], one: string): readonly string[] => {
    if (some.length === 0) return [];
    const counts = sumCounts(some.flatMap((request) => request.counts ?? []));
    const unread = some.reduce((sum, { asked, counts: read }) => sum + (read ? 0 : asked.whole.ids.length), 0);
    const not = unread === 0 ? [] : [`${plural(unread, 'server')} not read`];
    return [
      [plural(some.length, one), ...(counts.servers > 0 || unread === 0 ? [serversInWords(counts)] : []), ...not].join(
        ', ',
      ),
    ];
  };
  return [...words(real ?? [], 'request'), ...words(rehearsals ?? [], 'rehearsal')];
};
