import type { Command } from 'commander';
import type { ExitCode } from '../terminal/exit.ts';
import { COMMAND, type Terminal } from '../terminal/terminal.ts';
import { check } from './check.ts';

const HELP = `
One finding per line: ✔ good, ! worth knowing, ✘ a problem and how to fix it.

Exit codes:
  0  no problems (there may be remarks)
  1  problems, or the cloud does not answer at the moment
  2  usage or configuration error, refused credentials, wrong address

Examples (run them in the checkout):
  ${COMMAND} check
  ${COMMAND} check --cloud otc`;

/** Adds `check` to the command line; `end` takes its exit code. */
export const addCheck = (root: Command, terminal: Terminal, end: (code: ExitCode) => void): void => {
  root
    .command('check')
    .summary('check whether stops would work on a cloud; changes nothing')
    .description(
      'Logs in and reports cloud, user, roles, microversion, clock, servers and rights. Sends no stop and changes nothing.',
    )
    .option('--cloud <name>', 'the cloud in clouds.yaml to use')
    .addHelpText('after', HELP)
    .action(async (typed: { readonly cloud?: string }) => {
      end(await check(typed, terminal));
    });
};
