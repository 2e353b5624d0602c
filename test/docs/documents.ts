import { readdir, readFile } from 'node:fs/promises';

/** The checkout. */
export const ROOT = new URL('../../', import.meta.url);

/** The text of a file, by its path from the checkout. */
export const read = (name: string): Promise<string> => readFile(new URL(name, ROOT), 'utf8');

/** The pages of docs/, by their paths. */
const pages = async (): Promise<readonly string[]> =>
  (await readdir(new URL('docs/', ROOT))).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`);

/** Every document for people, but for the changelog. */
export const documents = async (): Promise<readonly string[]> => [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...(await pages()),
];
