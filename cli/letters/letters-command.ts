import { type Command, InvalidArgumentError } from 'commander';
import type { ExitCode } from '../terminal/exit.ts';
import { addStackOption } from '../terminal/open-stack.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { DropOptions } from './drop.ts';
import type { GatherOptions } from './gather.ts';
import { LETTER_REASONS } from './letter-words.ts';
import { DROP_HELP, LIST_HELP, REPLAY_HELP, SHOW_HELP } from './letters-help.ts';
import type { ListOptions } from './list.ts';
import type { ReplayOptions } from './replay.ts';
import { LETTERS_MOST } from './take-letters.ts';

const LIMIT = 1_000;
const ID = "the letter's id, or as much of its beginning as no other has: 4 characters at least";

/** What was not typed. */
const UNSET = { json: false, dryRun: false, yes: false };
type Typed<Options extends { readonly limit: number }> = Partial<Options> & Pick<Options, 'limit'>;

const parseLimit = (text: string): number => {
  const count = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (count >= 1 && count <= LETTERS_MOST) return count;
  throw new InvalidArgumentError(`Must be a whole number from 1 to ${LETTERS_MOST}.`);
};

const addShared = (command: Command): Command =>
  addStackOption(command)
    .option('--limit <n>', `read at most so many letters, 1 to ${LETTERS_MOST}`, parseLimit, LIMIT)
    .option('--json', 'print one JSON object per line for each letter, and nothing else on standard output');

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
  const reading = letters
    .command('list')
    .summary('show all of them, by reason; takes none out of the queue')
    .description('Shows the dead letters of a deployed stack by reason, the newest first. All stay in the queue.');
  addFilters(addShared(reading))
    .addHelpText('after', LIST_HELP)
    .action(async (typed: Typed<ListOptions>) => {
      const { list } = await import('./list.ts');
      end(await list({ ...UNSET, ...typed }, terminal));
    });
  const showing = letters
    .command('show')
    .summary('show everything of one, and what a replay of it would do now')
    .description('Shows everything of one dead letter, what its reason means, and what a replay of it would do now.')
    .argument('<id>', ID);
  addShared(showing)
    .addHelpText('after', SHOW_HELP)
    .action(async (id: string, typed: Typed<GatherOptions>) => {
      const { show } = await import('./show.ts');
      end(await show(id, { ...UNSET, ...typed }, terminal));
    });
  const replaying = letters
    .command('replay')
    .summary('ask for them again: shows first what each would do, and asks once')
    .description(
      'Asks for what failed again, with the same request, and removes each letter whose message was accepted.',
    )
    .argument('[id...]', `${ID} (default: all letters that the options choose)`);
  addFilters(addShared(replaying))
    .option('--dry-run', 'show what each replay would do, and replay nothing')
    .option('--yes', 'replay without asking; required without a terminal, and with --json')
    .addHelpText('after', REPLAY_HELP)
    .action(async (ids: readonly string[], typed: Typed<ReplayOptions>) => {
      const { replay } = await import('./replay.ts');
      end(await replay(ids, { ...UNSET, ...typed }, terminal));
    });
  const dropping = letters
    .command('drop')
    .summary('remove letters for good, after showing them')
    .description('Removes dead letters for good. What they ask for is not stopped.')
    .argument('<id...>', ID);
  addShared(dropping)
    .option('--yes', 'remove without asking; required without a terminal, and with --json')
    .addHelpText('after', DROP_HELP)
    .action(async (ids: readonly string[], typed: Typed<DropOptions>) => {
      const { drop } = await import('./drop.ts');
      end(await drop(ids, { ...UNSET, ...typed }, terminal));
    });
};
