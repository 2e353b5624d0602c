// Bundles the command from its sources; `npm ci` runs it. Without it, or after a change of a source, the sources run (cli/fresh-bundle.mjs).
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { extname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BUNDLE, stampOf } from './cli/fresh-bundle.mjs';
import { builtins } from './node-builtins.mjs';

const LOADERS = { '.ts': 'ts', '.json': 'json' };

/** Notes the stamp of each file before it is read, so that no later change of it stays unseen. */
const stamping = (root, stamps) => ({
  name: 'stamps',
  setup: ({ onLoad }) => {
    onLoad({ filter: /./, namespace: 'file' }, async ({ path }) => {
      stamps[relative(root, path)] = stampOf(path);
      return { contents: await readFile(path, 'utf8'), loader: LOADERS[extname(path)] ?? 'js' };
    });
  },
});

const bundle = async (root, { build }) => {
  const outdir = join(root, BUNDLE);
  const made = `${outdir}-${process.pid}`;
  const stamps = {};
  try {
    await build({
      entryPoints: { main: join(root, 'cli/main.ts') },
      outdir: made,
      outExtension: { '.js': '.mjs' },
      absWorkingDir: root,
      bundle: true,
      // What only other commands need stays a file of its own.
      splitting: true,
      format: 'esm',
      platform: 'node',
      target: 'node24',
      // Loaded by the commands that reach a stack, and more than all the rest.
      external: ['@aws-sdk/*'],
      plugins: [builtins, stamping(root, stamps)],
      logLevel: 'warning',
    });
    await writeFile(join(made, 'stamps.json'), JSON.stringify(stamps));
    await rm(outdir, { recursive: true, force: true });
    await rename(made, outdir);
  } finally {
    await rm(made, { recursive: true, force: true });
  }
};

const esbuildIfInstalled = async () => {
  try {
    return await import('esbuild');
  } catch (error) {
    if (error.code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw error;
  }
};

const esbuild = await esbuildIfInstalled();
if (esbuild === undefined) console.log('esbuild is not installed: the command runs from its sources');
else await bundle(fileURLToPath(new URL('.', import.meta.url)), esbuild);
