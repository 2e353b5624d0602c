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
import { figure, say, table } from './measure/table.ts';
import type { Question } from './question.ts';

const ROUNDS = 7;
const MIB = 1024 * 1024;
const FUNCTION_MS = 60_000;

/** The row of one number of servers. */
const measure = async (count: number, rounds: number): Promise<readonly string[]> => {
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
  for (let round = 0; round < rounds; round += 1) {
    await choose();
    most = Math.max(most, process.memoryUsage.rss());
  }
  const made = calls().slice(callsBefore);
  const pages = made.filter((path) => path.includes('/servers/detail')).length;
  const item = Buffer.byteLength(JSON.stringify(encodeRoll(rollFrom(request, first, clock))));
  const row = [
    `${count} servers`,
    `${first.ids.length}, ${first.verdict}`,
    figure(pages / rounds, 1),
    figure((made.length - pages) / rounds, 1),
    figure((most - before) / MIB, 0),
    figure(item / 1024, 0),
  ];
  await cloud.close();
  await rm(folder, { recursive: true });
  return row;
};

/** What a selection costs: calls, memory, and the bytes of the roll that it becomes. */
export const selection: Question = {
  name: 'selection',
  what: 'calls, memory and bytes of a selection of 1,000 and of 10,000 servers',
  takes: ['rounds'],
  run: async ({ rounds = ROUNDS }) => {
    const rows: (readonly string[])[] = [];
    for (const count of [1000, 10_000]) rows.push(await measure(count, rounds));
    say(
      'A selection',
      [`Choices: ${rounds}. The simulated cloud runs in the same process, so memory is an upper bound.`],
      table(['chosen from', 'ids, verdict', 'pages', 'other calls', 'more memory, MiB', 'roll, KiB'], rows),
    );
  },
};
