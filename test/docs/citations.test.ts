import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { rowsUnder } from './nova-page.ts';

// A comment or a document names a page by its path, and a place in it in one of two forms after a comma: `section` and its number, or a
// heading in quotes, as a whole or up to its first comma or colon. Documents link, too.

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

const CITATION = /\b(docs\/[\w-]+\.md)(?:, (?:section (\d+)|"([^"]+)"))?/g;

/** The citations in a text that lead nowhere. */
const astray = (text: string): readonly string[] => {
  // A citation may go on in the next line of a comment.
  const flowing = text.replace(/\s*\n\s*(?:\/\/|\*|#)?\s*/g, ' ');
  return [...flowing.matchAll(CITATION)].flatMap(([citation, document = '', section, words]) => {
    const headings = HEADINGS.get(document);
    const isThere = (heading: string): boolean =>
      words === undefined ? section === undefined || heading.startsWith(`${section}. `) : beginsWith(heading, words);
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

test('every place in a document that a file cites is there', () => {
  expect(FILES.length).toBeGreaterThan(300);
  expect(FILES.flatMap(({ name, text }) => astray(text).map((citation) => `${name}: ${citation}`))).toEqual([]);
});

test('every link of a document leads to a document and a heading', () => {
  const broken = FILES.filter(({ name }) => name.endsWith('.md')).flatMap(({ name, text }) =>
    brokenLinks(name, text).map((link) => `${name}: ${link}`),
  );
  expect(broken).toEqual([]);
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
  expect(others.filter(({ text }) => /\bDOMAIN\b/.test(text)).map(({ name }) => name)).toEqual([]);
});

test('a citation that leads nowhere is found', () => {
  const nova = `docs/${'nova'}.md`;
  const good = [nova, `${nova}, section 7`, `${nova}, "Table A"`, `${nova}, "Vendors' codes"`];
  expect(good.flatMap(astray)).toEqual([]);
  const bad = [`docs/${'none'}.md`, `${nova}, section 70`, `${nova}, "Table"`, `${nova}, "Table C"`];
  expect(bad.flatMap(astray)).toEqual(bad);
  expect(astray(`// see ${nova},\n// section 70`)).toEqual([`${nova}, section 70`]);
  expect(brokenLinks(nova, '[a](none.md) [b](#none) [c](evidence.md#none) [d](https://nova.example/x.md)')).toEqual([
    'none.md',
    '#none',
    'evidence.md#none',
  ]);
});
