import { type Command, Option } from 'commander';
import type { ExitCode } from '../terminal/exit.ts';
import { COMMAND, type Terminal } from '../terminal/terminal.ts';
import type { SignOptions } from './sign.ts';

const HELP = `
The key is the first of WEBHOOK_SECRETS, or of --key-file. It is never taken
from the command line: all users of a machine can read the arguments of its
processes. The body is signed byte for byte and has to be sent so: curl's
--data-binary does that, its --data leaves line breaks out. A body that the
webhook would refuse is not signed; the limits of the stack (window, servers of
a request) are judged when it arrives.

A signature is good for five minutes. For another attempt for the same event
sign again with the same --id: a second delivery then changes nothing.

Exit codes:
  0  signed
  2  usage error, no usable key, or a body that the webhook would refuse

Examples (run them in the checkout; URL is the stack's output WebhookUrl):
  ${COMMAND} sign stop.json --id ticket-4711
  ${COMMAND} sign stop.json --curl https://example.org/stop
  ${COMMAND} sign stop.json --key-file keys.txt --json`;

/** Adds `sign` to the command line; `end` takes its exit code. */
export const addSign = (root: Command, terminal: Terminal, end: (code: ExitCode) => void): void => {
  root
    .command('sign')
    .summary('sign the body of a webhook call; sends nothing')
    .description('Prints the headers of a signed call to the webhook, one per line, as curl -H @- reads them.')
    .argument('[file]', 'the body: a stop request in JSON; - is standard input', '-')
    .option('--key-file <file>', 'the key: whsec_…, one per line, the first signs; - is standard input')
    .option('--id <id>', 'names the event: the same id for each attempt for it (default: a fresh one)')
    .addOption(new Option('--curl <url>', 'print a whole call to this URL instead').conflicts('json'))
    .option('--json', 'print one JSON object with the headers, and nothing else on standard output')
    .addOption(new Option('--key [key]').hideHelp())
    .addHelpText('after', HELP)
    .action(async (file: string, typed: Partial<SignOptions>) => {
      const { sign } = await import('./sign.ts');
      end(await sign(file, { json: false, ...typed }, terminal));
    });
};
