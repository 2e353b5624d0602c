import { readdir, readFile } from 'node:fs/promises';

/** The checkout. */
export const ROOT = new URL('../../', import.meta.url);

/** The text of a file, by its path from the checkout. */
export const read = (name: string): Promise<string> => readFile(new URL(name, ROOT), 'utf8');

/** The pages of docs/, by their paths. */
export const pages = async (): Promise<readonly string[]> =>
  (await readdir(new URL('docs/', ROOT))).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`);

/** Every document for people, but for the changelog. */
export const documents = async (): Promise<readonly string[]> => [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'examples/README.md',
  ...(await pages()),
];

const withoutBlocks = (text: string): string => text.replace(/^```[\s\S]*?^```$/gm, '');

/** The targets of a page's links, without those of examples. */
export const linksOf = (text: string): readonly string[] =>
  [
    ...withoutBlocks(text)
      .replace(/`[^`]*`/g, '')
      .matchAll(/\]\(([^)\s]+)\)/g),
  ].map(([, target]) => target ?? '');

/** The rows of the table below a heading, each a list of cells; without its head. */
export const tableBelow = (text: string, heading: string): readonly (readonly string[])[] => {
  const [, below = ''] = text.split(new RegExp(`^#+ ${heading}$`, 'm'));
  const [table = ''] = /(?:^\|.*\n)+/m.exec(below) ?? [];
  return table
    .trim()
    .split('\n')
    .slice(2)
    .map((row) =>
      row
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim()),
    );
};

/** The spans of code of a text, without its blocks. */
export const codeIn = (text: string): readonly string[] =>
  [...withoutBlocks(text).matchAll(/`([^`]+)`/g)].map(([, code]) => code ?? '');
