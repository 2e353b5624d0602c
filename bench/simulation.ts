import { freshTally, runSeed } from '../test/simulation/run-seeds.ts';

// How many scenarios of the simulation does one core run in a second? Checks included, in processor time, after a warm-up.
const WARM_UP = 10_000;
const SEEDS = 10_000;

for (let seed = 1; seed <= WARM_UP; seed += 1) await runSeed(seed, freshTally(seed));
const tally = freshTally(WARM_UP + 1);
const started = process.cpuUsage();
while (tally.next <= WARM_UP + SEEDS) await runSeed(tally.next, tally);
const { user, system } = process.cpuUsage(started);
const seconds = (user + system) / 1e6;
process.stdout.write(
  `${Math.round(SEEDS / seconds)} scenarios a second of processor time, ${Math.round(tally.happenings / seconds)} happenings a second, ` +
    `${(tally.happenings / SEEDS).toFixed(0)} happenings a scenario\n`,
);
// Not left to the event loop: a webhook that was killed in virtual time may leave a real timer behind.
process.exit(0);
