import { readTemplate, TEMPLATE } from '../deploy/check/packaged.ts';
import { nightOf } from '../deploy/cost/count/count.ts';
import { countNights, type Nights } from '../deploy/cost/count/night.ts';
import { total } from '../deploy/cost/stops.ts';

// For bench/bulk.ts: plays requests of so many servers one after the other through one stack, and then, in rounds, one through it and one
// through a new stack in turn. A line of JSON for each request of the first part and for each round. Needs `--expose-gc`.

const [requests = 0, servers = 0, rounds = 0] = process.argv.slice(2).map(Number);
const { gc } = globalThis;
if (gc === undefined) throw new Error('start with --expose-gc');
const night = nightOf(await readTemplate(TEMPLATE), 'schedule', servers);

const print = (line: object): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};

/** Plays a request; in milliseconds of processor time. */
const timed = async (stack: Nights): Promise<number> => {
  gc();
  const before = process.cpuUsage();
  await stack.play();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
};

const old = countNights(night);
for (let request = 1; request <= requests; request += 1) {
  const { steps, queue, table, cloud } = await old.play();
  gc();
  gc();
  const { heapUsed: heapBytes } = process.memoryUsage();
  print({ heapBytes, steps, queue: total({ ...queue }), writes: table.putItem, cloud: total(cloud) });
}
for (let round = 1; round <= rounds; round += 1) {
  const young = countNights(night);
  // The one that goes first changes with each round.
  const first = round % 2 === 0 ? await timed(old) : undefined;
  const youngMs = await timed(young);
  print({ oldMs: first ?? (await timed(old)), youngMs });
}
