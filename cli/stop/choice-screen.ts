import type { Instant } from '../../lib/instant.ts';
import type { Counts } from '../../lib/power/choose/choose.ts';
import { protectionOf } from '../../lib/power/guard/marks.ts';
import type { ListedServer } from '../../lib/power/server.ts';
import { leftOutInWords } from '../cloud/left-out.ts';
import { flavorName, serverCount } from '../cloud/server-words.ts';
import { type Column, fittedTable } from '../terminal/fitted-table.ts';
import { type Output, printable, shortName } from '../terminal/terminal.ts';

const COLUMNS: readonly Column[] = [
  { head: 'name', cells: 'whole' },
  { head: 'server', cells: 'id' },
  { head: 'flavor', cells: 'words' },
  { head: 'tags', cells: 'words' },
];

/** What a person sees before they agree: each chosen server, who was left out by which option, and who is marked. */
export const choiceLines = (
  chosen: readonly ListedServer[],
  { cloud, counts, now }: { readonly cloud: string; readonly counts: Counts; readonly now: Instant },
  output: Output,
): readonly string[] => {
  const rows = chosen.map((server) => [
    shortName(server.name),
    server.id,
    printable(flavorName(server)),
    printable((server.tags ?? []).join(', ')),
  ]);
  const leftOut = leftOutInWords(counts);
  const marked = chosen.filter((server) => protectionOf(server, now) !== undefined).length;
  return [
    `Cloud ${printable(cloud)} lists ${serverCount(counts.listed)}; these are chosen:`,
    fittedTable(COLUMNS, rows, output.size()?.columns),
    ...(leftOut === '' ? [] : [`Left out: ${leftOut}`]),
    ...(marked === 0 ? [] : [`Marked to stay on: ${marked} of the chosen; a mark holds the stop`]),
  ];
};
