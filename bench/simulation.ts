import type { Plan } from '../test/simulation/plan.ts';
import { freshTally, runSeed } from '../test/simulation/run-seeds.ts';

// How many scenarios of the simulation does one core run in a second? Checks included, in processor time, after a warm-up; the
// median of rounds and the best one, since other work on a shared machine only ever makes a round slower.

// As in a run of millions: what happens in one scenario of hundreds is compiled late (`node --trace-opt`: 1.9 s of the first 12,500 seeds go
// into compiling, 0.2 s of the third 12,500, less than 0.1 s of the eighth).
const WARM_UP = 100_000;
const ROUNDS = 9;
const SEEDS = 10_000;

/** One server, one request, nobody acts and nothing goes wrong: what the product and the models cost at least. */
const withoutTrouble = (plan: Plan): Plan => ({
  ...plan,
  depth: 'ports',
  servers: plan.servers.slice(0, 1),
  asks: plan.asks.slice(0, 1).map((ask) => ({ ...ask, servers: [0], againMs: [] })),
  poison: [],
  acts: [],
  redrivesMs: [],
  rates: {},
});

const measure = async (name: string, change?: (plan: Plan) => Plan): Promise<void> => {
  const tally = freshTally(1);
  while (tally.next <= WARM_UP) await runSeed(tally.next, tally, change);
  const rates: number[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    const started = process.cpuUsage();
    while (tally.next <= WARM_UP + round * SEEDS) await runSeed(tally.next, tally, change);
    const { user, system } = process.cpuUsage(started);
    rates.push(SEEDS / ((user + system) / 1e6));
  }
  const [median, best] = [rates.sort((a, b) => a - b)[(ROUNDS - 1) / 2] ?? 0, rates.at(-1) ?? 0];
  const happenings = tally.happenings / (WARM_UP + ROUNDS * SEEDS);
  process.stdout.write(
    `${name}: ${Math.round(median)} scenarios a second of processor time (best of ${ROUNDS} rounds ${Math.round(best)}), ` +
      `${Math.round(median * happenings)} happenings a second, ${happenings.toFixed(0)} happenings a scenario\n`,
  );
};

await measure('as drawn');
await measure('without trouble', withoutTrouble);
// Not left to the event loop: a webhook that was killed in virtual time may leave a real timer behind.
process.exit(0);
