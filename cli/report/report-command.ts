import type { Command } from 'commander';
import type { ExitCode } from '../terminal/exit.ts';
import { addStackOption } from '../terminal/open-stack.ts';
import { COMMAND, type Terminal } from '../terminal/terminal.ts';
import type { ReportOptions } from './report.ts';

const HELP = `
The page needs no network and runs no script: open it, send it, print it. It is
read from the stack's table and, for names and hours off, from the clouds of
your clouds.yaml, whose names have to be those of the stack's clouds secret.
Without --rates it says nothing of money or energy. The format of the file and
what counts as saved: docs/report.md.

Exit codes:
  0  written
  1  written, but something was not read or has no rate: each is one line; or
     there is no such request, the table did not answer, or the file is there
  2  usage error, a rates file with a mistake, or the stack cannot be read

Examples (run them in the checkout):
  ${COMMAND} report --stack prod --since 24h
  ${COMMAND} report --stack prod --request evening
  ${COMMAND} report --stack prod --since 7d --rates rates.yml
  ${COMMAND} report --stack prod --since 24h --json`;

/** Adds `report` to the command line; `end` takes its exit code. */
export const addReport = (root: Command, terminal: Terminal, end: (code: ExitCode) => void): void => {
  const command = root
    .command('report')
    .summary('write what a night did, and what it saved, as one HTML page')
    .description(
      'Writes a page about the requests of a deployed stack: servers, outcomes, times, dead letters and hours off.',
    );
  addStackOption(command)
    .option(
      '--since <when>',
      'all requests since: a duration (24h), an instant or a date, up to 45d ago (default: 24h)',
    )
    .option('--request <id>', 'one request: its id, a part of it, or the name of a schedule for its newest')
    .option('--rates <file>', 'prices and watts of your own, as YAML')
    .option('--out <file>', 'the page to write (default: lights-out-report-DATE.html)')
    .option('--force', 'replace the page if it is there')
    .option(
      '--json',
      'print one JSON object per line for each request and server instead of a page, and nothing else on standard output',
    )
    .addHelpText('after', HELP)
    .action(async (typed: ReportOptions) => {
      const { report } = await import('./report.ts');
      end(await report(typed, terminal));
    });
};
