import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { COMMAND } from '../../cli/terminal/terminal.ts';
import { aServer } from '../../cloud/machines/server-plan.ts';
import type { SimulatedCloud } from '../../cloud/simulated-cloud.ts';
import { startCloud } from '../../cloud/start-cloud.ts';
import { idOf } from './a-cloud.ts';

// The command itself, as a process of its own, against a Keystone and a Nova over HTTP.

const START = fileURLToPath(new URL('../../cli/lights-out.mjs', import.meta.url));
const [ONE, TWO] = [idOf(1), idOf(2)] as const;

let cloud: SimulatedCloud;
let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'lights-out-cli-'));
});
afterAll(() => rm(dir, { recursive: true }));

beforeEach(async () => {
  cloud = await startCloud({ servers: [aServer({ id: ONE }), aServer({ id: TWO })] });
  await writeFile(join(dir, 'clouds.yaml'), cloud.cloudsYaml(), { mode: 0o600 });
});
afterEach(() => cloud.close());

const start = (
  args: readonly string[],
  { file = START, ...env }: { readonly file?: string; readonly OS_CLOUD?: string } = {},
): ChildProcessWithoutNullStreams =>
  spawn(process.execPath, [file, ...args], {
    env: { PATH: process.env.PATH, OS_CLIENT_CONFIG_FILE: join(dir, 'clouds.yaml'), OS_CLOUD: 'stopper', ...env },
  });

const ended = async (child: ChildProcessWithoutNullStreams) => {
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { out, err, code };
};

const command = (...args: readonly string[]) => ended(start(args));

const stopsAt = (id: string): number =>
  cloud.log.entries().filter((entry) => entry.kind === 'request' && entry.action === 'os-stop' && entry.serverId === id)
    .length;

/** Resolves when the cloud has acted on a stop. */
const aStopArrives = (): Promise<void> =>
  new Promise((resolve) => {
    const leave = cloud.log.subscribe((entry) => {
      if (entry.kind !== 'request' || entry.action !== 'os-stop') return;
      leave();
      resolve();
    });
  });

