import { Command, CommanderError } from 'commander';
import { addAsk } from './ask/ask-command.ts';
import { addCheck } from './check/check-command.ts';
import { addCompletion } from './completion/completion-command.ts';
import { addFreeze, addThaw } from './freeze/freeze-command.ts';
import { addDeadLetters } from './letters/letters-command.ts';
import { addReport } from './report/report-command.ts';
import { addRequest } from './requests/request-command.ts';
import { addRequests } from './requests/requests-command.ts';
import { addServers } from './servers/servers-command.ts';
import { addSign } from './sign/sign-command.ts';
import { addStop } from './stop/stop-command.ts';
import { EXIT, type ExitCode } from './terminal/exit.ts';
import { COMMAND, type Terminal } from './terminal/terminal.ts';
import { usageProblem } from './terminal/usage-problem.ts';
import { addWhy } from './why/why-command.ts';

const HELP = `
Exit codes of all commands: 0 done, 1 something is not as asked, 2 usage or
configuration (nothing more was done), 130 interrupted. Each command's own help
has them in full. Without a command this help is shown, with 2.

Examples (run them in the checkout):
  ${COMMAND} help stop
  ${COMMAND} check`;

/** All commands with their options and help; `end` takes the exit code of the one that ran. */
export const commandTree = (version: string, terminal: Terminal, end: (code: ExitCode) => void): Command => {
  const { output } = terminal;
  const trimLineEnd = (text: string): string => text.replace(/\n$/, '');
  // A line that fills its last cell breaks in some terminals.
  const helpWidth = (): number => (output.size()?.columns ?? 101) - 1;
  const root = new Command(COMMAND)
    .description('Stops bare metal servers: at most once, never late, and confirmed off.')
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => output.out(trimLineEnd(text)),
      writeErr: (text) => output.err(trimLineEnd(text)),
      outputError: (text, write) => write(`lights-out: ${usageProblem(text)}`),
      getOutHelpWidth: helpWidth,
      getErrHelpWidth: helpWidth,
    });
  root.addHelpText('after', HELP);
  for (const add of [
    addStop,
    addServers,
    addAsk,
    addRequests,
    addRequest,
    addWhy,
    addDeadLetters,
    addReport,
    addFreeze,
    addThaw,
    addCheck,
    addSign,
    addCompletion,
  ])
    add(root, terminal, end);
  return root;
};

/** The command line. Runs a command to its exit code; throws only bugs. */
export const program = async (args: readonly string[], version: string, terminal: Terminal): Promise<ExitCode> => {
  let code: ExitCode = EXIT.done;
  const root = commandTree(version, terminal, (ended) => {
    code = ended;
  });
  try {
    await root.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  }
};
