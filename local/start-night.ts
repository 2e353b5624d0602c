import { Command, CommanderError } from 'commander';
import type { Leaving } from './leave.ts';
import { openRealNight } from './night/real.ts';
import { serverIdsOf } from './night/real-cloud.ts';
import { runNight } from './night/run-night.ts';
import { openSimulatedNight } from './night/simulated.ts';
import { packageStack } from './stack/package-stack.ts';

/** `npm start`: a night on this machine. Exit 0 when every promise held, 1 when not, 2 for usage or configuration. */
const run = async (leaving: Leaving): Promise<number> => {
  const program = new Command('npm start --')
    .description('Runs the packaged functions on embedded services and watches a night.')
    .option('--servers <ids>', 'comma separated: on the cloud of OS_CLOUD or OS_*, really stop these servers')
    .option('--stay', 'keep everything up afterwards and print how to reach it')
    .exitOverride()
    .parse();
  const { stay = false, servers } = program.opts<{ stay?: boolean; servers?: string }>();
  const interrupted = new AbortController();
  // A reader that has left (`| head`) wants no more of it.
  process.stdout.on('error', () => interrupted.abort());

  leaving.say('Interrupted: the night is over, nothing of it is left behind.');
  const real = servers === undefined ? undefined : await openRealNight(serverIdsOf(servers), process.env);
  if (real !== undefined) leaving.say('Interrupted: what runs here is ended; stops that were sent stay sent.');
  const template = await packageStack();
  const night = real ?? (await openSimulatedNight(template));
  try {
    const staying = stay ? leaving.wait : undefined;
    return (await runNight(night, template, staying, interrupted.signal)) ? 0 : 1;
  } finally {
    await night.close();
  }
};

const exitCodeOf = (error: unknown): number => {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  process.stderr.write(`lights-out: ${error instanceof Error ? error.message : String(error)}\n`);
  return 2;
};

/** Runs it to its exit code; what cannot be run is one line. */
export const startNight = (leaving: Leaving): Promise<number> => run(leaving).catch(exitCodeOf);
