import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { type Column, fittedLine, fittedTable } from '../../cli/terminal/fitted-table.ts';
import { idOf } from './a-cloud.ts';

const COLUMNS: readonly Column[] = [
  { head: 'server', cells: 'id' },
  { head: 'outcome', cells: 'whole' },
  { head: 'because', cells: 'words' },
  { head: 's', cells: 'whole', align: 'right' },
];
const ROW = [idOf(1), 'already-stopped', 'off without a stop of ours, and it was so before anybody asked', '4.2'];

const lines = (rows: readonly (readonly string[])[], columns?: number): readonly string[] =>
  fittedTable(COLUMNS, rows, columns).split('\n');

describe('fittedTable', () => {
  test.each([60, 80, 100, 120, 200])('A table fits %i columns', (columns) => {
    for (const line of lines([ROW, ROW], columns)) expect(stringWidth(line)).toBeLessThan(columns);
  });

  test('A table has no rules, no frame and no blanks at the end of a line', () => {
    expect(lines([['a', 'held', 'locked', '1.0']])).toEqual([
      '  server  outcome  because    s',
      '  a       held     locked   1.0',
    ]);
  });

  test('A table without a terminal is as wide as its longest row', () => {
    expect(lines([ROW])[1]).toContain(`${ROW[0]}  ${ROW[1]}  ${ROW[2]}`);
  });

  test('A table keeps ids whole where there is room, and shortens them where there is none', () => {
    expect(lines([ROW], 120)[1]).toContain(idOf(1));
    expect(lines([ROW], 80)[1]).toContain('5e1f0000…');
  });

  test('A table keeps shortened ids different from each other', () => {
    const [one, other] = ['5e1f0000-1111-4000-8000-000000000000', '5e1f0000-1112-4000-8000-000000000000'];
    const printed = lines(
      [one, other].map((id) => [id, ...ROW.slice(1)]),
      80,
    ).join('\n');
    expect(printed).toContain('5e1f0000-1111…');
    expect(printed).toContain('5e1f0000-1112…');
  });

  test('A table counts colours as no cell and wide characters as two', () => {
    const printed = lines([['サーバー'.repeat(3), '\u001b[32mheld\u001b[39m', '電源'.repeat(60), '1.0']], 80);
    for (const line of printed) expect(stringWidth(line)).toBeLessThan(80);
  });
});

test.each([
  ['shorter', 80, 'shorter'],
  ['0123456789', 10, '01234567…'],
  ['電源電源電源', 8, '電源電…'],
  ['anything', 1, ''],
])('A line of “%s” is cut to %i columns', (line, columns, cut) => {
  expect(fittedLine(line, columns)).toBe(cut);
});
