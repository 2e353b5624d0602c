import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aServer } from '../../cloud/machines/server-plan.ts';
import type { SimulatedCloud } from '../../cloud/simulated-cloud.ts';
import { startCloud } from '../../cloud/start-cloud.ts';
import { idOf } from '../cli/a-cloud.ts';

// The crontab of docs/operations.md, run as cron runs it: /bin/sh, a short PATH, nothing else of the environment, no terminal.

const ROOT = fileURLToPath(new URL('../../', import.meta.url)).replace(/\/$/, '');
const ASSIGNMENT = /^([A-Z_]+)=(.*)$/;

const crontab = async () => {
  const text = await readFile(join(ROOT, 'docs/operations.md'), 'utf8');
  const lines = (/```crontab\n([\s\S]*?)```/.exec(text)?.[1] ?? '').trim().split('\n');
  const jobs = lines.filter((line) => !line.startsWith('#') && !ASSIGNMENT.test(line));
  const variables = lines.flatMap((line) => {
    const [, name, value] = ASSIGNMENT.exec(line) ?? [];
    return name === undefined || value === undefined ? [] : [[name, value] as const];
  });
  const [, times, command] = /^((?:\S+ ){5})(.*)$/.exec(jobs[0] ?? '') ?? [];
  return { jobs, variables: Object.fromEntries(variables), times: times?.trim(), command: command ?? '' };
};

let cloud: SimulatedCloud;
let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'lights-out-cron-'));
  cloud = await startCloud({ servers: [aServer({ id: idOf(1) }), aServer({ id: idOf(2) })] });
  await writeFile(join(dir, 'clouds.yaml'), cloud.cloudsYaml().replace(/^( +)stopper:/m, '$1otc:'), { mode: 0o600 });
  await writeFile(join(dir, 'rack-3.txt'), `# rack 3\n${idOf(1)}\n${idOf(2)}\n`);
});
afterEach(async () => {
  await cloud.close();
  await rm(dir, { recursive: true });
});

const runAsCron = async () => {
  const { command, variables } = await crontab();
  const here = (text: string): string => text.replaceAll('/opt/lights-out', ROOT).replaceAll('/etc/lights-out', dir);
  const env = Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, here(value)]));
  const options = { cwd: dir, env: { HOME: dir, SHELL: '/bin/sh', PATH: '/usr/bin:/bin', ...env } };
  return promisify(execFile)('/bin/sh', ['-c', here(command)], options).then(
    ({ stdout, stderr }) => ({ stdout, stderr, code: 0 }),
    (error: { stdout: string; stderr: string; code: number }) => error,
  );
};

test('cron reads the documented line as intended', async () => {
  const { jobs, times, command } = await crontab();
  expect(jobs).toHaveLength(1);
  expect(times).toBe('0 20 * * 1-5');
  expect(command).not.toContain('%');
});

test('the documented cron line stops the servers of the list, and exits with 0', { timeout: 30_000 }, async () => {
  expect(await runAsCron()).toMatchObject({
    code: 0,
    stderr: '',
    stdout: expect.stringContaining('2 servers: 2 stopped'),
  });
  expect([idOf(1), idOf(2)].map((id) => cloud.server(id)?.vmState)).toEqual(['stopped', 'stopped']);
});

test('a missing list makes the cron line write to standard error and exit with another code, which cron mails', {
  timeout: 30_000,
}, async () => {
  await rm(join(dir, 'rack-3.txt'));
  expect(await runAsCron()).toMatchObject({ code: 2, stderr: expect.stringContaining('cannot be read (ENOENT)') });
});
