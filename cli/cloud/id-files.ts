import { printable, type Terminal } from '../terminal/terminal.ts';
import type { IdList } from './id-lines.ts';

/** Reads the files of `--servers-from` (`-` is standard input); a file that cannot be read is a problem, with the system's code. */
export const readIdFiles = async (
  paths: readonly string[],
  { readText }: Pick<Terminal, 'readText'>,
): Promise<{ readonly lists: readonly IdList[]; readonly problems: readonly string[] }> => {
  const lists: IdList[] = [];
  const problems: string[] = [];
  for (const path of paths) {
    const name = path === '-' ? 'standard input' : path;
    try {
      lists.push({ name: printable(name), text: await readText(path) });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error;
      problems.push(`--servers-from: ${printable(name)} cannot be read (${String(error.code)})`);
    }
  }
  return { lists, problems };
};
