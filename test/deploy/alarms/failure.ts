import type { World } from './world.ts';

/**
 * Something that goes wrong, and every alarm that must ring: after how many minutes at most, whether it `stays` in ALARM to the end of
 * the watch, and whether it may ring `twice`.
 */
export interface Failure {
  readonly failure: string;
  readonly happens: (world: World) => void;
  readonly rings: string;
}
