import { Command, CommanderError } from 'commander';
import { COMMAND, printable } from '../cli/terminal/terminal.ts';
import type { Leaving } from './leave.ts';
import { runNight } from './night/run-night.ts';
import { REPORTS_ARGUMENTS } from './night/settings.ts';
import { openSimulatedNight } from './night/simulated.ts';
import { packageStack } from './stack/package-stack.ts';

// Other arguments probably mean servers of a real cloud, which only the command stops.
const refusal = (text: string): string =>
  `lights-out: ${printable(text.trim().replace(/^error: |\.$/g, ''))}; nothing was started. To stop servers of your own cloud: ${COMMAND} stop ID…\n`;

/** `npm start`: a night on this machine. Exit 0 when every promise held, 1 when not, 2 for usage or configuration. */
const run = async (leaving: Leaving): Promise<number> => {
  const program = new Command('npm start --')
    .description('Runs one simulated night: the packaged functions on embedded services and a simulated cloud.')
    .option('--stay', 'keep everything up afterwards and print how to reach it')
    .addHelpText('after', `\nYour own cloud: ${COMMAND} check`)
    .showSuggestionAfterError(false)
    .configureOutput({ outputError: (text, write) => write(refusal(text)) })
    .exitOverride()
    .parse();
  const { stay = false } = program.opts<{ stay?: boolean }>();
  const interrupted = new AbortController();
  // A reader that has left (`| head`) wants no more of it.
  process.stdout.on('error', () => interrupted.abort());

  leaving.say('Interrupted: the night is over, nothing of it is left behind.');
  const template = await packageStack(REPORTS_ARGUMENTS);
  const night = await openSimulatedNight(template);
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

/** Runs the night and returns its exit code; a usage or configuration error is one line. */
export const startNight = (leaving: Leaving): Promise<number> => run(leaving).catch(exitCodeOf);
