import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** The framework that this project installs. Never `npx serverless`, which fetches another program where nothing is installed. */
export const FRAMEWORK = createRequire(import.meta.url).resolve('serverless/bin/serverless.js');

/** Runs scripts one after the other, each with its arguments; the exit code of the first that fails, else 0. */
export const runSteps = (steps: readonly (readonly string[])[]): number => {
  for (const step of steps) {
    const { status, error } = spawnSync(process.execPath, step, { cwd: ROOT, stdio: 'inherit' });
    if (error !== undefined) throw error;
    if (status !== 0) return status ?? 1;
  }
  return 0;
};
