import type { Command } from 'commander';
import type { ExitCode } from '../terminal/exit.ts';
import { addStackOption } from '../terminal/open-stack.ts';
import { COMMAND, type Terminal } from '../terminal/terminal.ts';
import type { WhyOptions } from './why.ts';

const HELP = `
The first line is the answer: whether the server is off or on now, since when
and by whom. Below it, newest first: who asked for a stop, what was seen, what
was decided and why, what Nova answered, what users did, which requests left
the server out, and freezes. A request that left it out is judged by the tags
that the server has now. All times are UTC.

It reads the ledger of the stack with your rights on AWS, and the cloud with
your own credentials. A part that cannot be read is named, and the rest shows.

A server is given by its id, its name, or the beginning of its id. Names come
from the cloud; where it is not configured, from the last requests.

Exit codes:
  0  answered
  1  no such server, or a part could not be read
  2  usage error, no such stack, or several servers have the name

Examples (run them in the checkout):
  ${COMMAND} why ci-1 --stack prod
  ${COMMAND} why ci-1 --stack prod --since 14d --json`;

/** Adds `why` to the command line; `end` takes its exit code. */
export const addWhy = (root: Command, terminal: Terminal, end: (code: ExitCode) => void): void => {
  const command = root
    .command('why')
    .summary('show why a server is off, or still on, and what was done about it')
    .description('Shows why a server is off, or still on: requests, stops and what users did, in one time line.')
    .argument('<server>', 'the id of a server, its name, or the beginning of its id');
  addStackOption(command)
    .option(
      '--since <when>',
      'how far back: a duration (2d), an instant (2026-11-30T20:00:00Z), or a date (from 00:00 UTC)',
      '2d',
    )
    .option('--cloud <name>', 'the cloud of the server (default: as OpenStack clients choose, else by the requests)')
    .option(
      '--json',
      'print one JSON object per line for the answer and each event, and nothing else on standard output',
    )
    .addHelpText('after', HELP)
    .action(async (server: string, typed: Partial<WhyOptions> & Pick<WhyOptions, 'since'>) => {
      const { why } = await import('./why.ts');
      end(await why(server, { json: false, ...typed }, terminal));
    });
};
