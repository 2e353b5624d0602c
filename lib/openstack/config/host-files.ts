import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { fileText } from '../../text.ts';
import type { ConfigPlace } from './files.ts';

/** This machine: its files, the working directory, and the variables handed in. */
export const machinePlace = (env: ConfigPlace['env']): ConfigPlace => ({
  env,
  workingDir: process.cwd(),
  homeDir: homedir(),
  readText,
});

// What openstacksdk passes over in its search: no such file, or one that is not ours to read.
const PASSED_OVER: ReadonlySet<unknown> = new Set(['ENOENT', 'ENOTDIR', 'EACCES', 'EISDIR']);

const readText = async (path: string): Promise<string | undefined> => {
  try {
    return fileText(await readFile(path));
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && PASSED_OVER.has(cause.code)) return undefined;
    throw cause;
  }
};
