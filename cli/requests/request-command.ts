import { type Command, Option } from 'commander';
import { SOURCES } from '../../lib/power/intent.ts';
import type { ExitCode } from '../terminal/exit.ts';
import { addStackOption } from '../terminal/open-stack.ts';
import { COMMAND, type Terminal } from '../terminal/terminal.ts';
import type { RequestOptions } from './request.ts';

const HELP = `
ID is the id of a request, the start or the end of one (at least four
characters), or the name of a schedule, which is its newest request. The
requests of the last 45 days are looked through, the newest first.

A request keeps only how many servers each rule left out. --left-out lists the
cloud and shows who is left out as the servers are now. The cloud is also asked
for the names of servers that were given by their ids, if it is configured.

--watch goes on until all servers have ended, or nothing more can come of them.
Ctrl-C ends the watching and says what is open; the request goes on.

Exit codes:
  0    all servers are off (of a rehearsal: were looked at), or a calendar
       excepted the request
  1    something is not as asked: superseded, held, given up or open; nothing
       was stopped; or there is no such request, or it could not be read
  2    usage error, no such stack, a right that is missing, or an ID that
       several requests fit
  130  interrupted

Examples (run them in the checkout):
  ${COMMAND} request weekday-nights --stack prod
  ${COMMAND} request 0d1c2b3a --stack prod --watch
  ${COMMAND} request ticket-4711 --left-out --stack prod`;

/** Adds `request` to the command line; `end` takes its exit code. */
export const addRequest = (root: Command, terminal: Terminal, end: (code: ExitCode) => void): void => {
  const command = root
    .command('request')
    .summary('show one request of a deployed stack, with every server')
    .description('Shows who asked for a stop, for which servers, and what became of each.')
    .argument('<id>', "a request's id, a part of it, or the name of a schedule");
  addStackOption(command)
    .option('--watch', 'go on until all servers have ended')
    .option('--left-out', 'list the cloud, and show which servers the selector leaves out now')
    .option('--since <when>', 'look no further back: a duration (2d), an instant or a date (default: 45 days)')
    .addOption(new Option('--source <source>', 'of one source, where several requests have the id').choices(SOURCES))
    .option('--cloud <name>', 'of one cloud, where several requests have the id')
    .option('--dry-run', 'the rehearsal, where a request has the same id')
    .option('--json', 'print one JSON object per line for each server, and nothing else on standard output')
    .addHelpText('after', HELP)
    .action(async (id: string, typed: Partial<RequestOptions>) => {
      const { request } = await import('./request.ts');
      end(await request(id, { json: false, watch: false, leftOut: false, dryRun: false, ...typed }, terminal));
    });
};
