import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { slots } from '../../../lib/worker/slots.ts';
import type { Command } from '../command.ts';
import { PLANTS, type Plant } from './plants.ts';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
const AT_ONCE = 2;

interface Tried {
  readonly plant: Plant;
  readonly seed?: number;
  readonly invariant?: string;
  readonly error?: string;
}

const BROKEN = /^seed (\d+): BROKEN (\w+)/m;

const tryOne = (plant: Plant, { seeds, from }: Command): Promise<Tried> =>
  new Promise((resolve) => {
    const args = [MAIN, '--plant', plant.name, '--until-broken', '--seeds', String(seeds), '--from', String(from)];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    let error = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      error += chunk.toString();
    });
    child.on('close', () => {
      const [, seed, invariant] = BROKEN.exec(said) ?? [];
      if (seed !== undefined && invariant !== undefined) resolve({ plant, seed: Number(seed), invariant });
      else
        resolve({ plant, ...(error === '' ? {} : { error: /^Error: .*$/m.exec(error)?.[0] ?? error.slice(0, 300) }) });
    });
  });

/** Tries every planted bug in a process of its own and prints the table of which seed finds which. */
export const tryPlants = async (command: Command, say: (line: string) => void): Promise<number> => {
  const chosen = PLANTS.filter(({ name }) => command.plant === undefined || name === command.plant);
  const { run } = slots(AT_ONCE);
  const tried = await Promise.all(chosen.map((plant) => run(() => tryOne(plant, command))));
  say('| planted bug | the guard it takes out | found by seed | as |');
  say('|---|---|---|---|');
  for (const { plant, seed, invariant, error } of tried)
    say(
      `| ${plant.name} | ${plant.guard} (\`lib/${plant.file}\`) | ${seed ?? (error === undefined ? 'NOT FOUND' : 'ERROR')} | ${invariant ?? error ?? ''} |`,
    );
  return tried.every(({ seed }) => seed !== undefined) ? 0 : 1;
};
