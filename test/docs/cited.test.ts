import { access, readFile } from 'node:fs/promises';
import { posix } from 'node:path';
import { expect, test } from 'vitest';
import { sources } from './sources.ts';

// Whatever page, section or file is cited, in a document or in a comment, is there for whoever clones this.

const ROOT = new URL('../../', import.meta.url);
const read = (name: string): Promise<string> => readFile(new URL(name, ROOT), 'utf8');
const exists = (name: string): Promise<boolean> =>
  access(new URL(name, ROOT)).then(
    () => true,
    () => false,
  );

const THIS = 'test/docs/cited.test.ts';
// Notes from before there were pages. They are not part of the repository.
const PAPERS = /\b(?:RELIABILITY)\b/;

const headingsOf = (page: string): readonly string[] =>
  [...page.replace(/^```[\s\S]*?^```/gm, '').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading);

/** The anchor that GitHub gives a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');

interface Cited {
  readonly as: string;
  readonly page: string;
  readonly anchor?: string | undefined;
  /** How its heading begins. */
  readonly heading?: string | undefined;
}

const LINK = /\]\((?!\w+:)([^)#]*)(?:#([^)]*))?\)/g;
const PATH = /(?<!\]\()(?<![\w/])(docs\/[\w-]+\.md)(?:#([\w-]+)|, (?:"([^"]+)"|(table [A-Z])\b))?/g;

/** Pages and sections that a text cites: a link, `docs/page.md`, with `#anchor`, `, "Heading"` or `, table B`. */
const citedIn = (name: string, text: string): readonly Cited[] => [
  ...(name.endsWith('.md') ? [...text.matchAll(LINK)] : []).map(([as, to = '', anchor]) => ({
    as,
    page: to === '' ? name : posix.join(posix.dirname(name), to),
    anchor,
  })),
  ...[...text.matchAll(PATH)].map(([as, page = '', anchor, quoted, table]) => ({
    as,
    page,
    anchor,
    heading: quoted ?? table,
  })),
];

const isThere = async ({ page, anchor, heading = '' }: Cited): Promise<boolean> => {
  if (!(await exists(page))) return false;
  if (anchor === undefined && heading === '') return true;
  const headings = headingsOf(await read(page));
  return headings.some(
    (one) => (anchor === undefined || anchorOf(one) === anchor) && one.toLowerCase().startsWith(heading.toLowerCase()),
  );
};

const missing = async (name: string, text: string): Promise<readonly string[]> => {
  const problems: string[] = [];
  for (const one of citedIn(name, text)) if (!(await isThere(one))) problems.push(`${name}: ${one.as}`);
  return problems;
};

test('every page and section that a document or a comment cites is there', async () => {
  const problems: string[] = [];
  for (const name of await sources()) if (name !== THIS) problems.push(...(await missing(name, await read(name))));
  expect(problems).toEqual([]);
});

test('a page or a section that is not there is found, in each form in which it may be cited', async () => {
  const gone = [
    '[a](docs/none.md)',
    '[a](README.md#none)',
    '[a](#none)',
    'docs/none.md',
    'docs/theory.md#none',
    'docs/theory.md, "None"',
    '(docs/theory.md, table Z)',
  ];
  const there = ['[a](docs/theory.md#six-words)', 'docs/theory.md, "Six words"', '[a](https://none.example/a.md#b)'];
  for (const text of gone) expect(await missing('README.md', text)).toHaveLength(1);
  for (const text of there) expect(await missing('README.md', text)).toEqual([]);
});

const FILE = /`((?:bench|cli|deploy|docs|handlers|lib|local|test)\/[\w./-]+\.(?:ts|mjs|js|md|json|ya?ml))`/g;

test('every file that a document names is there', async () => {
  const problems: string[] = [];
  // What was released keeps its names. A test is also named by its place under test/.
  // A test is also named by its place under test/.
  for (const name of (await sources()).filter((one) => one.endsWith('.md') && one !== 'CHANGELOG.md'))
    for (const [, file = ''] of (await read(name)).matchAll(FILE))
      if (!(await exists(file)) && !(await exists(`test/${file}`))) problems.push(`${name}: ${file}`);
  expect(problems).toEqual([]);
});

test('no file cites a paper that is not in the repository', async () => {
  for (const name of await sources()) if (name !== THIS) expect(await read(name), name).not.toMatch(PAPERS);
});
