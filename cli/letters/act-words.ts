import { EXIT, type ExitCode } from '../terminal/exit.ts';
import { printable, type Terminal } from '../terminal/terminal.ts';
import type { Act } from './act-on.ts';
import type { Letter } from './letter.ts';
import { type Naming, serverCell } from './list-screen.ts';

// What stays to be said of a letter whose end is not the one that was asked for.
const troubleOf = (act: Act): string | undefined => {
  switch (act.kind) {
    case 'done':
      return undefined;
    case 'gone':
      return 'it is not in the queue any more: somebody else has taken or removed it';
    case 'not-reached':
      return 'it was not reached, and is in the queue as before: run it again';
    case 'unclear':
      return `whether its message was accepted is not known: ${act.because}; the letter stays, and another replay of it does no harm`;
    case 'not-removed':
      return `the letter could not be removed: ${act.because}; it may show again, and another try does no harm`;
  }
};

/** Says of each letter that is not done why, one line each; the exit code of the pass. */
export const reportActs = (
  letters: readonly Letter[],
  acts: ReadonlyMap<string, Act>,
  { names, shortId }: Naming,
  { err }: Terminal['output'],
): ExitCode => {
  let code: ExitCode = EXIT.done;
  for (const letter of letters) {
    const trouble = troubleOf(acts.get(letter.messageId) ?? { kind: 'not-reached' });
    if (trouble === undefined) continue;
    code = EXIT.some;
    err(`lights-out: letter ${shortId(letter)} (${serverCell(letter, names)}): ${printable(trouble)}`);
  }
  return code;
};

/** The worse of two exit codes. */
export const worse = (a: ExitCode, b: ExitCode): ExitCode => (a > b ? a : b);
