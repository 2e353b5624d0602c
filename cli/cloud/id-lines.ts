import { quoted } from '../../lib/message/json.ts';
import { parseServerId } from '../../lib/power/server.ts';

/** A list of ids as it was read: its name as problems call it, and its text. */
export interface IdList {
  readonly name: string;
  readonly text: string;
}

/** A word that should be an id, and the place where it was written. */
export interface Word {
  readonly text: string;
  readonly where: string;
}

/** The words that have to be ids, or why the list as a whole cannot be read. */
export type ReadList =
  | { readonly kind: 'words'; readonly words: readonly Word[] }
  | { readonly kind: 'problem'; readonly problem: string };

const WANTED =
  'expected one ID per line (openstack server list … -f value -c ID), CSV with a column ID, or JSON with the key ID';

/** A list that cannot be read: the place, the finding there, and the form to type instead. */
export const unreadableList = (where: string, found: string): ReadList => ({
  kind: 'problem',
  problem: `${where} ${found}; ${WANTED}`,
});

/** Whether a column or a key is called ID, in whatever case. */
export const isIdLabel = (label: string): boolean => label.toLowerCase() === 'id';

const DELIMITERS = [',', ';', '\t'] as const;
type Delimiter = (typeof DELIMITERS)[number];

const splitCells = (line: string, delimiter: Delimiter): readonly string[] => {
  const read = readCsv(line, delimiter);
  return read.kind === 'rows' ? (read.rows[0]?.cells ?? []) : [];
};
const isId = (cell: string): boolean => parseServerId(cell) !== undefined;
const stripComment = (line: string): string => line.replace(/#.*/, '').trim();
const stripQuotes = (line: string): string => line.replace(/^"(.*)"$/, '$1');

/** Reads a list by its lines: one id each, perhaps under the word ID, or CSV whose header calls a column ID. */
export const readIdLines = ({ name, text }: IdList): ReadList => {
  const lines = text.split(/\r\n?|\n/);
  const start = lines.findIndex((line) => stripComment(line) !== '');
  const first = stripComment(lines[start] ?? '');
  const columns = DELIMITERS.map((delimiter) => ({ delimiter, cells: splitCells(first, delimiter) })).filter(
    ({ cells }) => cells.filter((cell) => cell !== '').length > 1,
  );
  const labelled = columns.find(({ cells }) => cells.some(isIdLabel) && !cells.some(isId));
  if (labelled !== undefined) return readIdColumn(name, lines.slice(start).join('\n'), start, labelled.delimiter);
  const cells = [...columns.flatMap((one) => one.cells), ...first.split(/\s+/)];
  const [header] = columns;
  if (cells.length > 1 && cells.some(isId))
    return unreadableList(name, 'has several columns, but no header with a column ID');
  if (header !== undefined) return unreadableList(name, `has the columns ${quoteSome(header.cells)}, but no column ID`);
  return { kind: 'words', words: wordsOf(name, lines, isIdLabel(stripQuotes(first)) ? start + 1 : 0) };
};

const MOST_COLUMNS = 6;
const quoteSome = (cells: readonly string[]): string =>
  `${cells.slice(0, MOST_COLUMNS).map(quoted).join(', ')}${cells.length > MOST_COLUMNS ? ' …' : ''}`;

const wordsOf = (name: string, lines: readonly string[], from: number): readonly Word[] =>
  lines.flatMap((line, index) => {
    const text = stripQuotes(stripComment(line));
    return text === '' || index < from ? [] : [{ text, where: `${name}, line ${index + 1}` }];
  });

const readIdColumn = (name: string, text: string, linesBefore: number, delimiter: Delimiter): ReadList => {
  const read = readCsv(text, delimiter);
  const lineOf = (line: number): string => `${name}, line ${linesBefore + line}`;
  if (read.kind === 'open quote') return unreadableList(lineOf(read.line), 'has an unclosed quote');
  const [header, ...rows] = read.rows;
  const [at = 0, ...others] = (header?.cells ?? []).flatMap((cell, index) => (isIdLabel(cell) ? [index] : []));
  if (others.length > 0) return unreadableList(name, 'has several columns named ID');
  const words: Word[] = [];
  for (const { cells, line } of rows) {
    // A name may begin with a #, an id never does: such a row was commented out.
    if (at === 0 && cells[0]?.startsWith('#')) continue;
    if (cells.length !== header?.cells.length)
      return unreadableList(lineOf(line), 'has more or fewer cells than the header');
    words.push({ text: cells[at] ?? '', where: lineOf(line) });
  }
  return { kind: 'words', words };
};

/** A row of a CSV text: its cells without quotes, and the line that it begins in, from 1. */
interface CsvRow {
  readonly cells: readonly string[];
  readonly line: number;
}

// RFC 4180: quotes around a cell, doubled inside it, may hold line ends. An open quote is a problem at its line.
const readCsv = (
  text: string,
  delimiter: Delimiter,
):
  | { readonly kind: 'rows'; readonly rows: readonly CsvRow[] }
  | { readonly kind: 'open quote'; readonly line: number } => {
  const cellAt = new RegExp(`"([^"]*(?:""[^"]*)*)"([^${delimiter}\\n]*)|([^${delimiter}\\n]*)`, 'y');
  const whole = text.replace(/\r\n?/g, '\n');
  const rows: CsvRow[] = [];
  let cells: string[] = [];
  let [line, begunAt] = [1, 1];
  for (let at = 0; at <= whole.length; at += 1) {
    cellAt.lastIndex = at;
    const [all = '', inQuotes, behind = '', plain = ''] = cellAt.exec(whole) ?? [];
    if (inQuotes === undefined && plain.startsWith('"')) return { kind: 'open quote', line };
    cells.push((inQuotes === undefined ? plain : `${inQuotes.replaceAll('""', '"')}${behind}`).trim());
    line += all.split('\n').length - 1;
    at += all.length;
    if (whole[at] === delimiter) continue;
    rows.push({ cells, line: begunAt });
    cells = [];
    line += 1;
    begunAt = line;
  }
  return { kind: 'rows', rows: rows.filter((row) => row.cells.some((cell) => cell !== '')) };
};
