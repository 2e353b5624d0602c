import { access, readdir, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { sources } from './sources.ts';

// The codes of docs/invariants.md and docs/faults.md: each one that is cited has its row, and each row a test.

const ROOT = new URL('../../', import.meta.url);
const read = (name: string): Promise<string> => readFile(new URL(name, ROOT), 'utf8');

// A service (`AWS::S3::Bucket`) is no code, and neither are the names of template scanners, which are all in lists called `rules`.
const CODE = /(?<![\w:.$#/-])(?:[SLOXR]\d{1,2}|F\d{3})(?![\w-])/g;
const SCANNERS_RULES = /\brules: \[[^\]]*\]/g;
const codesIn = (text: string): readonly string[] => text.replace(SCANNERS_RULES, '').match(CODE) ?? [];

// Their tests make codes up.
const MADE_UP = ['test/docs/codes.test.ts', 'test/simulation/fault-matrix.test.ts'];

interface Row {
  readonly id: string;
  readonly heldBy: readonly string[];
}

const rowsIn = (page: string): readonly Row[] =>
  [...page.matchAll(/^\| ([SLOX]\d{1,2}|F\d{3}) \| [^|]+ \| ([^|]+) \|$/gm)].map(([, id = '', held = '']) => ({
    id,
    heldBy: held.startsWith('none: ') ? [] : held.split('; ').map((one) => one.split(' › ')[0]?.trim() ?? ''),
  }));

const invariants = async (): Promise<readonly Row[]> => rowsIn(await read('docs/invariants.md'));
const rows = async (): Promise<readonly Row[]> => [...(await invariants()), ...rowsIn(await read('docs/faults.md'))];

test('every code that is cited anywhere is defined in docs/invariants.md or docs/faults.md', async () => {
  const defined = new Set((await rows()).map(({ id }) => id));
  const unknown: string[] = [];
  for (const name of await sources()) {
    if (MADE_UP.includes(name)) continue;
    for (const code of codesIn(await read(name))) if (!defined.has(code)) unknown.push(`${name}: ${code}`);
  }
  expect(unknown).toEqual([]);
});

test('a code in a comment, a text or a list is found, and a lookalike is not', () => {
  expect(codesIn("// A rule (S91), F901.\nsay('L92', `x`); X93, R94 and O95")).toEqual([
    'S91',
    'F901',
    'L92',
    'X93',
    'R94',
    'O95',
  ]);
  expect(codesIn("'AWS::S3::Bucket' CKV_S31 F3 PT10S0 v1.S3 rules: ['L1', 'S5'], X509 S3-like")).toEqual([]);
});

test('every code of a rule or fault is defined once', async () => {
  const ids = (await rows()).map(({ id }) => id);
  expect(ids.length).toBeGreaterThan(100);
  expect(ids.filter((id, place) => ids.indexOf(id) !== place)).toEqual([]);
});

test('every code is held by tests that exist, or its row says why not', async () => {
  for (const { id, heldBy } of await rows())
    for (const file of heldBy)
      await access(new URL(`test/${file}`, ROOT)).catch(() => expect.fail(`${id}: there is no test/${file}`));
});

const CHECKERS = 'simulation/check/';

test('a checker of the simulation is named by exactly the rules that it checks', async () => {
  const held = await invariants();
  for (const name of await readdir(new URL(`test/${CHECKERS}`, ROOT))) {
    const spoken = [...(await read(`test/${CHECKERS}${name}`)).matchAll(/'([SLOX]\d{1,2})'/g)].map(([, id]) => id);
    const named = held.filter(({ heldBy }) => heldBy.includes(`${CHECKERS}${name}`)).map(({ id }) => id);
    expect(named.toSorted(), name).toEqual([...new Set(spoken)].toSorted());
  }
});
