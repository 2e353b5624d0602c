import type { Clock } from '../lib/clock.ts';
import type { ConfiguredClouds } from '../lib/openstack/clouds.ts';
import type { Environment } from '../lib/settings/environment.ts';
import type { Canvas } from './live-progress.ts';
import type { Output } from './output.ts';

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
