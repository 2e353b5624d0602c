import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aServer } from '../cloud/machines/server-plan.ts';
import { startCloud } from '../cloud/start-cloud.ts';
import { systemClock as clock } from '../lib/clock.ts';
import { encodeRoll } from '../lib/ledger/roll-item.ts';
import { parseRequest } from '../lib/message/request.ts';
import { hostPlace } from '../lib/openstack/config/files.ts';
import { createTransport } from '../lib/openstack/http/transport.ts';
import { createClouds } from '../lib/openstack/open-clouds.ts';
import { DEFAULT_TIMING } from '../lib/power/timing.ts';
import { resolve, rollFrom } from '../lib/roll/resolve.ts';

// What a selection costs: calls, memory and the bytes of its roll. The simulated cloud runs in this process, so memory is an upper bound.
const ROUNDS = 7;
const MIB = 1024 * 1024;
const FUNCTION_MS = 60_000;

const measure = async (count: number): Promise<void> => {
  const plans = Array.from({ length: count }, (_, n) =>
    aServer({ name: `bms-${n}`, tags: ['env=night'], metadata: { rack: `r${n % 20}` } }),
  );
  const cloud = await startCloud({ servers: plans });
  const folder = await mkdtemp(join(tmpdir(), 'lights-out-bench-'));
  const file = join(folder, 'clouds.yaml');
  await writeFile(file, cloud.cloudsYaml(), { mode: 0o600 });
  const env = { ...process.env, OS_CLIENT_CONFIG_FILE: file, OS_CLOUD: 'stopper' };
  const clouds = createClouds({ place: hostPlace(env), clock, allowAdmin: false, createTransport });
  const now = clock.now();
  const parsed = parseRequest(
    { select: { tags: ['env=*'] }, atMost: Math.min(count, 1000), requestId: 'bench' },
    { source: 'queue', requestId: 'bench', arrivedAt: now, now },
    { timing: DEFAULT_TIMING, defaultCloud: 'stopper' },
  );
  if (parsed.kind === 'problem') throw new Error(parsed.problem);
  const request = parsed.value;
  const ports = { clouds, clock, selectAtMost: 50, atMostPerRequest: 1000 } as const;
  const calls = (): readonly string[] =>
    cloud.log.entries().flatMap((entry) => (entry.kind === 'request' ? entry.path : []));

  const choose = () => resolve(request, ports, clock.now() + FUNCTION_MS);
  const first = await choose();
  if (first.verdict === 'not-listed') throw new Error(first.fault.message);
  const before = process.memoryUsage.rss();
  let most = before;
  const callsBefore = calls().length;
  for (let round = 0; round < ROUNDS; round += 1) {
    await choose();
    most = Math.max(most, process.memoryUsage.rss());
  }
  const made = calls().slice(callsBefore);
  const pages = made.filter((path) => path.includes('/servers/detail')).length;
  const item = Buffer.byteLength(JSON.stringify(encodeRoll(rollFrom(request, first, clock))));
  console.log(
    `${count} servers: ${first.verdict}, ${first.ids.length} ids; a choice: ${pages / ROUNDS} pages, ${(made.length - pages) / ROUNDS} other calls, ` +
      `at most ${Math.round((most - before) / MIB)} MiB more memory; roll: ${Math.round(item / 1024)} KiB`,
  );
  await cloud.close();
  await rm(folder, { recursive: true });
};

for (const count of [1000, 10_000]) await measure(count);
