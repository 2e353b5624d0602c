import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';

const TIME = '/usr/bin/time';

/** Why no run can be timed, in one line; undefined if it can. */
export const timeProblem = (): string | undefined =>
  existsSync(TIME) ? undefined : `${TIME} is missing (Debian: time)`;

/** A command to time. */
export interface Command {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** It is ended after so many seconds. */
  readonly atMostSeconds: number;
  /** Where GNU time writes what the command used. */
  readonly usageFile: string;
}

/** What a process took, with its children: seconds of wall and of processor time, and the largest one's peak memory. */
export interface Timed {
  readonly wallS: number;
  readonly cpuS: number;
  readonly rssMib: number;
  /** The exit code, or `hung` if it was ended. */
  readonly exit: number | 'hung';
  readonly out: string;
  readonly err: string;
}

/** Runs a command from its start to its end. Its environment is only the one given. */
export const timedRun = async ({ command, env, atMostSeconds, usageFile }: Command): Promise<Timed> => {
  const startedAt = performance.now();
  const child = spawn(TIME, ['-q', '-o', usageFile, '-f', '%U %S %M', ...command], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that its children end with it.
    detached: true,
  });
  let hung = false;
  const timer = setTimeout(() => {
    hung = true;
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  }, atMostSeconds * 1000);
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  clearTimeout(timer);
  const wallS = (performance.now() - startedAt) / 1000;
  if (hung) return { wallS, cpuS: Number.NaN, rssMib: Number.NaN, exit: 'hung', out, err };
  const [user = 0, system = 0, kib = 0] = (await readFile(usageFile, 'utf8')).trim().split(' ').map(Number);
  return { wallS, cpuS: user + system, rssMib: kib / 1024, exit: Number(code), out, err };
};
