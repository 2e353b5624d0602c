import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aServer } from '../../cloud/machines/server-plan.ts';
import type { SimulatedCloud } from '../../cloud/simulated-cloud.ts';
import { startCloud } from '../../cloud/start-cloud.ts';
import { lookAtAll } from './shown-servers.ts';

const RUN = fileURLToPath(new URL('./run.ts', import.meta.url));
const [own, foreign] = [aServer(), aServer({ project: 'other' })];
let cloud: SimulatedCloud;
let folder: string;
let clouds: string;

beforeAll(async () => {
  cloud = await startCloud({ servers: [own, foreign] });
  folder = await mkdtemp(join(tmpdir(), 'lights-out-'));
  clouds = join(folder, 'clouds.yaml');
  await writeFile(clouds, cloud.cloudsYaml(), { mode: 0o600 });
});
afterAll(async () => {
  await cloud.close();
  await rm(folder, { recursive: true, force: true });
});

const labFile = async (content: string): Promise<string> => {
  const path = join(folder, 'lab.json');
  await writeFile(path, content);
  return path;
};
const serversOf = (...active: readonly { readonly id: string }[]): string => JSON.stringify({ servers: { active } });

const run = async (env: Readonly<Record<string, string>>) => {
  const child = spawn(process.execPath, [RUN], { env: { PATH: process.env.PATH, ...env } });
  const [err, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
  return { code, lines: err.trim().split('\n') };
};

test.for([
  { name: 'no lab file', lab: undefined, os: 'stopper', says: /OPENSTACK_LAB: set it/ },
  { name: 'a lab file that is not JSON', lab: 'servers', os: 'stopper', says: /is not JSON/ },
  {
    name: 'a lab file that names no server',
    lab: serversOf(),
    os: 'stopper',
    says: /names no server that may be stopped/,
  },
  { name: 'an id that is no UUID', lab: serversOf({ id: 'bms-007' }), os: 'stopper', says: /is no UUID/ },
  {
    name: 'a server of another project',
    lab: serversOf(own, foreign),
    os: 'stopper',
    says: new RegExp(`server ${foreign.id}: `),
  },
  {
    name: 'an unknown OS_CLOUD',
    lab: serversOf(own),
    os: 'nowhere',
    says: /OS_CLOUD: nowhere is not in the clouds file/,
  },
  { name: 'a token with an admin role', lab: serversOf(own), os: 'admin', says: /admin/ },
])('with $name the run prints one line, exits with 2, and stops nothing', async ({ lab, os, says }) => {
  const { code, lines } = await run({
    OS_CLIENT_CONFIG_FILE: clouds,
    OS_CLOUD: os,
    ...(lab === undefined ? {} : { OPENSTACK_LAB: await labFile(lab) }),
  });
  expect(lines).toEqual([expect.stringMatching(says)]);
  expect(code).toBe(2);
  expect(cloud.server(own.id)?.vmState).toBe('active');
});

test('with a cloud that does not answer the run prints one line and exits with 2', async () => {
  const dead = join(folder, 'dead.yaml');
  await writeFile(dead, cloud.cloudsYaml().replaceAll(new URL(cloud.authUrl).host, '127.0.0.1:1'));
  const lab = await labFile(serversOf(own));
  const { code, lines } = await run({ OS_CLIENT_CONFIG_FILE: dead, OS_CLOUD: 'stopper', OPENSTACK_LAB: lab });
  expect(lines).toHaveLength(1);
  expect(code).toBe(2);
});

test('the run accepts servers of the project, in any spelling of their ids', async () => {
  const env = { OS_CLIENT_CONFIG_FILE: clouds, OS_CLOUD: 'stopper' };
  await expect(lookAtAll(env, [own.id, own.id.toUpperCase()])).resolves.toBeUndefined();
  await expect(lookAtAll(env, [own.id, foreign.id])).rejects.toThrow(`server ${foreign.id}: `);
});
