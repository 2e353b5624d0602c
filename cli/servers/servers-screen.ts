import type { Counts, LeftOutBy } from '../../lib/power/choose/choose.ts';
import type { ListedServer } from '../../lib/power/server.ts';
import { leftOutInWords, ruleInWords } from '../cloud/left-out.ts';
import { flavorName, serverCount } from '../cloud/server-words.ts';
import { type Column, fittedTable } from '../terminal/fitted-table.ts';
import { type Ink, type Output, printable, shortName } from '../terminal/terminal.ts';

/** A listed server: whether it would be chosen, and why, or why not. */
export interface Shown {
  readonly server: ListedServer;
  /** `held`: chosen, but its stop is forbidden now; `unknown`: chosen, but the look at it failed. */
  readonly verdict: 'chosen' | 'held' | 'unknown' | 'left-out';
  readonly because: string;
  /** Of one that is left out: the field of the selector. */
  readonly rule?: LeftOutBy;
}

const COLUMNS: readonly Column[] = [
  { head: 'name', cells: 'whole' },
  { head: 'server', cells: 'id' },
  { head: 'verdict', cells: 'whole' },
  { head: 'because', cells: 'words' },
];

const INKS: Readonly<Record<Shown['verdict'], Ink>> = {
  chosen: 'green',
  held: 'yellow',
  unknown: 'red',
  'left-out': 'dim',
};
const ORDER: readonly Shown['verdict'][] = ['chosen', 'held', 'unknown', 'left-out'];

/** What is said of the list as a whole. */
export interface ListFacts {
  readonly cloud: string;
  readonly counts: Counts;
  readonly pages: number;
  /** Why a stop with these options would stop nothing; undefined when it would go ahead. */
  readonly stops: string | undefined;
}

/** The table of all servers, the chosen ones first, and what the list comes to. */
export const serverLines = (
  shown: readonly Shown[],
  { cloud, counts, pages, stops }: ListFacts,
  output: Output,
): readonly string[] => {
  const inOrder = shown.toSorted((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict));
  const rows = inOrder.map(({ server, verdict, rule, because }) => [
    shortName(server.name),
    server.id,
    output.paint(INKS[verdict], verdict),
    printable(inRow(rule, because)),
  ]);
  const leftOut = leftOutInWords(counts);
  return [
    ...(rows.length === 0 ? [] : [fittedTable(COLUMNS, rows, output.size()?.columns)]),
    `${serverCount(counts.listed)} in cloud ${printable(cloud)}: ${verdictsInWords(shown)} (${pages} page${pages === 1 ? '' : 's'} read)`,
    ...(leftOut === '' ? [] : [`Left out: ${leftOut}`]),
    ...(pages > 1 ? ['A server in a cell that is down is not shown in a list of several pages'] : []),
    ...(stops === undefined ? [] : [`A stop would stop nothing: ${stops}`]),
  ];
};

// Whoever typed the globs knows them; what a server runs on is news.
const inRow = (rule: LeftOutBy | undefined, because: string): string =>
  rule === undefined || rule === 'machine' ? because : ruleInWords(rule);

const verdictsInWords = (shown: readonly Shown[]): string =>
  ORDER.flatMap((verdict) => {
    const count = shown.filter((one) => one.verdict === verdict).length;
    return count === 0 ? [] : [`${count} ${verdict}`];
  }).join(', ') || 'none';

/** One JSON object a server, in the order of the list. */
export const jsonLines = (shown: readonly Shown[]): readonly string[] =>
  shown.map(({ server, verdict, rule, because }) =>
    JSON.stringify({
      serverId: server.id,
      name: server.name,
      verdict,
      rule,
      because,
      flavor: flavorName(server),
      tags: server.tags,
    }),
  );
