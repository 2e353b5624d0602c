import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { fileText } from '../lib/file-text.ts';
import { createClouds } from '../lib/openstack/clouds.ts';
import { createTransport } from '../lib/openstack/http.ts';
import { machinePlace } from '../lib/openstack/machine-place.ts';
import { systemClock } from '../lib/system-clock.ts';
import { EXIT } from './exit-code.ts';
import { streamOutput } from './output.ts';
import type { World } from './world.ts';

// npm hands on a Ctrl-C that the terminal has sent already: two this close are one.
const ONE_PRESS_MS = 300;

const onInterrupt: World['onInterrupt'] = (first) => {
  let firstAt: number | undefined;
  const listener = (): void => {
    const now = systemClock.now();
    if (firstAt === undefined) {
      firstAt = now;
      first();
    } else if (now - firstAt > ONE_PRESS_MS) process.exit(EXIT.interrupted);
  };
  process.on('SIGINT', listener);
  return () => process.off('SIGINT', listener);
};

/** This process, its files and its terminal. */
export const processWorld: World = {
  env: process.env,
  clock: systemClock,
  output: streamOutput(process.stdout, process.stderr),
  readText: async (path) => fileText(path === '-' ? await buffer(process.stdin) : await readFile(path)),
  clouds: (allowAdmin) =>
    createClouds({ place: machinePlace(process.env), clock: systemClock, allowAdmin, createTransport }),
  canvas: async () => (await import('./terminal-canvas.ts')).terminalCanvas(process.stdout),
  onInterrupt,
};
