import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { rowsUnder } from './nova-page.ts';

// A comment or a document names a page by its path, and a place in it by `#` and its anchor, or after a comma: `section` and its number,
// `table` and its letter, or a heading in quotes, as a whole or up to its first comma or colon. Documents link, too.

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SKIPPED: ReadonlySet<string> = new Set(['node_modules', 'dist', 'reports', 'coverage', '.serverless', '.git']);
const FILES = globSync('**/*.{md,ts,mts,mjs,yml}', { cwd: ROOT, exclude: (name) => SKIPPED.has(name) }).map((name) => ({
  name,
  text: readFileSync(join(ROOT, name), 'utf8'),
}));

/** The headings of each document, without their marks. */
const HEADINGS: ReadonlyMap<string, readonly string[]> = new Map(
  FILES.filter(({ name }) => name.endsWith('.md')).map(({ name, text }) => [
    name,
    [...text.replace(/```[\s\S]*?```/g, '').matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading ?? ''),
  ]),
);

const CITATION = /\b(docs\/[\w-]+\.md)(?:#([\w-]+)|, (?:section (\d+)|(table [A-Z])\b|"([^"]+)"))?/g;

/** The citations in a text that lead nowhere. */
const astray = (text: string): readonly string[] => {
  // A citation may go on in the next line of a comment.
  const flowing = text.replace(/\s*\n\s*(?:\/\/|\*|#)?\s*/g, ' ');
  return [...flowing.matchAll(CITATION)].flatMap(([citation, document = '', anchor, section, table, quoted]) => {
    const headings = HEADINGS.get(document);
    const words = quoted ?? table?.replace(/^t/, 'T');
    const isThere = (heading: string): boolean => {
      if (anchor !== undefined) return anchorOf(heading) === anchor;
      if (section !== undefined) return heading.startsWith(`${section}. `);
      return words === undefined || beginsWith(heading, words);
    };
    return headings?.some(isThere) ? [] : [citation];
  });
};

const beginsWith = (heading: string, words: string): boolean => {
  const unnumbered = heading.replace(/^\d+\. /, '');
  return unnumbered === words || [',', ':'].some((mark) => unnumbered.startsWith(`${words}${mark}`));
};

/** The anchor that GitHub gives a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');

/** The links in a document that lead nowhere in this repository. */
const brokenLinks = (name: string, text: string): readonly string[] =>
  [...text.matchAll(/\]\(([^)\s]*)\)/g)].flatMap(([, link = '']) => {
    const [path = '', anchor] = link.split('#');
    if (/^[a-z]+:/.test(link)) return [];
    const target = path === '' ? name : normalize(join(dirname(name), path));
    const headings = HEADINGS.get(target);
    if (headings === undefined) return target.endsWith('.md') ? [link] : [];
    return anchor === undefined || headings.some((heading) => anchorOf(heading) === anchor) ? [] : [link];
  });

test('every section of a document that a file cites exists', () => {
  expect(FILES.length).toBeGreaterThan(300);
  expect(FILES.flatMap(({ name, text }) => astray(text).map((citation) => `${name}: ${citation}`))).toEqual([]);
});

test('every link of a document leads to a document and a heading', () => {
  const broken = FILES.filter(({ name }) => name.endsWith('.md')).flatMap(({ name, text }) =>
    brokenLinks(name, text).map((link) => `${name}: ${link}`),
  );
  expect(broken).toEqual([]);
});

const FILE = /`((?:cli|deploy|docs|handlers|lib|local|test)\/[\w./-]+\.(?:ts|mjs|js|md|json|ya?ml))`/g;

test('every file that a document names exists', () => {
  // What was released keeps its names. A test is also named by its place under test/.
  const documents = FILES.filter(({ name }) => name.endsWith('.md') && name !== 'CHANGELOG.md');
  const gone = documents.flatMap(({ name, text }) =>
    [...text.matchAll(FILE)]
      .map(([, file]) => file ?? '')
      .filter((file) => ![file, `test/${file}`].some((path) => existsSync(join(ROOT, path))))
      .map((file) => `${name}: ${file}`),
  );
  expect(gone).toEqual([]);
});

test('docs/nova.md lists the sources that it names in brackets, and no others', () => {
  const page = FILES.find(({ name }) => name === 'docs/nova.md')?.text ?? '';
  const named = [...page.matchAll(/\[([A-Z][\w-]+(?:, [\w-]+)*)\](?!\()/g)].flatMap(
    ([, keys]) => keys?.split(', ') ?? [],
  );
  const listed = rowsUnder('name').flatMap(([keys]) => keys?.split(', ') ?? []);
  expect([...new Set(named)].toSorted()).toEqual(listed.toSorted());
});

test('no file cites a paper that is not in the repository', () => {
  const others = FILES.filter(({ name }) => join(ROOT, name) !== import.meta.filename);
  expect(
    others
      .filter(({ text }) => /\b(?:DESIGN|DOMAIN|FEASIBILITY|RELIABILITY|TOOLCHAIN)\b/.test(text))
      .map(({ name }) => name),
  ).toEqual([]);
});

test('a citation that leads nowhere is reported', () => {
  const nova = `docs/${'nova'}.md`;
  const good = [
    nova,
    `${nova}, section 7`,
    `${nova}, "Table A"`,
    `${nova}, "Vendors' codes"`,
    `${nova}, table B`,
    `${nova}#3-what-nova-does-with-a-stop`,
  ];
  expect(good.flatMap(astray)).toEqual([]);
  const bad = [`docs/${'none'}.md`, `${nova}, section 70`, `${nova}, "Table"`, `${nova}, table C`, `${nova}#none`];
  expect(bad.flatMap(astray)).toEqual(bad);
  expect(astray(`// see ${nova},\n// section 70`)).toEqual([`${nova}, section 70`]);
  expect(brokenLinks(nova, '[a](none.md) [b](#none) [c](evidence.md#none) [d](https://nova.example/x.md)')).toEqual([
    'none.md',
    '#none',
    'evidence.md#none',
  ]);
});
