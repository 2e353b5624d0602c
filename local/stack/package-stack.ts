import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const OSLS = createRequire(import.meta.url).resolve('serverless/bin/serverless.js');
const TEMPLATE = '.serverless/cloudformation-template-update-stack.json';

/** Runs a script with this Node.js; throws with all that it wrote when it does not end well. */
const run = async (script: string, args: readonly string[], cwd: string): Promise<void> => {
  const child = spawn(process.execPath, [script, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const kill = (): void => void child.kill();
  process.once('exit', kill);
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  process.off('exit', kill);
  if (code !== 0) throw new Error(`${out}${err}`.trim());
};

/**
 * Packages the service of a folder that is built already, with arguments of the framework; returns the template's path. Throws with the
 * framework's own message.
 */
export const packageService = async (folder: string, args: readonly string[] = []): Promise<string> => {
  await run(OSLS, ['package', ...args], folder);
  return join(folder, TEMPLATE);
};

/**
 * Builds the functions and packages the template; returns the template's path. Throws with the bundler's or framework's message, or
 * with what AWS would refuse.
 */
export const packageStack = async (args: readonly string[] = []): Promise<string> => {
  await run(join(ROOT, 'build.mjs'), [], ROOT);
  const template = await packageService(ROOT, args);
  await run(join(ROOT, 'deploy/check-package.ts'), args, ROOT);
  return template;
};
