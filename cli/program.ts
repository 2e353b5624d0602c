import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { check } from './check.ts';
import { COMMAND } from './command-name.ts';
import { EXIT, type ExitCode } from './end.ts';
import type { World } from './process-world.ts';
import { stop } from './stop.ts';
import type { StopOptions } from './stop-plan.ts';

const CONCURRENCY_MAX = 64;

const concurrency = (text: string): number => {
  const count = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (count >= 1 && count <= CONCURRENCY_MAX) return count;
  throw new InvalidArgumentError(`not a whole number from 1 to ${CONCURRENCY_MAX}.`);
};

const AFTER_HELP = `
The cloud is found as every OpenStack client finds it: --cloud, else OS_CLOUD,
else OS_AUTH_URL and its kind, else the only one in clouds.yaml. STOP_WINDOW,
STOP_WINDOW_MAX, STOP_PATIENCE, STOP_QUARANTINE, LOOK_AGAIN_MIN, LOOK_AGAIN_MAX
and OS_ALLOW_ADMIN hold here too.

Ctrl-C stops sending anything new, says which stops are under way (accepted by
the cloud, not confirmed off, or somebody else's) and leaves; a second one
leaves at once. What only a person can mend (refused credentials, a wrong
address) ends the run at once, as long as no stop was accepted: an address is
wrong when the first look at every server ends at an unknown host, a refused
connection, or where no TLS or no HTTP is spoken.

Exit codes:
  0    all are off (with --dry-run: would be stopped or are off; with
       --no-wait: accepted or off)
  1    some are not
  2    usage or configuration, refused credentials and a wrong address included
  130  interrupted

Examples (type them in the checkout; the list holds what the filter finds, to
be looked at before it is stopped):
  ${COMMAND} stop 6f70656e-7374-4163-8b20-6e6f74206f66
  openstack server list --name '^rack-3-' -f csv -c ID -c Name > rack-3.csv
  ${COMMAND} stop --dry-run --servers-from rack-3.csv
  ${COMMAND} stop --servers-from rack-3.csv --window 30m`;

const CHECK_HELP = `
One line a finding: ✔ good, ! worth knowing, ✘ to be mended, each with what to
do.

Exit codes:
  0  no problem (remarks may be there)
  1  problems, or a cloud that does not answer at the moment
  2  usage or configuration, refused credentials and a wrong address included

Examples (type them in the checkout):
  ${COMMAND} check
  ${COMMAND} check --cloud otc`;

/** The command line. Runs a command to its exit code; throws only what is a bug. */
export const program = async (args: readonly string[], version: string, world: World): Promise<ExitCode> => {
  let code: ExitCode = EXIT.done;
  const { output } = world;
  const plain = (text: string): string => text.replace(/\n$/, '');
  const root = new Command(COMMAND)
    .description('Stops bare metal servers: at most once, never late, and confirmed off.')
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => output.out(plain(text)),
      writeErr: (text) => output.err(plain(text)),
      // A line that fills its last cell breaks in some terminals.
      getOutHelpWidth: () => (output.size()?.columns ?? 101) - 1,
    });
  root
    .command('stop')
    .summary('stop servers and wait until they are off')
    .description(
      'Stops servers and waits until they are off: the same step as for a message of the queue, without a queue.',
    )
    .argument('[id...]', 'server ids (UUIDs), however many')
    .option(
      '--servers-from <file>',
      'more ids from a file: one a line (# begins a comment), or csv or JSON that calls them ID; - is standard input; may be given again',
      (path: string, paths: readonly string[] = []) => [...paths, path],
    )
    .option('--concurrency <n>', `calls to the cloud at a time, 1 to ${CONCURRENCY_MAX}`, concurrency, 8)
    .option('--no-wait', 'return once the cloud has accepted the stops; do not wait until the servers are off')
    .option('--dry-run', 'look and decide, but send no stop')
    .option('--json', 'one JSON object a line for each server as it ends, and nothing else on standard output')
    .option(
      '--window <duration>',
      'send nothing later than this from now: 30m, 2h or PT1H30M (default: STOP_WINDOW, 1h)',
    )
    .option('--cloud <name>', 'which cloud of clouds.yaml')
    .option('--reason <text>', 'what it is for, up to 256 characters')
    .addHelpText('after', AFTER_HELP)
    .action(async (ids: readonly string[], typed: Partial<StopOptions> & Pick<StopOptions, 'concurrency' | 'wait'>) => {
      code = await stop(ids, { serversFrom: [], dryRun: false, json: false, ...typed }, world);
    });
  root
    .command('check')
    .summary('look whether a cloud can be reached and stops would work; changes nothing')
    .description(
      'Logs in and looks around: cloud, user, roles, microversion, clock, servers, rights. Sends no stop, changes nothing.',
    )
    .option('--cloud <name>', 'which cloud of clouds.yaml')
    .addHelpText('after', CHECK_HELP)
    .action(async (typed: { readonly cloud?: string }) => {
      code = await check(typed, world);
    });
  try {
    await root.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  }
};
