import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { check } from './check.ts';
import { EXIT, type ExitCode } from './end.ts';
import type { StopOptions } from './plan.ts';
import { stop } from './stop.ts';
import { COMMAND, type Terminal } from './terminal.ts';

const CONCURRENCY_MAX = 64;

const parseConcurrency = (text: string): number => {
  const count = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (count >= 1 && count <= CONCURRENCY_MAX) return count;
  throw new InvalidArgumentError(`Must be a whole number from 1 to ${CONCURRENCY_MAX}.`);
};

const STOP_HELP = `
The cloud is chosen as by every OpenStack client: --cloud, else OS_CLOUD, else
OS_AUTH_URL and related variables, else the only cloud in clouds.yaml.
STOP_WINDOW, STOP_WINDOW_MAX, STOP_PATIENCE, STOP_QUARANTINE, LOOK_AGAIN_MIN,
LOOK_AGAIN_MAX and OS_ALLOW_ADMIN also apply, and so do the guards
STOP_REQUIRES, NEVER_STOP and STOP_ONLY. A freeze does not: this command knows
of none.

Ctrl-C sends no more stops, lists the stops under way (accepted by the cloud,
not confirmed off, or somebody else's) and exits. A second one exits at once.

A problem that only you can fix (refused credentials, a wrong address) ends the
run at once, unless a stop was already sent. An address counts as wrong when
the first look at every server fails with an unknown host, a refused connection
or an answer that is neither TLS nor HTTP.

Exit codes:
  0    all servers are off (--dry-run: would be stopped, or are off;
       --no-wait: accepted, or off)
  1    some servers are not
  2    usage or configuration error, refused credentials, wrong address
  130  interrupted

Examples (run them in the checkout, and review the list before you stop the
servers in it):
  ${COMMAND} stop 6f70656e-7374-4163-8b20-6e6f74206f66
  openstack server list --name '^rack-3-' -f csv -c ID -c Name > rack-3.csv
  ${COMMAND} stop --dry-run --servers-from rack-3.csv
  ${COMMAND} stop --servers-from rack-3.csv --window 30m`;

const CHECK_HELP = `
One finding per line: ✔ good, ! worth knowing, ✘ a problem and how to fix it.

Exit codes:
  0  no problems (there may be remarks)
  1  problems, or the cloud does not answer at the moment
  2  usage or configuration error, refused credentials, wrong address

Examples (run them in the checkout):
  ${COMMAND} check
  ${COMMAND} check --cloud otc`;

/** The command line. Runs a command to its exit code; throws only bugs. */
export const program = async (args: readonly string[], version: string, terminal: Terminal): Promise<ExitCode> => {
  let code: ExitCode = EXIT.done;
  const { output } = terminal;
  const trimLineEnd = (text: string): string => text.replace(/\n$/, '');
  const root = new Command(COMMAND)
    .description('Stops bare metal servers: at most once, never late, and confirmed off.')
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => output.out(trimLineEnd(text)),
      writeErr: (text) => output.err(trimLineEnd(text)),
      // A line that fills its last cell breaks in some terminals.
      getOutHelpWidth: () => (output.size()?.columns ?? 101) - 1,
    });
  root
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
    )
    .option('--concurrency <n>', `calls to the cloud at a time, 1 to ${CONCURRENCY_MAX}`, parseConcurrency, 8)
    .option('--no-wait', 'exit once the cloud has accepted the stops; do not wait until the servers are off')
    .option('--dry-run', 'look and decide, but send no stop')
    .option('--json', 'print one JSON object per line for each server as it ends, and nothing else on standard output')
    .option(
      '--window <duration>',
      'send no stop later than this from now: 30m, 2h or PT1H30M (default: STOP_WINDOW, 1h)',
    )
    .option('--cloud <name>', 'the cloud in clouds.yaml to use')
    .option('--reason <text>', 'why the servers are stopped, up to 256 characters')
    .addHelpText('after', STOP_HELP)
    .action(async (ids: readonly string[], typed: Partial<StopOptions> & Pick<StopOptions, 'concurrency' | 'wait'>) => {
      code = await stop(ids, { serversFrom: [], dryRun: false, json: false, ...typed }, terminal);
    });
  root
    .command('check')
    .summary('check whether stops would work on a cloud; changes nothing')
    .description(
      'Logs in and reports cloud, user, roles, microversion, clock, servers and rights. Sends no stop and changes nothing.',
    )
    .option('--cloud <name>', 'the cloud in clouds.yaml to use')
    .addHelpText('after', CHECK_HELP)
    .action(async (typed: { readonly cloud?: string }) => {
      code = await check(typed, terminal);
    });
  try {
    await root.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  }
};
