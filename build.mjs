// Bundles each function to <outdir>/<function>/index.mjs and its chunks: the bytes that are packaged, run locally and measured.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { builtins } from './node-builtins.mjs';

const root = fileURLToPath(new URL('.', import.meta.url));

/** @type {import('./build.d.mts').BuildOptions['entries']} */
const HANDLERS = { queue: join(root, 'handlers/queue.ts'), webhook: join(root, 'handlers/webhook.ts') };

/** @type {typeof import('./build.d.mts').build} */
export const build = async ({ outdir = join(root, 'dist'), entries = HANDLERS } = {}) => {
  await rm(outdir, { recursive: true, force: true });
  const built = await Promise.all(
    Object.entries(entries).map(async ([name, entry]) => {
      const { metafile } = await esbuild.build({
        entryPoints: { index: entry },
        outdir: join(outdir, name),
        outExtension: { '.js': '.mjs' },
        // Paths, and so the order of modules, are told from here: the same bytes wherever it is called from.
        absWorkingDir: root,
        bundle: true,
        // What is not needed for the first stop is a file of its own that a cold start does not load.
        splitting: true,
        minify: true,
        format: 'esm',
        platform: 'node',
        target: 'node24',
        // The SDK's ES modules can be shaken; its CommonJS cannot, and is half as big again.
        mainFields: ['module', 'main'],
        // Its Node build is CommonJS, which cannot be bundled into an ES module; the other one is the same code.
        alias: { yaml: join(root, 'node_modules/yaml/browser/index.js') },
        plugins: [builtins],
        legalComments: 'none',
        logLevel: 'warning',
        metafile: true,
      });
      return /** @type {const} */ ([name, metafile]);
    }),
  );
  return Object.fromEntries(built);
};

if (import.meta.main) await build();
