// The command in one piece, as `npm ci` made it (bundle-command.mjs): it starts in less than half the time of its sources.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Where the bundle is, in the checkout: as deep as a command's folder, so that its files find the same things beside them. */
export const BUNDLE = 'cli/.bundle';

/** Differs after every change of a file: the system sets the last of the three, and nobody can set it back. */
export const stampOf = (path) => {
  const { size, mtimeMs, ctimeMs } = statSync(path);
  return `${size} ${mtimeMs} ${ctimeMs}`;
};

/** The URL of the bundle's first file, if each file that it was made of is as it was; else undefined: run the sources. */
export const freshBundle = (root) => {
  try {
    const stamps = JSON.parse(readFileSync(join(root, BUNDLE, 'stamps.json'), 'utf8'));
    const isFresh = Object.entries(stamps).every(([path, stamp]) => stampOf(join(root, path)) === stamp);
    return isFresh ? pathToFileURL(join(root, BUNDLE, 'main.mjs')).href : undefined;
  } catch (error) {
    // There is no bundle, or one of its sources has gone.
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
};
