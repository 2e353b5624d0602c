import { mkdtempSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder in the temporary directory for this process alone. */
export interface OwnFolder {
  readonly path: string;
  remove(): Promise<void>;
}

const left = new Set<string>();

/** Whatever ends this process, its folders go: some hold passwords. */
const removeAll = (): void => {
  for (const path of left) rmSync(path, { recursive: true, force: true });
  left.clear();
};

/** Makes a folder that its owner alone can read; it is gone after `remove`, and at the end of this process at the latest. */
export const ownFolder = (prefix: string): OwnFolder => {
  if (!process.listeners('exit').includes(removeAll)) process.on('exit', removeAll);
  // At once, so that there is no moment at which it is there and not on the list.
  const path = mkdtempSync(join(tmpdir(), prefix));
  left.add(path);
  return {
    path,
    remove: async () => {
      await rm(path, { recursive: true, force: true });
      left.delete(path);
    },
  };
};
