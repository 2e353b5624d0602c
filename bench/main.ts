import { availableParallelism, totalmem } from 'node:os';
import { answers } from './answers.ts';
import { bedProblem } from './bed.ts';
import { bulk } from './bulk.ts';
import { calls } from './calls.ts';
import { coldStart } from './cold-start.ts';
import { readCommand } from './command-line.ts';
import { faults } from './faults.ts';
import { memory } from './memory.ts';
import { selection } from './selection.ts';
import { manyStops, stops, stopsWithLatency } from './stops.ts';

const GIB = 1024 ** 3;

// The order of the tables in docs/performance.md.
const BY_DEFAULT = [stops, manyStops, stopsWithLatency, memory, coldStart, calls, bulk, faults, selection];
// They need something that has to be started first.
const OTHERS = [answers];

const main = async (args: readonly string[]): Promise<number> => {
  const command = readCommand(args, BY_DEFAULT, OTHERS);
  const problem = command.kind === 'problem' ? command.problem : bedProblem();
  if (command.kind === 'problem' || problem !== undefined) {
    process.stderr.write(`bench: ${problem}\n`);
    return 2;
  }
  const typed = ['npm run bench', ...(args.length > 0 ? ['--', ...args] : [])].join(' ');
  const machine = `${availableParallelism()} processors, ${Math.round(totalmem() / GIB)} GiB, Node ${process.versions.node}`;
  process.stdout.write(`${new Date().toISOString().slice(0, 10)}, ${machine}: \`${typed}\`\n`);
  for (const question of command.questions) {
    process.stderr.write(`${question.name}: ${question.what}\n`);
    await question.run(command.options);
  }
  return 0;
};

process.exitCode = await main(process.argv.slice(2));
