import { type Column, fittedLine, fittedTable } from '../terminal/fitted-table.ts';
import { type Output, printable, shortName } from '../terminal/terminal.ts';
import { shortIds } from './choose-letters.ts';
import { failedAtOf, type Letter, requestOf } from './letter.ts';
import { commonDay, requestWords, shortUtc, subjectWords, utc } from './letter-words.ts';
import type { Names } from './names.ts';

/** How letters are named on a screen. */
export interface Naming {
  readonly names: Names;
  readonly shortId: (letter: Letter) => string;
}

/** The server by its name if a cloud shows it, else by its id; of another letter what it is about. */
export const serverCell = ({ subject }: Letter, names: Names, idCell = (id: string) => id): string => {
  if (subject.kind !== 'server') return subjectWords(subject);
  const { cloud, serverId } = subject.intent;
  return shortName(names(cloud, serverId)) || idCell(serverId);
};

/** The same for a terminal: an id by as many characters as distinguish it in this list. */
export const serverCells = (letters: readonly Letter[], names: Names): ((letter: Letter) => string) => {
  const ids = letters.flatMap(({ subject }) => (subject.kind === 'server' ? [subject.intent.serverId] : []));
  const short = shortIds(ids);
  return (letter) => serverCell(letter, names, (id) => `${short(id)}…`);
};

const WIDE: readonly Column[] = [
  { head: 'letter', cells: 'whole' },
  { head: 'reason', cells: 'whole' },
  { head: 'server', cells: 'whole' },
  { head: 'cloud', cells: 'whole' },
  { head: 'request', cells: 'whole' },
  { head: 'asked at', cells: 'whole' },
  { head: 'failed at', cells: 'whole' },
  { head: 'because', cells: 'words' },
];

/** One whole line a letter, for a pipe. */
export const wideTable = (letters: readonly Letter[], { names }: Naming): string =>
  fittedTable(
    WIDE,
    letters.map((letter) => {
      const request = requestOf(letter);
      return [
        letter.messageId,
        letter.reason,
        serverCell(letter, names),
        printable(request?.cloud ?? ''),
        requestWords(letter),
        request === undefined ? '' : utc(request.requestedAt),
        utc(failedAtOf(letter)),
        printable(letter.because),
      ];
    }),
    undefined,
  );

const NARROW: readonly Column[] = [
  { head: 'letter', cells: 'whole' },
  { head: 'server', cells: 'id' },
  { head: 'failed', cells: 'whole' },
  { head: 'because', cells: 'words' },
];

// What the letters of one group share: a night fails with one reason for one request.
const groupOf = (letter: Letter, day: string): string => {
  const request = requestOf(letter);
  if (request === undefined) return letter.reason;
  const dry = request.dryRun ? ' (dry run)' : '';
  return `${letter.reason}: ${requestWords(letter)}${dry}, cloud ${printable(request.cloud)}, asked ${shortUtc(request.requestedAt, day)}`;
};

/** A table for a terminal: rows of one group together, under its title. The first cell of a row is never empty. */
export const groupedTable = (
  columns: readonly Column[],
  titled: readonly { readonly title: string; readonly cells: readonly string[] }[],
  output: Output,
): readonly string[] => {
  const groups = [...Map.groupBy(titled, ({ title }) => title)];
  const rows = groups.flatMap(([, members]) => members.map(({ cells }) => cells));
  const width = output.size()?.columns;
  const [head, ...blocks] = rowsOf(fittedTable(columns, rows, width));
  let next = 0;
  return [
    ...(head ?? []),
    ...groups.flatMap(([title, members]) => {
      const own = blocks.slice(next, next + members.length);
      next += members.length;
      return [output.paint('yellow', fittedLine(title, width)), ...own.flat()];
    }),
  ];
};

// A row begins where its first cell does; the lines below it continue it.
const rowsOf = (table: string): readonly (readonly string[])[] => {
  const rows: string[][] = [];
  for (const line of table.split('\n')) {
    if (/^ {2}\S/.test(line) || rows.length === 0) rows.push([line]);
    else rows.at(-1)?.push(line);
  }
  return rows;
};

/** The letters as a person reads them on a terminal. */
export const narrowTable = (
  letters: readonly Letter[],
  { names, shortId }: Naming,
  output: Output,
): readonly string[] => {
  const server = serverCells(letters, names);
  const day = commonDay(letters.map(failedAtOf));
  const rows = letters.map((letter) => ({
    title: groupOf(letter, day),
    cells: [shortId(letter), server(letter), shortUtc(failedAtOf(letter), day), printable(letter.because)],
  }));
  return [
    fittedLine(`Times are UTC; without a date, of ${day}`, output.size()?.columns),
    ...groupedTable(NARROW, rows, output),
  ];
};

/** `12 dead letters: 5 expired, 4 forbidden`, the most first, in as many lines as it needs. */
export const countLines = (letters: readonly Letter[], of: number, output: Output): string => {
  const counts = [...Map.groupBy(letters, ({ reason }) => reason)].sort(([, a], [, b]) => b.length - a.length);
  const words = counts.map(([reason, members]) => `${members.length} ${reason}`).join(', ');
  const line = `${letterCount(letters.length)}${of === letters.length ? '' : ` of ${of}`}: ${words}`;
  const width = output.size()?.columns;
  return fittedLine(line, width) === line ? line : fittedTable([{ cells: 'words' }], [[line]], width);
};

/** `1 dead letter`, `3 dead letters`. */
export const letterCount = (count: number): string => `${count} dead letter${count === 1 ? '' : 's'}`;
