import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { plant } from '../test/simulation/plants/plant-hook.ts';
import { PLANTS } from '../test/simulation/plants/plants.ts';

// How much processor time does a planted bug take to be found, on average? What the size of a scenario is chosen by: a smaller or a
// milder one runs in less time, and finds less. Takes four minutes on two cores; compare two draws of `draw/plan.ts` on one machine.
const WARM_UP = 5_000;
const SEEDS = 10_000;
const AT_ONCE = 2;
const FAR = 5_000_000;

/** What a process of its own measured for one bug. */
interface Found {
  readonly broken: number;
  readonly msPerSeed: number;
}

const measure = async (name: string): Promise<Found> => {
  const chosen = PLANTS.find((one) => one.name === name);
  if (chosen === undefined) throw new Error(`no planted bug is called ${name}`);
  plant(chosen);
  const { freshTally, runSeed } = await import('../test/simulation/run-seeds.ts');
  for (let seed = FAR; seed < FAR + WARM_UP; seed += 1) await runSeed(seed, freshTally(seed));
  const tally = freshTally(1);
  let broken = 0;
  const started = process.cpuUsage();
  while (tally.next <= SEEDS) if ((await runSeed(tally.next, tally)).length > 0) broken += 1;
  const { user, system } = process.cpuUsage(started);
  return { broken, msPerSeed: (user + system) / 1_000 / SEEDS };
};

const all = async (): Promise<void> => {
  // Not above: whatever of the product a process measures is loaded after its plant.
  const { slots } = await import('../lib/worker/slots.ts');
  const { run } = slots(AT_ONCE);
  const inItsOwn = async (name: string): Promise<Found & { readonly name: string }> => {
    const { stdout } = await promisify(execFile)(process.execPath, [fileURLToPath(import.meta.url), name]);
    return { name, ...(JSON.parse(stdout) as Found) };
  };
  const found = await Promise.all(PLANTS.map(({ name }) => run(() => inItsOwn(name))));
  // One that no seed found counts as found by a third of one.
  const logs = found.map(({ broken, msPerSeed }) => Math.log((msPerSeed * SEEDS) / Math.max(broken, 1 / 3)));
  const mean = Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length);
  const rare = found.toSorted((a, b) => a.broken - b.broken).slice(0, 10);
  process.stdout.write(
    `${mean.toFixed(1)} ms of processor time find a planted bug (geometric mean of ${found.length}, ${SEEDS} seeds each)\n` +
      `the rarest: ${rare.map(({ name, broken }) => `${name} ${broken}`).join(', ')}\n`,
  );
};

const [name] = process.argv.slice(2);
if (name === undefined) await all();
else process.stdout.write(JSON.stringify(await measure(name)));
process.exit(0);
