import Table from 'cli-table3';
import stringWidth from 'string-width';

/** One column: `whole` is never broken, `words` breaks between words, `id` is shortened to make room for `words`. */
export interface Column {
  readonly head?: string;
  readonly cells: 'whole' | 'words' | 'id';
  readonly align?: 'right';
}

const INDENT = 2;
const GAP = 2;
/** Fewer cells than that make a tower of words. */
const LEAST_WORDS = 24;
const LEAST_CELLS = 6;
/** The first block of a UUID. */
const LEAST_ID = 8;

/** What a line may be long: in some terminals a line that fills its last cell breaks. */
const usable = (columns: number): number => columns - 1;

/** A line cut to a terminal of `columns` cells; whole where there is no terminal. The line has no colours yet. */
export const fittedLine = (line: string, columns: number | undefined): string => {
  if (columns === undefined || stringWidth(line) <= usable(columns)) return line;
  let kept = '';
  for (const character of line) {
    if (stringWidth(kept + character) > usable(columns) - 1) break;
    kept += character;
  }
  return usable(columns) < 1 ? '' : `${kept}…`;
};

/**
 * Lines without frame or rules in a terminal of `columns` cells: no row breaks but between words. Undefined: as long
 * as they are.
 */
export const fittedTable = (
  shape: readonly Column[],
  rows: readonly (readonly string[])[],
  columns: number | undefined,
): string => {
  const natural = widthsOf(shape, rows);
  if (columns === undefined) return draw(shape, rows, natural);
  const room = (widths: readonly number[]): number =>
    usable(columns) - INDENT - GAP * (shape.length - 1) - total(widths.filter((_, at) => shape[at]?.cells !== 'words'));
  const wordy = natural.filter((_, at) => shape[at]?.cells === 'words');
  const wanted = Math.min(total(wordy), LEAST_WORDS * wordy.length);
  if (room(natural) >= wanted) return draw(shape, rows, shareRoom(shape, natural, room(natural)));
  const short = shortenIds(shape, rows);
  const widths = widthsOf(shape, short);
  return draw(shape, short, shareRoom(shape, widths, room(widths)));
};

const total = (widths: readonly number[]): number => widths.reduce((sum, width) => sum + width, 0);

const widthsOf = (shape: readonly Column[], rows: readonly (readonly string[])[]): readonly number[] =>
  shape.map(({ head = '' }, at) => Math.max(stringWidth(head), 1, ...rows.map((row) => stringWidth(row[at] ?? ''))));

/** Narrow columns of words get their full width, the others an equal share of the rest. */
const shareRoom = (shape: readonly Column[], natural: readonly number[], room: number): readonly number[] => {
  const widths = [...natural];
  const wordy = shape.flatMap(({ cells }, at) => (cells === 'words' ? [at] : []));
  let [left, columns] = [room, wordy.length];
  for (const at of wordy.toSorted((a, b) => (natural[a] ?? 0) - (natural[b] ?? 0))) {
    const width = Math.max(Math.min(natural[at] ?? 0, Math.floor(left / columns)), LEAST_CELLS);
    widths[at] = width;
    left -= width;
    columns -= 1;
  }
  return widths;
};

const shortenIds = (shape: readonly Column[], rows: readonly (readonly string[])[]): readonly (readonly string[])[] => {
  const lengths = shape.map(({ cells }, at) => (cells === 'id' ? distinctLength(rows.map((row) => row[at] ?? '')) : 0));
  const cell = (text: string, length = 0): string =>
    length === 0 || text.length <= length + 1 ? text : `${text.slice(0, length)}…`;
  return rows.map((row) => row.map((text, at) => cell(text, lengths[at])));
};

/** How many characters distinguish all of them. */
const distinctLength = (ids: readonly string[]): number => {
  const distinct = new Set(ids);
  let length = LEAST_ID;
  while (new Set([...distinct].map((id) => id.slice(0, length))).size < distinct.size) length += 1;
  return length;
};

const NO_FRAME = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '' },
  ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
  ...{ mid: '', 'mid-mid': '', 'left-mid': '', 'right-mid': '', right: '' },
  left: ' '.repeat(INDENT),
  middle: ' '.repeat(GAP),
};

const draw = (shape: readonly Column[], rows: readonly (readonly string[])[], widths: readonly number[]): string => {
  const heads = shape.map(({ head = '' }) => head);
  const table = new Table({
    ...(heads.every((head) => head === '') ? {} : { head: heads }),
    chars: NO_FRAME,
    colWidths: [...widths],
    colAligns: shape.map(({ align }) => align ?? 'left'),
    wordWrap: true,
    // Its own colours do not heed NO_COLOR.
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  for (const row of rows) table.push([...row]);
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
};
