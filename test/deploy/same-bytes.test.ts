import { cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { build } from '../../build.mjs';
import { packageService } from '../../local/stack/package-stack.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const packagedOnce = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lights-out-bytes-'));
  for (const name of ['serverless.yml', 'schedules.yml', 'package.json', 'deploy', 'lib']) {
    await cp(join(ROOT, name), join(folder, name), { recursive: true });
  }
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  await build({ outdir: join(folder, 'dist') });
  const path = await packageService(folder);
  const [template, queue, webhook] = await Promise.all([
    readFile(path, 'utf8'),
    readFile(join(folder, '.serverless/queue.zip')),
    readFile(join(folder, '.serverless/webhook.zip')),
  ]);
  await rm(folder, { recursive: true });
  return { template, queue, webhook };
};

test('two builds give the same zips, and the same template except for the bucket keys, which contain the time', async () => {
  const [one, two] = [await packagedOnce(), await packagedOnce()];
  expect(one.queue.equals(two.queue)).toBe(true);
  expect(one.webhook.equals(two.webhook)).toBe(true);
  const withoutKeys = (template: string) => template.replace(/"S3Key": *"[^"]*"/g, '"S3Key": ""');
  expect(withoutKeys(one.template)).toBe(withoutKeys(two.template));
  expect(one.template).not.toBe(two.template);
}, 120_000);
