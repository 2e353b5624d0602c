import { readTemplate, TEMPLATE } from '../deploy/check/packaged.ts';
import { nightOf } from '../deploy/cost/count/count.ts';
import { countNights } from '../deploy/cost/count/night.ts';
import { total } from '../deploy/cost/stops.ts';

// Plays as many requests of as many servers as its arguments say, one after the other, and prints a line of JSON for each: what
// bench/bulk.ts reads. Needs `--expose-gc`.

const [nights = 0, servers = 0] = process.argv.slice(2).map(Number);
const { gc } = globalThis;
if (gc === undefined) throw new Error('start with --expose-gc');

const stack = countNights(nightOf(await readTemplate(TEMPLATE), 'schedule', servers));
for (let night = 1; night <= nights; night += 1) {
  const before = process.cpuUsage();
  const { invocations, steps, queue, table, cloud } = await stack.play();
  const { user, system } = process.cpuUsage(before);
  gc();
  gc();
  const line = {
    cpuMs: (user + system) / 1000,
    heapBytes: process.memoryUsage().heapUsed,
    ...{ invocations, steps, queue: total({ ...queue }), writes: table.putItem, cloud: total(cloud) },
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
