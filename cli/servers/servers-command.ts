import type { Command } from 'commander';
import { addSelectOptions } from '../cloud/select-options.ts';
import type { ExitCode } from '../terminal/exit.ts';
import { COMMAND, type Terminal } from '../terminal/terminal.ts';
import type { ServersOptions } from './servers.ts';

const HELP = `
Takes the options of stop. Without any it shows all servers of the project. A
server is "chosen" when all options fit, "held" when it is chosen but a mark, a
lock or a setting forbids its stop now, "left-out" with the first option that
does not fit, and "unknown" when the look at it failed.

A server in a cell that is down cannot always be seen: a cloud below
microversion 2.69, or a list of several pages, does not show it.

Exit codes:
  0  a stop with these options would go ahead
  1  it would stop nothing (no server fits, or too many do), a look failed, or
     the list of servers is not complete
  2  usage or configuration error, refused credentials, wrong address, or a
     cloud too old to choose servers in

Examples (run them in the checkout):
  ${COMMAND} servers
  ${COMMAND} servers --tag env=dev --except-tag keep
  ${COMMAND} servers --machine bare-metal --name 'ci-*' --json`;

/** Adds `servers` to the command line; `end` takes its exit code. */
export const addServers = (root: Command, terminal: Terminal, end: (code: ExitCode) => void): void => {
  const command = root
    .command('servers')
    .summary('show which servers a stop would choose, and why not the others; stops nothing')
    .description('Lists the servers of the project and shows which ones a stop with the same options would choose.');
  addSelectOptions(command)
    .option('--json', 'print one JSON object per line for each server, and nothing else on standard output')
    .option('--cloud <name>', 'the cloud in clouds.yaml to use')
    .addHelpText('after', HELP)
    .action(async (typed: Partial<ServersOptions>) => {
      const { servers } = await import('./servers.ts');
      end(await servers({ json: false, ...typed }, terminal));
    });
};
