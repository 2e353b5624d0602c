/** A row of a CSV text: its cells without quotes, and the line that it begins in, from 1. */
export interface CsvRow {
  readonly cells: readonly string[];
  readonly line: number;
}

/** Reads CSV (RFC 4180: quotes around a cell, doubled inside it, may hold line ends). An open quote is a problem at its line. */
export const csvRows = (
  text: string,
  delimiter: ',' | ';' | '\t',
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
