import type { Timing } from '../lib/power/timing.ts';
import { DEFAULT_TIMING } from '../lib/power/timing.ts';
import { weakenedProcess } from '../lib/settings/certificate-checks.ts';
import { type Environment, environmentReader } from '../lib/settings/environment.ts';
import { readTimingWithoutQueue } from '../lib/settings/read-timing.ts';
import type { Problems } from './problems.ts';

/** The settings of a run at a terminal. */
export interface RunSettings {
  readonly timing: Timing;
  /** `OS_ALLOW_ADMIN`: a token with an admin role may be used. */
  readonly allowAdmin: boolean;
}

/** A person is watching, and one run is no crowd: looks follow each other sooner than a queue's. */
const DEFAULTS: Timing = {
  ...DEFAULT_TIMING,
  lookAgainMinMs: 1_000,
  lookAgainMaxMs: 15_000,
  // Two looks, a stop and its answer fit into the shortest window.
  windowMinMs: 20_000,
};

/**
 * Reads STOP_*, LOOK_AGAIN_* and OS_ALLOW_ADMIN by the worker's rules, with defaults for a terminal; or every problem, also of what
 * weakens the process's TLS.
 */
export const runSettings = (
  env: Environment,
): { readonly kind: 'settings'; readonly settings: RunSettings } | Problems => {
  const problems = weakenedProcess(env).map(({ name, problem }) => `${name}: ${problem}`);
  const reader = environmentReader(env, problems);
  const settings = { timing: readTimingWithoutQueue(reader, DEFAULTS), allowAdmin: reader.flag('OS_ALLOW_ADMIN') };
  return problems.length > 0 ? { kind: 'problems', problems } : { kind: 'settings', settings };
};
