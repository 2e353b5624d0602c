import { execFile } from 'node:child_process';
import { copyFile, cp, mkdir, mkdtemp, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SOURCE = 'cli/stop/stop-help.ts';
const BUNDLED = 'this is the bundle\n';

let dir: string;

const node = (file: string, ...args: readonly string[]) =>
  new Promise<{ readonly code: unknown; readonly out: string; readonly err: string }>((resolve) => {
    execFile(process.execPath, [join(dir, file), ...args], (error, out, err) =>
      resolve({ code: error === null ? 0 : error.code, out, err }),
    );
  });

const command = (...args: readonly string[]) => node('cli/lights-out.mjs', ...args);

/** Makes the bundle, and then a mark of its first file, which nothing was made of: whoever runs it says so. */
const markedBundle = async (): Promise<void> => {
  expect(await node('bundle-command.mjs')).toEqual({ code: 0, out: '', err: '' });
  await writeFile(join(dir, 'cli/.bundle/main.mjs'), `process.stdout.write(${JSON.stringify(BUNDLED)});`);
  expect((await command('--version')).out).toBe(BUNDLED);
};

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'lights-out-bundle-'));
  for (const folder of ['cli', 'lib'])
    await cp(join(ROOT, folder), join(dir, folder), { recursive: true, filter: (path) => !path.includes('.bundle') });
  for (const file of ['package.json', 'bundle-command.mjs', 'node-builtins.mjs'])
    await copyFile(join(ROOT, file), join(dir, file));
  await mkdir(join(dir, 'node_modules/.bin'), { recursive: true });
  for (const name of ['commander', 'esbuild', 'valibot', 'yaml', 'cli-table3', 'string-width', 'standardwebhooks'])
    await symlink(join(ROOT, 'node_modules', name), join(dir, 'node_modules', name));
  await symlink(join(ROOT, 'node_modules/log-update'), join(dir, 'node_modules/log-update'));
});
afterAll(() => rm(dir, { recursive: true }));

describe('the bundle of the command', { timeout: 120_000 }, () => {
  test('The bundle says what the sources say', async () => {
    const lines = [
      [],
      ['--version'],
      ['stop', '--help'],
      ['dead-letters', 'replay', '--help'],
      ['completion', 'bash'],
      ['completion', 'bash', '--', 'stop', '--d'],
      ['stop', 'x'],
      ['stop', '6f70656e-7374-4163-8b20-6e6f74206f66', '--cloud', 'none'],
      ['sign', 'missing.json'],
      ['servers', '--tag', ''],
    ];
    const bySources = [];
    for (const line of lines) bySources.push(await command(...line));
    await node('bundle-command.mjs');
    for (const [at, line] of lines.entries()) expect(await command(...line)).toEqual(bySources[at]);
  });

  describe('and its sources', () => {
    beforeEach(markedBundle);

    test('A source that changed is run, even when its size and time are as before', async () => {
      const path = join(dir, SOURCE);
      const { atime, mtime, size } = await stat(path);
      await writeFile(path, (await readFile(path, 'utf8')).replace('Servers are named', 'Servers are NAMED'));
      await utimes(path, atime, mtime);
      expect(await stat(path)).toMatchObject({ size, mtime });
      expect((await command('stop', '--help')).out).toContain('Servers are NAMED');
      await markedBundle();
    });

    test('A package of another version is run from its files', async () => {
      await rm(join(dir, 'node_modules/valibot'));
      await cp(join(ROOT, 'node_modules/valibot'), join(dir, 'node_modules/valibot'), { recursive: true });
      await markedBundle();
      const path = join(dir, 'node_modules/valibot/dist/index.mjs');
      await writeFile(path, `${await readFile(path, 'utf8')}\n`);
      expect((await command('--version')).out).toMatch(/^\d/);
    });

    test('A source that is gone is missed, as without a bundle', async () => {
      await rm(join(dir, SOURCE));
      expect((await command('--version')).err).toContain('ERR_MODULE_NOT_FOUND');
      await copyFile(join(ROOT, SOURCE), join(dir, SOURCE));
    });
  });

  test('Where esbuild is not installed there is no bundle, and npm goes on', async () => {
    await rm(join(dir, 'cli/.bundle'), { recursive: true, force: true });
    await rm(join(dir, 'node_modules/esbuild'));
    const out = 'esbuild is not installed: the command runs from its sources\n';
    expect(await node('bundle-command.mjs')).toEqual({ code: 0, out, err: '' });
    expect((await command('--version')).out).toMatch(/^\d/);
  });
});
