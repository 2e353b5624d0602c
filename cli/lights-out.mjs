#!/usr/bin/env node
// Runs the command on Node 24.5 or newer (its agents go through a proxy): this one, or the one that `npm ci` installed.
// Plain JavaScript that any Node can start.
import { existsSync } from 'node:fs';
import module from 'node:module';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const NODE_24 = at('../node_modules/.bin/node');

const [major, minor] = process.versions.node.split('.').map(Number);

if ((major > 24 || (major === 24 && minor >= 5)) && existsSync(at('../node_modules/commander'))) {
  // The cache keeps compiled code, and of the sources their stripped text.
  module.enableCompileCache(at('../node_modules/.cache/lights-out'));
  const { freshBundle } = await import('./fresh-bundle.mjs');
  await import(freshBundle(at('..')) ?? './main.ts');
} else if (existsSync(NODE_24)) {
  // The child gets Ctrl-C too and decides; without this line the prompt comes back before the child ends.
  process.on('SIGINT', () => {});
  const { spawnSync } = await import('node:child_process');
  const run = spawnSync(NODE_24, [at('lights-out.mjs'), ...process.argv.slice(2)], { stdio: 'inherit' });
  // As a shell has it: 130 for Ctrl-C.
  process.exitCode = run.status ?? (run.signal === null ? 1 : 128 + constants.signals[run.signal]);
} else {
  console.error('lights-out: run `npm ci` first: it installs Node 24 and the other packages.');
  process.exitCode = 2;
}
