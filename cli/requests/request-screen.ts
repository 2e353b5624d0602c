import type { Instant } from '../../lib/instant.ts';
import type { Roll } from '../../lib/power/roll.ts';
import { leftOutInWords, ruleInWords } from '../cloud/left-out.ts';
import { selectInWords } from '../cloud/select-words.ts';
import { serverCount } from '../cloud/server-words.ts';
import { requestCalled, shortRequestId, verdictText } from '../follow/asked-words.ts';
import type { RequestState } from '../follow/request-state.ts';
import { lastLine, stateTable } from '../follow/state-table.ts';
import { type Column, fittedTable } from '../terminal/fitted-table.ts';
import { type Output, printable, shortName } from '../terminal/terminal.ts';
import { utcShort, utcText } from '../terminal/utc.ts';
import { wrapped } from '../terminal/wrapped.ts';
import type { LeftOutNow } from './cloud-now.ts';

const FACTS: readonly Column[] = [{ cells: 'whole' }, { cells: 'words' }];

type Fact = readonly [name: string, text: string];

// What a part of a request came to before any of its servers was looked at.
const cameTo = (part: Roll): string => {
  const { verdict, because, counts, ids, buriedAt } = part;
  if (verdict !== 'chosen') return `${verdictText(part)}${buriedAt === undefined ? '' : ' (a dead letter)'}`;
  if (counts === undefined) return printable(because);
  const leftOut = leftOutInWords(counts);
  return `${ids.length} of ${serverCount(counts.listed)}${leftOut === '' ? '' : `; left out: ${leftOut}`}`;
};

const leftOutOfNothing = ({ verdict, counts }: Roll): readonly Fact[] => {
  if (verdict === 'chosen' || counts === undefined) return [];
  const leftOut = leftOutInWords(counts);
  return leftOut === '' ? [] : [['left out', leftOut]];
};

const factsOf = ({ asked: { whole, parts }, reason, servers }: RequestState, now: Instant): readonly Fact[] => {
  const { select, atMost } = whole;
  const replayed = servers.filter(({ replayedAt }) => replayedAt !== undefined).length;
  return [
    ['id', printable(shortRequestId(whole))],
    ['asked', `by ${whole.source} at ${utcText(whole.requestedAt)}, cloud ${printable(whole.cloud)}`],
    ['until', `${utcShort(whole.notAfter, now)}${whole.notAfter < now ? ' (over)' : ''}`],
    ...(reason === undefined ? [] : [['why', printable(reason)] as const]),
    ...(select === undefined ? [] : [['selects', printable(selectInWords(select, atMost))] as const]),
    ...parts.map((part): Fact => [part.select === undefined ? 'servers' : 'chosen', cameTo(part)]),
    ...parts.flatMap(leftOutOfNothing),
    ...(replayed === 0 ? [] : [['replayed', serverCount(replayed)] as const]),
  ];
};

/** The head of a request: who asked, when, until when, why, for which servers, and what that came to. */
export const headLines = (state: RequestState, now: Instant, output: Output): readonly string[] => {
  const { whole } = state.asked;
  const columns = output.size()?.columns;
  const what = whole.dryRun ? 'Rehearsal' : 'Request';
  return [
    wrapped(`${what} ${requestCalled(whole)}; times are UTC`, columns),
    fittedTable(FACTS, factsOf(state, now), columns),
  ];
};

/** The servers of a request and its last line. */
export const serverLines = (state: RequestState, now: Instant, output: Output): readonly string[] => [
  ...(state.servers.length === 0 ? [] : [stateTable(state, now, output)]),
  wrapped(lastLine(state, now), output.size()?.columns),
];

const LEFT_OUT: readonly Column[] = [
  { head: 'name', cells: 'whole' },
  { head: 'server', cells: 'id' },
  { head: 'left out', cells: 'words' },
];

/** Who the selector leaves out now, by name and rule. */
export const leftOutLines = (left: readonly LeftOutNow[], output: Output): readonly string[] => {
  const columns = output.size()?.columns;
  if (left.length === 0) return [wrapped('The selector leaves nobody out, as the servers are now.', columns)];
  const rows = left
    .toSorted((a, b) => a.server.name.localeCompare(b.server.name))
    .map(({ server, rule }) => [shortName(server.name), server.id, ruleInWords(rule)]);
  return [
    wrapped('Left out as the servers are now, which may differ from then:', columns),
    fittedTable(LEFT_OUT, rows, columns),
  ];
};
