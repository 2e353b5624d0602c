import { Command, CommanderError } from 'commander';
import { addCheck } from './check/check-command.ts';
import { addFreeze, addThaw } from './freeze/freeze-command.ts';
import { addReport } from './report/report-command.ts';
import { addServers } from './servers/servers-command.ts';
import { addStop } from './stop/stop-command.ts';
import { EXIT, type ExitCode } from './terminal/exit.ts';
import { COMMAND, type Terminal } from './terminal/terminal.ts';

/** The command line. Runs a command to its exit code; throws only bugs. */
export const program = async (args: readonly string[], version: string, terminal: Terminal): Promise<ExitCode> => {
  let code: ExitCode = EXIT.done;
  const end = (ended: ExitCode): void => {
    code = ended;
  };
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
  for (const add of [addStop, addServers, addFreeze, addThaw, addCheck, addReport]) add(root, terminal, end);
  try {
    await root.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  }
};
