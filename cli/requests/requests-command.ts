import { type Command, Option } from 'commander';
import { SOURCES } from '../../lib/power/intent.ts';
import type { ExitCode } from '../terminal/exit.ts';
import { addStackOption } from '../terminal/open-stack.ts';
import { COMMAND, type Terminal } from '../terminal/terminal.ts';
import type { RequestsOptions } from './requests.ts';

const HELP = `
Shows the newest request first: when it was made, who asked (a schedule by its
name), and what became of its servers. A request that stopped nothing shows
why. All times are UTC. request ID shows one of them in full.

Requests are kept for 45 days.

Exit codes:
  0  shown; also when there are none
  1  something could not be read, and it is said what
  2  usage error, no such stack, or a right that is missing

Examples (run them in the checkout):
  ${COMMAND} requests --stack prod
  ${COMMAND} requests --stack prod --since 2d --source queue
  ${COMMAND} requests --stack prod --since 7d --failed --json`;

/** Adds `requests` to the command line; `end` takes its exit code. */
export const addRequests = (root: Command, terminal: Terminal, end: (code: ExitCode) => void): void => {
  const command = root
    .command('requests')
    .summary('show what was asked of a deployed stack, and what became of it')
    .description('Shows the requests of a deployed stack, and how their servers ended.');
  addStackOption(command)
    .option(
      '--since <when>',
      'a duration back from now (12h, 2d), an instant (2026-11-30T20:00:00Z), or a date (from 00:00 UTC)',
      '1d',
    )
    .addOption(new Option('--source <source>', 'only those of one source').choices(SOURCES))
    .option('--cloud <name>', 'only those for one cloud')
    .option(
      '--failed',
      'only those with dead letters or servers open past the window, and those that stopped nothing but should have',
    )
    .option('--json', 'print one JSON object per line for each request, and nothing else on standard output')
    .addHelpText('after', HELP)
    .action(async (typed: Partial<RequestsOptions> & Pick<RequestsOptions, 'since'>) => {
      const { requests } = await import('./requests.ts');
      end(await requests({ json: false, failed: false, ...typed }, terminal));
    });
};
