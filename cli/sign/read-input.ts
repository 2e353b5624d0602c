import type { Problems } from '../terminal/problems.ts';
import { printable } from '../terminal/terminal.ts';

/** Reads a file (`-`: standard input) in one of the terminal's ways; a problem in one line. Throws only bugs. */
export const readInput = async <Content>(
  what: string,
  path: string,
  read: (path: string) => Promise<Content>,
): Promise<{ readonly kind: 'read'; readonly content: Content } | Problems> => {
  try {
    return { kind: 'read', content: await read(path) };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    const name = path === '-' ? 'standard input' : printable(path);
    return { kind: 'problems', problems: [`${what}: ${name} cannot be read (${String(error.code)})`] };
  }
};
