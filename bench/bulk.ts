import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { table } from '../deploy/cost/table.ts';
import type { Question } from './question.ts';

const NIGHTS = fileURLToPath(new URL('./bulk-nights.ts', import.meta.url));
const INTENTS = 100_000;
// The most that one request takes: so many intents are under way at any time, however many there have been.
const A_REQUEST = 1000;
const MIB = 1024 * 1024;

const figures = v.object({
  ...{ cpuMs: v.number(), heapBytes: v.number(), steps: v.number() },
  ...{ invocations: v.number(), queue: v.number(), writes: v.number(), cloud: v.number() },
});
type Figures = v.InferOutput<typeof figures>;

/** Requests one after the other through one stack, in a process of their own: nothing but their worker is in its memory. */
const played = async (requests: number): Promise<readonly Figures[]> => {
  const args = ['--expose-gc', NIGHTS, String(requests), String(A_REQUEST)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  const lines: Figures[] = [];
  for await (const line of createInterface({ input: child.stdout })) lines.push(v.parse(figures, JSON.parse(line)));
  const code = await ended;
  if (code !== 0) throw new Error(`the requests ended with exit code ${code}`);
  return lines;
};

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** The requests that begin after `from` intents and end by `to`. */
const between = (lines: readonly Figures[], from: number, to: number): readonly Figures[] =>
  lines.slice(from / A_REQUEST, to / A_REQUEST);

/** From which intent to which each row of the table is: the first request warms the code up, and is a row of its own. */
const SPANS = [
  [0, 1000],
  [1000, 11_000],
  [11_000, 50_000],
  [50_000, 90_000],
  [90_000, 100_000],
] as const;

/** What a worker that stays alive costs with each intent, and what it keeps of those that have ended. */
export const bulk: Question = {
  name: 'bulk',
  what: '100,000 intents through queue and worker: processor time per intent, and memory',
  run: async ({ servers = INTENTS, also }) => {
    if (also.length > 0) console.log('Other checkouts are left out: only this one plays the requests.\n');
    const lines = await played(Math.ceil(servers / A_REQUEST));
    const warm = median(between(lines, 1000, 11_000).map(({ cpuMs }) => cpuMs));
    const rows = SPANS.flatMap(([from, to]) => {
      const span = between(lines, from, to);
      const last = span.at(-1);
      if (last === undefined) return [];
      const each = (of: (one: Figures) => number): string => (median(span.map(of)) / A_REQUEST).toFixed(2);
      return [
        [
          `${(from + 1).toLocaleString('en')} to ${(from + span.length * A_REQUEST).toLocaleString('en')}`,
          (median(span.map(({ cpuMs }) => cpuMs)) / warm).toFixed(2),
          (last.heapBytes / MIB).toFixed(1),
          each(({ steps }) => steps),
          each(({ cloud }) => cloud),
          each(({ writes }) => writes),
          each(({ queue }) => queue),
        ],
      ];
    });
    console.log(
      table(
        [
          'intents',
          'processor time an intent, 1,001 to 11,000 = 1',
          'MiB of heap after the last',
          ...['steps an intent', 'calls to the cloud', 'writes', 'calls to the queue'],
        ],
        rows,
      ),
    );
  },
};
