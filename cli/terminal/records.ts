import { type Column, fittedTable } from './fitted-table.ts';
import type { Output } from './terminal.ts';

/** How records of one kind are shown. */
export interface RecordShape<Shown> {
  readonly columns: readonly Column[];
  cells(record: Shown): readonly string[];
  /** One object of `--json`; its fields are documented in docs/commands.md. */
  json(record: Shown): object;
}

/** Shows records: a table that fits the terminal, whole lines on a pipe, one object a line with `json`. */
export const showRecords = <Shown>(
  records: readonly Shown[],
  { columns, cells, json }: RecordShape<Shown>,
  asJson: boolean,
  output: Output,
): void => {
  if (asJson) for (const record of records) output.out(JSON.stringify(json(record)));
  else if (records.length > 0) output.out(fittedTable(columns, records.map(cells), output.size()?.columns));
};
