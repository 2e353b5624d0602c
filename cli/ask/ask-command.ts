import type { Command } from 'commander';
import { addSelectOptions } from '../cloud/select-options.ts';
import type { ExitCode } from '../terminal/exit.ts';
import { addStackOption } from '../terminal/open-stack.ts';
import { COMMAND, type Terminal } from '../terminal/terminal.ts';
import type { AskOptions } from './ask-plan.ts';

const HELP = `
The request goes to the stop queue, and the stack does the rest with its own
settings: this command needs no credential of the cloud. Servers are named by
their IDs, up to 1,000, or chosen by the options of stop; the worker chooses
when it takes the request. At a terminal a choice is asked about once.

Without --window the stack's STOP_WINDOW holds, and without --cloud its default
cloud. A window longer than 24 hours needs STOP_WINDOW_MAX here, as in the
stack.

When it is not known whether a request was taken, ask again with the same
--request-id: the first one that was taken counts, and no server is stopped
twice.

Exit codes:
  0    asked; with --wait: all servers are off (of a rehearsal: were looked at)
  1    it is not known whether it was taken, or the answer was no; with --wait:
       something is not as asked
  2    usage error, no such stack, or a right that is missing
  130  interrupted; the request goes on

Examples (run them in the checkout, with LIGHTS_OUT_STACK set):
  ${COMMAND} ask 6f70656e-7374-4163-8b20-6e6f74206f66
  ${COMMAND} ask --tag env=dev --at-most 5 --dry-run
  ${COMMAND} ask --servers-from rack-3.csv --reason storm`;

/** Adds `ask` to the command line; `end` takes its exit code. */
export const addAsk = (root: Command, terminal: Terminal, end: (code: ExitCode) => void): void => {
  const command = root
    .command('ask')
    .summary('ask a deployed stack to stop servers, by its queue')
    .description('Puts a request on the stop queue of a deployed stack.')
    .argument('[id...]', 'server IDs (UUIDs)')
    .option(
      '--servers-from <file>',
      'read more IDs from a file, in the forms that stop reads; - is standard input; can be repeated',
      (path: string, paths: readonly string[] = []) => [...paths, path],
    );
  addStackOption(addSelectOptions(command))
    .option('--yes', 'ask for what the options choose without a question; required without a terminal, and with --json')
    .option('--wait', 'follow the request until all servers have ended')
    .option('--dry-run', 'a rehearsal: everything but the stop')
    .option('--window <duration>', "send no stop later than this from now: 30m, 2h or PT1H30M (default: the stack's)")
    .option('--cloud <name>', "the cloud, as the clouds secret of the stack names it (default: the stack's)")
    .option('--reason <text>', 'why the servers are stopped, up to 256 characters')
    .option('--request-id <id>', 'the id of the request (default: a new UUID); the same id is the same request')
    .option(
      '--json',
      'print one JSON object with the request, then with --wait one per line for each server as it ends, and nothing else on standard output',
    )
    .addHelpText('after', HELP)
    .action(async (ids: readonly string[], typed: Partial<AskOptions>) => {
      const { ask } = await import('./ask.ts');
      end(await ask(ids, { serversFrom: [], dryRun: false, json: false, wait: false, ...typed }, terminal));
    });
};
