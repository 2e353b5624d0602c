import { fileURLToPath } from 'node:url';
import { Argument, type Command } from 'commander';
import { EXIT, type ExitCode } from '../terminal/exit.ts';
import { COMMAND, type Terminal } from '../terminal/terminal.ts';
import { candidates } from './candidates.ts';
import { FILES, SHELL, SHELLS } from './shells.ts';

const START = fileURLToPath(new URL('../lights-out.mjs', import.meta.url));

const HELP = `
The script defines a function lights-out, which runs the command of this
checkout, and completes it: commands, options, their fixed values and names of
files. It asks the command for the words at each TAB, so that they are never
older than the checkout. Names of servers are not completed.

Exit codes:
  0  done
  2  usage error

Examples (run them in the checkout):
  eval "$(${COMMAND} completion bash)"
  eval "$(${COMMAND} completion zsh)"
  ${COMMAND} completion fish | source
  ${COMMAND} completion bash -- stop --d    # what a TAB shows`;

// In `--servers-from=rack` the = is a word of its own to bash; nobody types one alone.
const withoutEquals = (typed: readonly string[]): readonly string[] =>
  typed.flatMap((word, at) => (word !== '=' ? [word] : at === typed.length - 1 ? [''] : []));

/** Adds `completion` to the command line; `end` takes its exit code. */
export const addCompletion = (root: Command, { output }: Terminal, end: (code: ExitCode) => void): void => {
  root
    .command('completion')
    .summary('print a script that completes the command in a shell')
    .description('Prints a script for the shell, or with -- and words the words that complete the last of them.')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .argument('[word...]', 'what was typed after the command so far; the script gives them')
    .addHelpText('after', HELP)
    .action((shell: (typeof SHELLS)[number], typed: readonly string[]) => {
      const { script, line } = SHELL[shell];
      if (typed.length === 0) output.out(script(START));
      else {
        const next = candidates(root, withoutEquals(typed));
        if (next.kind === 'files') output.out(FILES);
        else for (const one of next.words) output.out(line(one));
      }
      end(EXIT.done);
    });
};
