import { describeThrown } from '../lib/telemetry/thrown.ts';
import packageJson from '../package.json' with { type: 'json' };
import { EXIT, type ExitCode } from './end.ts';
import { processWorld } from './process-world.ts';
import { program } from './program.ts';

let unwritten = false;

// Whoever read along has gone (`… | head -1`), or the disk is full: what was asked for is done all the same. Lines that somebody
// still wanted to read show in the exit code.
const goOnWithout = (stream: NodeJS.WriteStream): void => {
  stream.on('error', (error) => {
    if (!('code' in error && error.code === 'EPIPE')) unwritten = true;
  });
};

const run = async (): Promise<ExitCode> => {
  try {
    return await program(process.argv.slice(2), packageJson.version, processWorld);
  } catch (error) {
    // Its message may hold what must not be shown: name and place are enough to find it.
    const { errorName, errorCode, errorAt } = describeThrown(error);
    const facts = [errorName, errorCode, errorAt].filter((fact) => fact !== null);
    processWorld.output.err(`lights-out: a bug of lights-out itself: ${facts.join(', ')}`);
    return EXIT.some;
  }
};

goOnWithout(process.stdout);
goOnWithout(process.stderr);
const code = await run();
const told = unwritten && code === EXIT.done ? EXIT.some : code;
// A run that was left early has sleeps and reads under way that nobody waits for.
process.stdout.write('', () => process.exit(told));
