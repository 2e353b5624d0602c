import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readEntry } from './clouds-entry.ts';

test.for(['1234567890123456', '52e1234567890123'])(
  'a password that looks like a number is a text: %s',
  async (password) => {
    const folder = await mkdtemp(join(tmpdir(), 'lights-out-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const path = join(folder, 'clouds.yaml');
    await writeFile(path, `clouds: {stopper: {auth: {auth_url: https://k.example/v3, password: ${password}}}}`);
    expect((await readEntry(path, 'stopper')).auth.password).toBe(password);
  },
);
