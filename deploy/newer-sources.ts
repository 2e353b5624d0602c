import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';

// All that a packaged template and its zips are made from.
const SOURCES = [
  'serverless.yml',
  'schedules.yml',
  'package.json',
  'package-lock.json',
  'build.mjs',
  'deploy',
  'handlers',
  'lib',
];

const filesIn = async (path: string): Promise<readonly string[]> =>
  (await stat(path)).isDirectory()
    ? (await readdir(path, { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
    : [path];

const writtenAt = async (path: string): Promise<number> => (await stat(path)).mtimeMs;

/**
 * The sources of a folder that were written after one of the packaged files was: the package was made from other
 * sources than these.
 */
export const newerSources = async (folder: string, packaged: readonly string[]): Promise<readonly string[]> => {
  const packagedAt = Math.min(...(await Promise.all(packaged.map(writtenAt))));
  const files = (await Promise.all(SOURCES.map((name) => filesIn(join(folder, name))))).flat();
  const times = await Promise.all(files.map(writtenAt));
  return files.filter((_, index) => Number(times[index]) > packagedAt).map((path) => relative(folder, path));
};
