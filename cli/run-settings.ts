import { type Environment, environmentReader } from '../lib/settings/environment.ts';
import { readTiming } from '../lib/settings/timing.ts';
import type { Timing } from '../lib/settings.ts';
import type { Problems } from './problems.ts';

/** The settings of a run at a terminal. */
export interface RunSettings {
  readonly timing: Timing;
  /** `OS_ALLOW_ADMIN`: a token with an admin role may be used. */
  readonly allowAdmin: boolean;
}

// A person is watching, and one run is no crowd: looks follow each other sooner than a queue's.
const LOOK_AGAIN_MIN = 'PT1S';
const LOOK_AGAIN_MAX = 'PT15S';
// In place of a queue's: two looks, a stop and its answer fit into the shortest window.
const VISIBILITY_TIMEOUT = '20';

/** Reads STOP_*, LOOK_AGAIN_* and OS_ALLOW_ADMIN by the worker's rules, with defaults for a terminal; or every problem. */
export const runSettings = (
  env: Environment,
): { readonly kind: 'settings'; readonly settings: RunSettings } | Problems => {
  const problems: string[] = [];
  const reader = environmentReader(
    {
      ...env,
      LOOK_AGAIN_MIN: env.LOOK_AGAIN_MIN || LOOK_AGAIN_MIN,
      LOOK_AGAIN_MAX: env.LOOK_AGAIN_MAX || LOOK_AGAIN_MAX,
      VISIBILITY_TIMEOUT,
    },
    problems,
  );
  const settings = { timing: readTiming(reader), allowAdmin: reader.flag('OS_ALLOW_ADMIN') };
  return problems.length > 0 ? { kind: 'problems', problems } : { kind: 'settings', settings };
};
