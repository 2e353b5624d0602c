import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';

const OSLS = createRequire(import.meta.url).resolve('serverless/bin/serverless.js');

/** Runs the framework in a folder; what it wrote. Throws with that when it does not end well. */
export const serverless = async (
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<string> => {
  const child = spawn(process.execPath, [OSLS, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  const written = `${out}${err}`.trim();
  if (code !== 0) throw new Error(written);
  return written;
};
