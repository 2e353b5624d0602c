import { type Command, InvalidArgumentError } from 'commander';
import type { ExitCode } from '../terminal/exit.ts';
import { addStackOption } from '../terminal/open-stack.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { LETTER_REASONS } from './letter-words.ts';
import { LIST_HELP } from './letters-help.ts';
import { type ListOptions, list } from './list.ts';

const LIMIT = 1_000;
const LIMIT_MOST = 10_000;

const parseLimit = (text: string): number => {
  const count = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (count >= 1 && count <= LIMIT_MOST) return count;
  throw new InvalidArgumentError(`Must be a whole number from 1 to ${LIMIT_MOST}.`);
};

const addShared = (command: Command): Command =>
  addStackOption(command)
    .option('--limit <n>', `read at most so many letters, 1 to ${LIMIT_MOST}`, parseLimit, LIMIT)
    .option('--json', 'print one JSON object per line for each letter, and nothing else on standard output', false);

const addFilters = (command: Command): Command =>
  command
    .option('--reason <word>', `only letters with this reason: ${LETTER_REASONS.join(', ')}`)
    .option('--request <id>', 'only letters of this request: its id, or the name of a schedule')
    .option('--server <id>', 'only letters about this server: its ID, or its name where the cloud is configured');

/** Adds `dead-letters` with its sub-commands to the command line; `end` takes the exit code. */
export const addDeadLetters = (root: Command, terminal: Terminal, end: (code: ExitCode) => void): void => {
  const letters = root
    .command('dead-letters')
    .summary("show a deployed stack's dead letters, replay them or drop them")
    .description('Shows what a deployed stack has given up and why, asks for it again, or drops it.');
  addFilters(
    addShared(
      letters
        .command('list')
        .summary('show all of them, by reason; takes none out of the queue')
        .description('Shows the dead letters of a deployed stack by reason, the newest first. All stay in the queue.'),
    ),
  )
    .addHelpText('after', LIST_HELP)
    .action(async (typed: ListOptions) => {
      end(await list(typed, terminal));
    });
};
