import { quoted } from '../../lib/message/json.ts';
import { EXIT } from '../terminal/exit.ts';
import { reportProblems } from '../terminal/problems.ts';
import { printable, type Terminal } from '../terminal/terminal.ts';
import { filtered, named } from './choose-letters.ts';
import type { Ended, Gathered } from './gather.ts';
import type { Letter } from './letter.ts';

/** Picks the letters that were named by id or its beginning; says what is missing or ambiguous, and then nothing is done. */
export const pick = (
  { letters, names, hasMore, stack }: Gathered,
  ids: readonly string[],
  { output }: Pick<Terminal, 'output'>,
): readonly Letter[] | Ended => {
  const found = named(letters, ids);
  if (found.kind === 'problems') return { kind: 'ended', code: reportProblems(found.problems, output) };
  if (found.kind === 'letters') return filtered(found.letters, {}, names);
  const where = hasMore ? ' among those that were read' : '';
  for (const id of found.ids)
    output.err(`lights-out: no dead letter of stack ${printable(stack.name)} begins with ${quoted(id)}${where}`);
  return { kind: 'ended', code: EXIT.some };
};
