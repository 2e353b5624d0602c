import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { figure, say, table } from './measure/table.ts';
import type { Question } from './question.ts';

const START = fileURLToPath(new URL('../cli/lights-out.mjs', import.meta.url));
const PAGE = new URL('../docs/commands.md', import.meta.url);

interface Run {
  readonly code: number | null;
  readonly seconds: number;
  readonly out: string;
  readonly err: string;
}

const run = (args: readonly string[]): Run => {
  const startedAt = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, [START, ...args], { encoding: 'utf8' });
  return { code: status, seconds: (performance.now() - startedAt) / 1000, out: stdout, err: stderr };
};

/** A field of the first object that a command prints which has it. */
const found = (args: readonly string[], field: string): string => {
  const { out, err } = run([...args, '--json']);
  const lines = out.split('\n').filter((line) => line !== '');
  const first = lines.map((line): unknown => JSON.parse(line)[field]).find((value) => typeof value === 'string');
  if (first === undefined) throw new Error(`no ${field} in the answer of ${args.join(' ')}: ${err.trim()}`);
  return first;
};

// The page's examples, as they are in this night. A replay without a terminal needs --dry-run to only show.
const asHere = (word: string, server: string, letter: string): string =>
  ({ 'bms-db-02': server, ID: letter, replay: 'replay --dry-run' })[word] ?? word;

/**
 * How long each answer of docs/commands.md, "At 02:00", takes on a stack with a night behind it: LIGHTS_OUT_STACK, and what its command
 * needs of the environment, are as `npm start -- --stay` prints them. It freezes the stack for a moment, and replays nothing.
 */
export const answers: Question = {
  name: 'answers',
  what: 'how long each answer at 02:00 takes; needs the night of `npm start -- --stay`',
  run: async () => {
    if (process.env.LIGHTS_OUT_STACK === undefined) {
      say('Answers at 02:00', [], 'Left out: LIGHTS_OUT_STACK is not set, as `npm start -- --stay` prints it.');
      return;
    }
    // The night of `npm start` has a schedule of this name, as the page's examples have.
    const server = found(['request', 'weekday-nights'], 'serverId');
    const letter = found(['dead-letters', 'list'], 'messageId');
    const asked = [...(await readFile(PAGE, 'utf8')).matchAll(/^\| ([^|]+\?) \| `lights-out ([^`]+)` \|/gm)];
    const rows = asked.map(([, question = '', typed = '']) => {
      const words = typed
        .replaceAll("'", '')
        .split(' ')
        .flatMap((word) => asHere(word, server, letter).split(' '));
      const { code, seconds, out, err } = run(words);
      if (words[0] === 'freeze') run(['thaw']);
      const lines = (code === 2 ? err : out).trimEnd().split('\n').length;
      return [question, `\`${typed}\``, figure(seconds, 1), `${code}`, `${lines}`];
    });
    say('Answers at 02:00', [], table(['question', 'command', 'seconds', 'exit code', 'lines'], rows));
  },
};
