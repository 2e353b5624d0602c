import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const OSLS = createRequire(import.meta.url).resolve('serverless/bin/serverless.js');

/**
 * `npm run package`, with the arguments of `serverless package`: the schedules first, so that a mistake is said alone and costs no
 * build, then the functions, then the template, then what AWS would refuse of it. Ends with the exit code of the first that fails.
 */
const main = (args: readonly string[]): number => {
  const steps: readonly (readonly string[])[] = [
    ['deploy/check-schedules.ts', ...args],
    ['build.mjs'],
    [OSLS, 'package', ...args],
    ['deploy/check-package.ts', ...args],
  ];
  for (const step of steps) {
    const { status, error } = spawnSync(process.execPath, step, { cwd: ROOT, stdio: 'inherit' });
    if (error !== undefined) throw error;
    if (status !== 0) return status ?? 1;
  }
  return 0;
};

process.exitCode = main(process.argv.slice(2));
