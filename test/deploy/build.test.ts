import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { build } from '../../build.mjs';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lights-out-build-'));
  await writeFile(join(folder, 'late.ts'), 'export const late = (): string => "late";\n');
  await writeFile(
    join(folder, 'queue.ts'),
    'export const handler = async (): Promise<string> => (await import("./late.ts")).late();\n',
  );
});
afterEach(() => rm(folder, { recursive: true }));

const outputs = async (outdir: string): Promise<Record<string, string>> => {
  await build({ outdir, entries: { queue: join(folder, 'queue.ts') } });
  const files = (await readdir(outdir, { recursive: true })).filter((file) => file.endsWith('js')).sort();
  const hashed = files.map(async (file) => {
    const hash = createHash('sha256').update(await readFile(join(outdir, file)));
    return [file, hash.digest('hex')] as const;
  });
  return Object.fromEntries(await Promise.all(hashed));
};

test('the build puts a dynamic import into its own file beside the entry', async () => {
  const outdir = join(folder, 'dist');
  const files = Object.keys(await outputs(outdir));
  expect(files).toHaveLength(2);
  expect(files).toContain('queue/index.mjs');
  const { handler } = await import(pathToFileURL(join(outdir, 'queue/index.mjs')).href);
  expect(await handler()).toBe('late');
});

test('the build writes the same bytes into any folder', async () => {
  expect(await outputs(join(folder, 'one'))).toEqual(await outputs(join(folder, 'another/place')));
});

test('the build removes the files of an earlier build', async () => {
  const outdir = join(folder, 'dist');
  await mkdir(outdir);
  await writeFile(join(outdir, 'old.mjs'), '');
  expect(Object.keys(await outputs(outdir))).not.toContain('old.mjs');
});

test.each([
  { name: 'by name', code: "import { request } from 'node:http';\nexport const handler = request;\n" },
  { name: 'whole', code: "import * as http from 'node:http';\nexport const handler = http.request;\n" },
  { name: 'by its default', code: "import http from 'http';\nexport const handler = http.request;\n" },
  { name: 'when it runs', code: "export const handler = (await import('node:http')).default.request;\n" },
])('a function that imports one of Node’s own modules $name loads no more of Node than it uses', async ({ code }) => {
  await writeFile(join(folder, 'queue.ts'), code);
  const outdir = join(folder, 'dist');
  await outputs(outdir);
  const bundle = JSON.stringify(pathToFileURL(join(outdir, 'queue/index.mjs')).href);
  const script = `import(${bundle}).then(({ handler }) => console.log(handler.name, process.moduleLoadList.join(' ')))`;
  const loaded = execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' });
  expect(loaded).toMatch(/^request .*NativeModule http\b/);
  expect(loaded).not.toContain('undici');
});
