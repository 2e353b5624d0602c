import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { TEMPLATE } from '../deploy/check/packaged.ts';
import { median } from './measure/median.ts';
import { figure, say, table } from './measure/table.ts';
import type { Question } from './question.ts';

const NIGHTS = fileURLToPath(new URL('./bulk-nights.ts', import.meta.url));
const INTENTS = 100_000;
// The most that one request takes: so many intents are under way at any time, however many there have been.
const A_REQUEST = 1000;
const ROUNDS = 7;
const MIB = 1024 * 1024;
/** After so many intents there is a row. */
const ROWS: readonly number[] = [1000, 10_000, 20_000, 50_000, 100_000];

const number = v.number();
const requestLine = v.object({ heapBytes: number, steps: number, queue: number, writes: number, cloud: number });
const roundLine = v.object({ oldMs: number, youngMs: number });
const anyLine = v.union([requestLine, roundLine]);

/** Everything is played in a process of its own: nothing but the worker and what it reaches is in its memory. */
const play = async (requests: number, rounds: number): Promise<readonly v.InferOutput<typeof anyLine>[]> => {
  const args = ['--expose-gc', NIGHTS, String(requests), String(A_REQUEST), String(rounds)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  const lines = [];
  for await (const line of createInterface({ input: child.stdout })) lines.push(v.parse(anyLine, JSON.parse(line)));
  const code = await ended;
  if (code !== 0) throw new Error(`the requests ended with exit code ${code}`);
  return lines;
};

/** What a worker that stays alive keeps of the intents that have ended, and whether an intent is dearer after many others. */
export const bulk: Question = {
  name: 'bulk',
  what: '100,000 intents through queue and worker: memory, and processor time per intent against a new worker',
  takes: ['rounds', 'servers'],
  run: async ({ rounds = ROUNDS, servers = INTENTS }) => {
    if (!existsSync(TEMPLATE)) return say('Many intents', ['Left out: `npm run package` comes first.'], '');
    const lines = await play(Math.ceil(servers / A_REQUEST), rounds);
    const requests = lines.filter((line) => 'heapBytes' in line);
    const ratio = median(lines.flatMap((line) => ('oldMs' in line ? line.oldMs / line.youngMs : [])));
    const played = requests.length * A_REQUEST;
    const rows = ROWS.filter((after) => after < played).concat(played);
    say(
      'Many intents',
      [
        `Processor time per intent, after ${played.toLocaleString('en')} intents against a new worker: ${figure(ratio)} (${rounds} rounds).`,
      ],
      table(
        ['after intents', 'heap, MiB', ...['steps an intent', 'calls to the cloud', 'writes', 'calls to the queue']],
        rows.map((after) => {
          const request = requests[after / A_REQUEST - 1];
          const { heapBytes = Number.NaN, steps, cloud, writes, queue } = request ?? {};
          const each = (amount = Number.NaN): string => figure(amount / A_REQUEST);
          const mib = figure(heapBytes / MIB, 1);
          return [after.toLocaleString('en'), mib, each(steps), each(cloud), each(writes), each(queue)];
        }),
      ),
    );
  },
};
