import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** AWS on this machine, as far as moto imitates it. */
export interface Moto {
  readonly url: string;
  stop(): Promise<void>;
}

const READY_MS = 30_000;
const POLL_MS = 200;

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port was found');
  return address.port;
};

const isUp = async (url: string): Promise<boolean> => {
  try {
    return (await fetch(`${url}/moto-api/`)).ok;
  } catch (error) {
    if (error instanceof TypeError) return false; // What fetch throws while nobody listens.
    throw error;
  }
};

/** Starts `moto_server` on a free port of the loopback interface; undefined when it is not installed. */
export const startMoto = async (): Promise<Moto | undefined> => {
  const port = await freePort();
  const child = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], { stdio: ['ignore', 'ignore', 'pipe'] });
  let ended = false;
  let missing = false;
  let output = '';
  child.once('error', () => {
    missing = true;
  });
  child.once('close', () => {
    ended = true;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const url = `http://127.0.0.1:${port}`;
  const kill = (): void => {
    child.kill('SIGKILL');
  };
  process.once('exit', kill);
  for (let waitedMs = 0; !(await isUp(url)); waitedMs += POLL_MS) {
    if (missing) return undefined;
    if (ended || waitedMs > READY_MS) {
      kill();
      throw new Error(`moto_server did not start: ${output.slice(-300)}`);
    }
    await sleep(POLL_MS);
  }
  return {
    url,
    stop: async () => {
      process.off('exit', kill);
      child.kill('SIGTERM');
      if (!ended) await once(child, 'close');
    },
  };
};
