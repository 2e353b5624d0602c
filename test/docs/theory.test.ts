import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { ENTRY_FIELDS } from '../../lib/ledger/entry-schema.ts';
import { DEFAULT_TIMING } from '../../lib/power/timing.ts';

// What docs/theory.md says of an entry's fields and of times is what the code has.

const LIB = new URL('../../lib/', import.meta.url);
const page = await readFile(new URL('../../docs/theory.md', import.meta.url), 'utf8');

/** The first cell of every row of the section's table, and the others. */
const rowsOf = (heading: string): readonly (readonly string[])[] =>
  (page.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(1)
    .map((line) => line.slice(2, -2).split(' | '));

const namesIn = (cell: string): readonly string[] => [...cell.matchAll(/`(\w+)`/g)].map(([, name = '']) => name);

describe('who may write which field', () => {
  const fields = ['expiresAt', ...Object.keys(ENTRY_FIELDS)];
  const ofASend = Object.keys(ENTRY_FIELDS.sends.item.entries);
  const rows = rowsOf('Who may write which field');

  test.each(fields)('the field %s of an entry has exactly one row in the theory', (field) => {
    const naming = rows.filter(([cell = '']) => !cell.startsWith('… ') && namesIn(cell).includes(field));
    expect(naming).toHaveLength(1);
  });

  test.each(ofASend)('the field %s of a send is in a row of the theory', (field) => {
    const [first, ...more] = rows.filter(([cell = '']) => cell === '`sends`' || cell.startsWith('… '));
    expect([...namesIn(first?.[1] ?? ''), 'state', ...more.flatMap(([cell = '']) => namesIn(cell))]).toContain(field);
  });

  test('no row of the theory names a field that does not exist', () => {
    const known = new Set([...fields, ...ofASend]);
    expect(rows.flatMap(([cell = '']) => namesIn(cell)).filter((name) => !known.has(name))).toEqual([]);
  });
});

const UNITS = { s: 1_000, min: 60_000, h: 3_600_000 } as const;
const msOf = (text: string): number => {
  const [, count, unit] = /^(\d+) (s|min|h)$/.exec(text) ?? [];
  return Number(count) * UNITS[unit as keyof typeof UNITS];
};

const SETTINGS: Readonly<Record<string, number>> = {
  STOP_QUARANTINE: DEFAULT_TIMING.quarantineMs,
  STOP_PATIENCE: DEFAULT_TIMING.patienceMs,
  LOOK_FIRST: DEFAULT_TIMING.lookFirstMs,
  VISIBILITY_TIMEOUT: DEFAULT_TIMING.windowMinMs,
};

/** Every value that a constant of this name has anywhere in the product; many of them are private to their file. */
const valuesOf = async (name: string): Promise<readonly number[]> => {
  const files = (await readdir(LIB, { recursive: true })).filter((file) => file.endsWith('.ts'));
  const sources = await Promise.all(files.map((file) => readFile(new URL(file, LIB), 'utf8')));
  return sources.flatMap((source) =>
    [...source.matchAll(new RegExp(`const ${name} = ([\\d_* ]+);`, 'g'))].map(([, value = '']) =>
      value.split('*').reduce((product, factor) => product * Number(factor.trim().replaceAll('_', '')), 1),
    ),
  );
};

test.each(rowsOf('Times that depend on each other'))(
  'the theory and the code agree that %s is %s',
  async (cell, value = '') => {
    const [name = ''] = namesIn(cell);
    expect(SETTINGS[name] === undefined ? await valuesOf(name) : [SETTINGS[name]]).toEqual([msOf(value)]);
  },
);
