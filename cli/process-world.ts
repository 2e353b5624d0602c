import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { type Clock, systemClock } from '../lib/clock.ts';
import { hostPlace } from '../lib/openstack/config/files.ts';
import { createTransport } from '../lib/openstack/http/transport.ts';
import { type ConfiguredClouds, createClouds } from '../lib/openstack/open-clouds.ts';
import type { Environment } from '../lib/settings/environment.ts';
import { fileText } from '../lib/text.ts';
import { EXIT } from './end.ts';
import type { Canvas } from './live-progress.ts';
import { type Output, streamOutput } from './output.ts';

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
    createClouds({ place: hostPlace(process.env), clock: systemClock, allowAdmin, createTransport }),
  canvas: async () => (await import('./live-progress.ts')).terminalCanvas(process.stdout),
  onInterrupt,
};

/** Everything a command reaches beyond itself: a test hands in another one. */
export interface World {
  readonly env: Environment;
  readonly clock: Clock;
  readonly output: Output;
  /** The text of a file; `-` is standard input. Throws the system's error. */
  readText(path: string): Promise<string>;
  /** The clouds of the configuration, as openstacksdk finds it. */
  clouds(allowAdmin: boolean): ConfiguredClouds;
  /** The part of the terminal that is drawn over; asked for only where there is one. */
  canvas(): Promise<Canvas>;
  /** Calls `first` at the first Ctrl-C; a second one leaves at once. The answer takes it back. */
  onInterrupt(first: () => void): () => void;
}
