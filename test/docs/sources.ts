import { readdir } from 'node:fs/promises';

const ROOT = new URL('../../', import.meta.url);
// What is made or fetched, as .gitignore has it, and folders with a dot.
const NOT_OURS = /^(?:\..*|node_modules|dist|coverage|reports|package-lock\.json)$/;
const TEXT = /\.(?:md|ts|mts|mjs|js|json|ya?ml)$/;

/** Everything that people write here and read, by its path from the root: sources, tests and documents. */
export const sources = async (): Promise<readonly string[]> => {
  const top = (await readdir(ROOT, { withFileTypes: true })).filter(({ name }) => !NOT_OURS.test(name));
  const names = await Promise.all(
    top.map(async (one) =>
      one.isDirectory()
        ? (await readdir(new URL(`${one.name}/`, ROOT), { recursive: true })).map((name) => `${one.name}/${name}`)
        : [one.name],
    ),
  );
  // The bench fetches packages of its peers, and the command has its bundle: each beneath a folder of ours.
  return names.flat().filter((name) => TEXT.test(name) && !name.split('/').some((part) => NOT_OURS.test(part)));
};
