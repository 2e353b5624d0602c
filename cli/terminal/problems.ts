import { EXIT, type ExitCode } from './exit.ts';
import type { Output } from './terminal.ts';

/** What keeps a command from starting: one line each, all of them at once. */
export interface Problems {
  readonly kind: 'problems';
  readonly problems: readonly string[];
}

const MOST_PROBLEMS = 10;

/** Prints as many problems as a person reads, and how many there are besides. */
export const reportProblems = (problems: readonly string[], output: Output): ExitCode => {
  for (const problem of problems.slice(0, MOST_PROBLEMS)) output.err(`lights-out: ${problem}`);
  if (problems.length > MOST_PROBLEMS) output.err(`lights-out: and ${problems.length - MOST_PROBLEMS} more`);
  return EXIT.usage;
};
