import { cp, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from '../../../build.mjs';
import { packageService } from '../../../local/stack/package-stack.ts';

const example = (file: string): string => fileURLToPath(new URL(`example/${file}`, import.meta.url));

/** Builds and packages the example in a folder of its own; returns folder and template. */
export const packagedExample = async (): Promise<{ readonly folder: string; readonly template: string }> => {
  const folder = await mkdtemp(join(tmpdir(), 'lights-out-example-'));
  await cp(example('serverless.yml'), join(folder, 'serverless.yml'));
  await build({
    outdir: join(folder, 'dist'),
    entries: { queue: example('queue.ts'), webhook: example('webhook.ts') },
  });
  return { folder, template: await packageService(folder) };
};
