import { fittedTable } from './fitted-table.ts';

/** A line that breaks between words where a terminal is too narrow for it, indented as a table is; whole where there is no terminal. */
export const wrapped = (line: string, columns: number | undefined): string =>
  columns === undefined ? line : fittedTable([{ cells: 'words' }], [[line]], columns);
