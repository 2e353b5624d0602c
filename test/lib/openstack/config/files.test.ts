import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { hostPlace } from '../../../../lib/openstack/config/files.ts';

test('a configuration file is read, and a missing one or a folder is skipped', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'place-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  await writeFile(join(dir, 'clouds.yaml'), 'clouds: {}');
  const { readText } = hostPlace({});
  expect(await readText(join(dir, 'clouds.yaml'))).toBe('clouds: {}');
  await writeFile(join(dir, 'utf16.yaml'), Buffer.from('\uFEFFclouds: {}', 'utf16le'));
  expect(await readText(join(dir, 'utf16.yaml'))).toBe('clouds: {}');
  expect(await readText(join(dir, 'absent.yaml'))).toBeUndefined();
  expect(await readText(join(dir, 'clouds.yaml', 'below'))).toBeUndefined();
  expect(await readText(dir)).toBeUndefined();
});

test('any other error of a configuration file is thrown', async () => {
  const { readText } = hostPlace({});
  await expect(readText('/\0')).rejects.toThrow('null bytes');
  await expect(readText(`/${'x'.repeat(5_000)}`)).rejects.toThrow('ENAMETOOLONG');
});
