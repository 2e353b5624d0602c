import type { Command } from 'commander';
import type { ExitCode } from '../terminal/exit.ts';
import { addStackOption } from '../terminal/open-stack.ts';
import { COMMAND, type Terminal } from '../terminal/terminal.ts';
import type { FreezeOptions } from './freeze.ts';
import type { ThawOptions } from './thaw.ts';

const EXIT_CODES = `
Exit codes:
  0  done
  1  the table did not answer, or refused: it is not known what was written
  2  usage error, or the stack cannot be read: name, region, credentials, right`;

const FREEZE_HELP = `
From its return on no stop of the stack is sent; those already on their way
still leave, and every stop is followed to its end. A request that comes in
waits inside its window, then expires. A freeze ends by itself. Another freeze
of the same cloud replaces it. stop at a terminal obeys it with --stack.
${EXIT_CODES}

Examples (run them in the checkout):
  ${COMMAND} freeze --stack prod --until 12h --why 'release'
  ${COMMAND} freeze --stack prod --until 2026-12-24 --why Xmas`;

const THAW_HELP = `
A freeze of all clouds and one of a single cloud are two: each is ended by
itself. Requests that waited go on at their next look, inside their window.
${EXIT_CODES}

Examples (run them in the checkout):
  ${COMMAND} thaw --stack prod
  ${COMMAND} thaw --stack prod --cloud otc`;

/** Adds `freeze` to the command line; `end` takes its exit code. */
export const addFreeze = (root: Command, terminal: Terminal, end: (code: ExitCode) => void): void => {
  const command = root
    .command('freeze')
    .summary('let a deployed stack send no stops for a while')
    .description('Freezes a cloud of a deployed stack, or all of them: no stop is sent until it ends.');
  addStackOption(command)
    .requiredOption(
      '--until <when>',
      'its end, at most 90 days ahead: an instant (2026-12-01T06:00:00Z), a date (to the end of that day everywhere) or a duration (12h)',
    )
    .requiredOption('--why <text>', 'why, for everybody whose stop waits: one line of up to 256 characters')
    .option('--cloud <name>', 'the cloud to freeze, as the clouds secret of the stack names it (default: all)')
    .option('--json', 'print one JSON object with the freeze, and nothing else on standard output')
    .addHelpText('after', FREEZE_HELP)
    .action(async (typed: FreezeOptions) => {
      const { freeze } = await import('./freeze.ts');
      end(await freeze(typed, terminal));
    });
};

/** Adds `thaw` to the command line; `end` takes its exit code. */
export const addThaw = (root: Command, terminal: Terminal, end: (code: ExitCode) => void): void => {
  const command = root
    .command('thaw')
    .summary('end a freeze now')
    .description('Ends the freeze of a cloud of a deployed stack, or that of all of them.');
  addStackOption(command)
    .option('--cloud <name>', 'the cloud that was frozen by itself (default: the freeze of all)')
    .option('--json', 'print one JSON object with what was thawed, and nothing else on standard output')
    .addHelpText('after', THAW_HELP)
    .action(async (typed: ThawOptions) => {
      const { thaw } = await import('./thaw.ts');
      end(await thaw(typed, terminal));
    });
};
