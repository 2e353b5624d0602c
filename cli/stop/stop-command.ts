import { type Command, InvalidArgumentError } from 'commander';
import { addSelectOptions } from '../cloud/select-options.ts';
import type { ExitCode } from '../terminal/exit.ts';
import { addStackOption } from '../terminal/open-stack.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { StopOptions } from './plan.ts';
import { STOP_HELP } from './stop-help.ts';

const CONCURRENCY_MAX = 64;

const parseConcurrency = (text: string): number => {
  const count = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (count >= 1 && count <= CONCURRENCY_MAX) return count;
  throw new InvalidArgumentError(`Must be a whole number from 1 to ${CONCURRENCY_MAX}.`);
};

/** Adds `stop` to the command line; `end` takes its exit code. */
export const addStop = (root: Command, terminal: Terminal, end: (code: ExitCode) => void): void => {
  const command = root
    .command('stop')
    .summary('stop servers and wait until they are off')
    .description(
      'Stops servers and waits until they are off. Takes the same steps as the queue worker, without a queue.',
    )
    .argument('[id...]', 'server IDs (UUIDs), any number of them')
    .option(
      '--servers-from <file>',
      'read more IDs from a file: one per line (# starts a comment), or CSV with a column ID, or JSON with the key ID; - is standard input; can be repeated',
      (path: string, paths: readonly string[] = []) => [...paths, path],
    );
  addSelectOptions(command)
    .option('--yes', 'stop what the options choose without asking; required without a terminal, and with --json')
    .option('--concurrency <n>', `calls to the cloud at a time, 1 to ${CONCURRENCY_MAX}`, parseConcurrency, 8)
    .option('--no-wait', 'exit once the cloud has accepted the stops; do not wait until the servers are off')
    .option('--dry-run', 'look and decide, but send no stop')
    .option('--json', 'print one JSON object per line for each server as it ends, and nothing else on standard output')
    .option(
      '--window <duration>',
      'send no stop later than this from now: 30m, 2h or PT1H30M (default: STOP_WINDOW, 1h)',
    )
    .option('--cloud <name>', 'the cloud in clouds.yaml to use')
    .option('--reason <text>', 'why the servers are stopped, up to 256 characters');
  addStackOption(command, 'obey the freezes of this deployed stack')
    .addHelpText('after', STOP_HELP)
    .action(async (ids: readonly string[], typed: Partial<StopOptions> & Pick<StopOptions, 'concurrency' | 'wait'>) => {
      const { stop } = await import('./stop.ts');
      end(await stop(ids, { serversFrom: [], dryRun: false, json: false, ...typed }, terminal));
    });
};