describe('lights-out', { timeout: 30_000 }, () => {
  test('The command stops each server once and reports it', async () => {
    const { out, err, code } = await command('stop', ONE, TWO);
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(out).toContain('2 servers: 2 stopped');
    expect([ONE, TWO].map((id) => [cloud.server(id)?.vmState, stopsAt(id)])).toEqual([
      ['stopped', 1],
      ['stopped', 1],
    ]);
  });

  test('The check needs no server ID and changes nothing', async () => {
    const { out, err, code } = await command('check');
    expect(err).toBe('');
    expect(code).toBe(0);
    for (const line of [
      `✔ configuration   cloud stopper from ${join(dir, 'clouds.yaml')}, `,
      '✔ login',
      '✔ compute',
      '✔ clock',
      '✔ servers         2 visible, 2 running',
      '✔ action list',
      '! rights',
    ])
      expect(out).toContain(line);
    const asked = cloud.log.entries().filter((entry) => entry.kind === 'request');
    expect(asked.filter(({ action }) => action === 'os-stop')).toEqual([]);
    expect(out).not.toMatch(/password|gAAAA/i);
    const admin = await command('check', '--cloud', 'admin');
    expect(admin.out).toContain('✘ rights');
    expect(admin.code).toBe(1);
  });

  test('The command lists the servers over HTTP, chooses by tag and stops those alone', async () => {
    await cloud.close();
    cloud = await startCloud({ servers: [aServer({ id: ONE, tags: ['env=dev'] }), aServer({ id: TWO })] });
    await writeFile(join(dir, 'clouds.yaml'), cloud.cloudsYaml(), { mode: 0o600 });
    const shown = await command('servers', '--tag', 'env=dev');
    expect(shown).toMatchObject({ err: '', code: 0 });
    expect(shown.out).toContain('2 servers in cloud stopper: 1 chosen, 1 left-out (1 page read)');
    const unasked = await command('stop', '--tag', 'env=dev');
    expect(unasked).toMatchObject({ out: '', code: 2 });
    expect([stopsAt(ONE), stopsAt(TWO)]).toEqual([0, 0]);
    expect(await command('stop', '--tag', 'env=dev', '--yes')).toMatchObject({ err: '', code: 0 });
    expect([stopsAt(ONE), stopsAt(TWO)]).toEqual([1, 0]);
  });

  test('The examples in the help of check work as typed', async () => {
    await writeFile(join(dir, 'clouds.yaml'), cloud.cloudsYaml().replace('stopper:', 'otc:'));
    const { out: help } = await ended(start(['check', '--help']));
    const examples = help.split(`  ${COMMAND} `).slice(1);
    expect(examples.length).toBeGreaterThan(0);
    // A stack is another test's business: there is no AWS here.
    for (const example of examples.filter((one) => !one.includes('--stack'))) {
      const child = start(example.trim().split(' '), { OS_CLOUD: 'otc' });
      expect(await ended(child), example).toMatchObject({ err: '', code: 0 });
    }
  });

  test('The command goes on when nobody reads its output any more', async () => {
    const child = start(['stop', ONE]);
    child.stdout.destroy();
    const [code] = await once(child, 'close');
    expect(code).toBe(0);
    expect(cloud.server(ONE)?.vmState).toBe('stopped');
  });

  test('The command reads a list that PowerShell wrote, from a file and from standard input', async () => {
    const list = (id: string) => Buffer.from(`\uFEFF${id}\r\n`, 'utf16le');
    await writeFile(join(dir, 'rack.txt'), list(ONE));
    const child = start(['stop', '--servers-from', join(dir, 'rack.txt'), '--servers-from', '-']);
    child.stdin.end(list(TWO));
    expect(await ended(child)).toMatchObject({
      err: '',
      code: 0,
      out: expect.stringContaining('2 servers: 2 stopped'),
    });
  });

  test('Refused credentials end the command with 2 and one line, before any call to Nova', async () => {
    await writeFile(join(dir, 'clouds.yaml'), cloud.cloudsYaml().replaceAll(/(password: ).*/g, '$1wrong'));
    const { err, code } = await command('stop', ONE, TWO);
    expect(err).toBe('lights-out: the cloud refuses the credentials: login answered 401\n');
    expect(code).toBe(2);
    expect(cloud.log.entries()).toEqual([]);
  });

  test('An address where nothing listens or no TLS is spoken ends the command with 2 and one line', async () => {
    const yaml = cloud.cloudsYaml();
    await writeFile(join(dir, 'clouds.yaml'), yaml.replaceAll('http://', 'https://'));
    const plain = await command('stop', ONE, TWO);
    expect(plain.err).toMatch(
      /^lights-out: that address does not speak TLS, or no version that we accept: the login was not sent.*\n$/,
    );
    expect(plain.code).toBe(2);
    await cloud.close();
    await writeFile(join(dir, 'clouds.yaml'), yaml);
    const closed = await command('stop', ONE, TWO);
    expect(closed.err).toMatch(/^lights-out: nothing listens at that address: the login was not sent.*ECONNREFUSED\n$/);
    expect(closed.code).toBe(2);
  });

  test('Ctrl-C ends the command with 130 and names the stop that is under way', async () => {
    cloud.behave(ONE, { takesMs: 600_000 });
    const child = start(['stop', '--json', ONE]);
    const end = ended(child);
    await aStopArrives();
    child.kill('SIGINT');
    const { out, err, code } = await end;
    expect(code).toBe(130);
    expect(JSON.parse(out)).toMatchObject({ serverId: ONE, outcome: 'accepted' });
    expect(err).toMatch(new RegExp(`^ {2}\\S+ ${ONE} accepted$`, 'm'));
  });

  test('The command exits with 0 after its version and with 2 after a usage error', async () => {
    expect(await command('--version')).toMatchObject({ out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), code: 0 });
    expect(await command('stop', '--force')).toMatchObject({ out: '', code: 2 });
  });

  test('The command asks for `npm ci` when its packages are missing', async () => {
    await mkdir(join(dir, 'clone/cli'), { recursive: true });
    const file = join(dir, 'clone/cli/lights-out.mjs');
    await copyFile(START, file);
    expect(await ended(start(['stop'], { file }))).toEqual({
      out: '',
      err: 'lights-out: run `npm ci` first: it installs Node 24 and the other packages.\n',
      code: 2,
    });
  });
});
