import { quoted } from '../lib/message/json.ts';
import { parseServerId } from '../lib/power/server.ts';
import { csvRows } from './csv.ts';
import { type IdList, isIdLabel, type ReadList, unreadable, type Word } from './id-words.ts';

const DELIMITERS = [',', ';', '\t'] as const;
type Delimiter = (typeof DELIMITERS)[number];

const cellsOf = (line: string, delimiter: Delimiter): readonly string[] => {
  const read = csvRows(line, delimiter);
  return read.kind === 'rows' ? (read.rows[0]?.cells ?? []) : [];
};
const isId = (cell: string): boolean => parseServerId(cell) !== undefined;
const withoutComment = (line: string): string => line.replace(/#.*/, '').trim();

/** Reads a list by its lines: one id each, perhaps under the word ID, or CSV whose header calls a column ID. */
export const idLines = ({ name, text }: IdList): ReadList => {
  const lines = text.split(/\r\n?|\n/);
  const start = lines.findIndex((line) => withoutComment(line) !== '');
  const first = withoutComment(lines[start] ?? '');
  const columns = DELIMITERS.map((delimiter) => ({ delimiter, cells: cellsOf(first, delimiter) })).filter(
    ({ cells }) => cells.filter((cell) => cell !== '').length > 1,
  );
  const labelled = columns.find(({ cells }) => cells.some(isIdLabel) && !cells.some(isId));
  if (labelled !== undefined) return fromCsv(name, lines.slice(start).join('\n'), start, labelled.delimiter);
  const cells = [...columns.flatMap((one) => one.cells), ...first.split(/\s+/)];
  const [header] = columns;
  if (cells.length > 1 && cells.some(isId))
    return unreadable(name, 'has several columns, and no header that calls one of them ID');
  if (header !== undefined)
    return unreadable(name, `has the columns ${named(header.cells)}, and none of them is called ID`);
  return { kind: 'words', words: wordsOf(name, lines, isIdLabel(unquoted(first)) ? start + 1 : 0) };
};

const MOST_COLUMNS = 6;
const named = (cells: readonly string[]): string =>
  `${cells.slice(0, MOST_COLUMNS).map(quoted).join(', ')}${cells.length > MOST_COLUMNS ? ' …' : ''}`;

const unquoted = (line: string): string => line.replace(/^"(.*)"$/, '$1');

// What follows a `#` is a comment.
const wordsOf = (name: string, lines: readonly string[], from: number): readonly Word[] =>
  lines.flatMap((line, index) => {
    const text = unquoted(withoutComment(line));
    return text === '' || index < from ? [] : [{ text, where: `${name}, line ${index + 1}` }];
  });

const fromCsv = (name: string, text: string, linesBefore: number, delimiter: Delimiter): ReadList => {
  const read = csvRows(text, delimiter);
  const lineOf = (line: number): string => `${name}, line ${linesBefore + line}`;
  if (read.kind === 'open quote') return unreadable(lineOf(read.line), 'has a quote that is never closed');
  const [header, ...rows] = read.rows;
  const [at = 0, ...others] = (header?.cells ?? []).flatMap((cell, index) => (isIdLabel(cell) ? [index] : []));
  if (others.length > 0) return unreadable(name, 'has several columns called ID');
  const words: Word[] = [];
  for (const { cells, line } of rows) {
    // A name may begin with a #, an id never does: a row that somebody has taken out.
    if (at === 0 && cells[0]?.startsWith('#')) continue;
    if (cells.length !== header?.cells.length) return unreadable(lineOf(line), 'has not as many cells as the header');
    words.push({ text: cells[at] ?? '', where: lineOf(line) });
  }
  return { kind: 'words', words };
};
