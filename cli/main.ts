import { readFile, writeFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { systemClock } from '../lib/clock.ts';
import { hostPlace } from '../lib/openstack/config/files.ts';
import { createTransport } from '../lib/openstack/http/transport.ts';
import { createClouds } from '../lib/openstack/open-clouds.ts';
import { describeThrown } from '../lib/telemetry/thrown.ts';
import { fileText } from '../lib/text.ts';
import packageJson from '../package.json' with { type: 'json' };
import { program } from './program.ts';
import { askYes, dropTypedAhead } from './terminal/ask.ts';
import { terminalCanvas } from './terminal/canvas.ts';
import { EXIT, type ExitCode } from './terminal/exit.ts';
import { streamOutput, type Terminal } from './terminal/terminal.ts';

// npm hands on a Ctrl-C that the terminal has sent already: two this close are one.
const ONE_PRESS_MS = 300;

const onInterrupt: Terminal['onInterrupt'] = (first) => {
  let firstAt: number | undefined;
  const listener = (): void => {
    const now = systemClock.now();
    if (firstAt === undefined) {
      firstAt = now;
      first();
    } else if (now - firstAt > ONE_PRESS_MS) process.exit(EXIT.interrupted);
  };
  process.on('SIGINT', listener);
  return () => process.off('SIGINT', listener);
};

const readBytes: Terminal['readBytes'] = (path) => (path === '-' ? buffer(process.stdin) : readFile(path));

const output = streamOutput(process.stdout, process.stderr);

/** This process, its files and its terminal. */
const terminal: Terminal = {
  env: process.env,
  clock: systemClock,
  output,
  readText: async (path) => fileText(await readBytes(path)),
  readBytes,
  writeText: (path, text, over) => writeFile(path, text, { flag: over ? 'w' : 'wx' }),
  clouds: (allowAdmin) =>
    createClouds({ place: hostPlace(process.env), clock: systemClock, allowAdmin, createTransport }),
  canAsk: process.stdin.isTTY && process.stdout.isTTY,
  askYes: async (question) => {
    await dropTypedAhead(process.stdin);
    return await askYes(question, process.stdin, process.stdout);
  },
  // Loaded by the commands that need it: its clients take longer to load than a stop takes to begin.
  aws: async () => (await import('./aws/aws.ts')).createAws(process.env),
  canvas: () => terminalCanvas(process.stdout),
  onInterrupt,
};

let linesLost = false;

// The reader has gone (`… | head -1`), or the disk is full: the command does its work all the same. Only lines that
// somebody still wanted to read show in the exit code.
const ignoreErrorsOf = (stream: NodeJS.WriteStream): void => {
  stream.on('error', (error) => {
    if (!('code' in error && error.code === 'EPIPE')) linesLost = true;
  });
};

const run = async (): Promise<ExitCode> => {
  try {
    return await program(process.argv.slice(2), packageJson.version, terminal);
  } catch (error) {
    // Its message may hold a secret: name and place are enough to find it.
    const { errorName, errorCode, errorAt } = describeThrown(error);
    const facts = [errorName, errorCode, errorAt].filter((fact) => fact !== null);
    output.err(`lights-out: this is a bug in lights-out, please report it: ${facts.join(', ')}`);
    return EXIT.some;
  }
};

// However it ends: a second Ctrl-C too.
process.on('exit', output.flush);
ignoreErrorsOf(process.stdout);
ignoreErrorsOf(process.stderr);
const code = await run();
const exitCode = linesLost && code === EXIT.done ? EXIT.some : code;
output.flush();
// A run that was left early has sleeps and reads under way that nobody waits for.
process.stdout.write('', () => process.exit(exitCode));
