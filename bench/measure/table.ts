/** A figure with so many decimals; a dash where there is none. */
export const figure = (value: number, decimals = 2): string => (Number.isFinite(value) ? value.toFixed(decimals) : '–');

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** A table in Markdown: the first column is text, the others are figures. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), row(head.map((_, column) => (column === 0 ? '---' : '---:'))), ...rows.map(row)].join('\n');

/** Prints the answer to one question: its heading, what to know before, its table. */
export const say = (heading: string, lines: readonly string[], rows: string): void => {
  process.stdout.write(`\n### ${heading}\n\n${lines.map((line) => `${line}\n\n`).join('')}${rows}\n`);
};
