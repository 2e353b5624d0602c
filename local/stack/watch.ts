import { spawn } from 'node:child_process';

/** What ends the watch over a process. */
export interface Watch {
  end(): void;
}

// Its input ends when the process that started it does, however that ends.
const WAIT_AND_KILL = 'read _; kill -KILL "$1" 2>/dev/null';

/** Kills a process when this one dies: a process that is stopped cannot see that by itself. */
export const killWithUs = (pid: number | undefined): Watch => {
  const watch = spawn('sh', ['-c', WAIT_AND_KILL, 'sh', String(pid)], { stdio: ['pipe', 'ignore', 'ignore'] });
  return { end: () => void watch.kill('SIGKILL') };
};
