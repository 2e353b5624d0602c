import type { ExitCode } from '../terminal/exit.ts';
import { printable, type Terminal } from '../terminal/terminal.ts';
import { type FilterOptions, filtered, filterProblems } from './choose-letters.ts';
import { type GatherOptions, gather } from './gather.ts';
import { letterJson } from './letter-json.ts';
import { lettersCommand } from './letter-words.ts';
import { countLines, narrowTable, wideTable } from './list-screen.ts';

/** The options of `dead-letters list`, as typed. */
export interface ListOptions extends GatherOptions, FilterOptions {}

/** `lights-out dead-letters list`: shows the letters and leaves them in the queue. Throws only bugs. */
export const list = async (options: ListOptions, terminal: Terminal): Promise<ExitCode> => {
  const { output } = terminal;
  const found = await gather(options, filterProblems(options), terminal);
  if (found.kind === 'ended') return found.code;
  const { stack, letters, names, code } = found;
  const shown = filtered(letters, options, names);
  if (options.json) {
    for (const letter of shown) output.out(JSON.stringify(letterJson(letter, names)));
    return code;
  }
  if (shown.length === 0) {
    output.out(noneLine(letters.length, stack.name));
    return code;
  }
  const lines = output.size() === undefined ? [wideTable(shown, found)] : narrowTable(shown, found, output);
  for (const line of [...lines, countLines(shown, letters.length, output)]) output.out(line);
  const [first] = shown;
  if (output.size() !== undefined && first !== undefined) {
    output.out('Look at one, and at what a replay of it would do:');
    output.out(lettersCommand('show', found.shortId(first), options));
  }
  return code;
};

/** What is said where no letter is shown. */
export const noneLine = (all: number, stack: string): string =>
  all === 0
    ? `The dead-letter queue of stack ${printable(stack)} is empty`
    : `None of the ${all} dead letters of stack ${printable(stack)} fits`;
