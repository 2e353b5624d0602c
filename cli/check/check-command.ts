import type { Command } from 'commander';
import type { ExitCode } from '../terminal/exit.ts';
import { addStackOption } from '../terminal/open-stack.ts';
import { COMMAND, type Terminal } from '../terminal/terminal.ts';
import type { CheckOptions } from './check.ts';

const HELP = `
One finding per line: ✔ good, ! worth knowing, ✘ a problem and what to do.
With a stack: its status, table, event source, queues, alarms, freezes and last
request, with your own rights; no message is taken. Without a cloud in the
configuration the stack alone is checked.

Exit codes:
  0  no problems (there may be remarks)
  1  problems, a missing right of yours among them, or no answer at the moment
  2  usage or configuration error, refused credentials, wrong address, no stack

Examples (run them in the checkout):
  ${COMMAND} check
  ${COMMAND} check --cloud otc
  ${COMMAND} check --stack lights-out-prod
  ${COMMAND} check --stack lights-out-prod --json`;

/** Adds `check` to the command line; `end` takes its exit code. */
export const addCheck = (root: Command, terminal: Terminal, end: (code: ExitCode) => void): void => {
  const command = root
    .command('check')
    .summary('check whether stops would work on a cloud, and how a stack does; changes nothing')
    .description(
      'Logs in and reports cloud, user, roles, microversion, clock, servers and rights, and how a deployed stack does. Sends no stop and changes nothing.',
    )
    .option('--cloud <name>', 'the cloud in clouds.yaml to use')
    .option('--json', 'print one JSON object per line for each finding, and nothing else on standard output');
  addStackOption(command, 'also check a deployed stack')
    .addHelpText('after', HELP)
    .action(async (typed: CheckOptions) => {
      const { check } = await import('./check.ts');
      end(await check(typed, terminal));
    });
};
