import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, resolve, sep } from 'node:path';
import { zipEntries } from './zip-entries.ts';

/** Unpacks a function's zip as Lambda does, so that what runs is what was packaged. Throws when it is damaged or reaches outside. */
export const unzip = async (zipPath: string, folder: string): Promise<void> => {
  for (const { name, bytes } of zipEntries(await readFile(zipPath))) {
    const path = resolve(folder, name);
    if (!path.startsWith(folder + sep)) throw new Error(`${zipPath}: ${name} lies outside`);
    if (name.endsWith('/')) continue;
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
  }
};
