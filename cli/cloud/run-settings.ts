import type { Caps } from '../../lib/power/choose/choose.ts';
import type { Guards } from '../../lib/power/guard/guards.ts';
import { DEFAULT_TIMING, type Timing } from '../../lib/power/timing.ts';
import { weakenedProcess } from '../../lib/settings/certificate-checks.ts';
import { type Environment, environmentReader } from '../../lib/settings/environment.ts';
import { readGuards } from '../../lib/settings/guard-rules.ts';
import { readCaps } from '../../lib/settings/read-caps.ts';
import { readTimingWithoutQueue } from '../../lib/settings/read-timing.ts';
import type { Problems } from '../terminal/problems.ts';

/** The settings of a run at a terminal. */
export interface RunSettings extends Caps {
  readonly timing: Timing;
  /** `OS_ALLOW_ADMIN`: a token with an admin role may be used. */
  readonly allowAdmin: boolean;
  /** `STOP_REQUIRES`, `NEVER_STOP`, `STOP_ONLY`. */
  readonly guards: Guards;
  /** `STOP_AT_MOST_PER_REQUEST` where it is set, else no cap: the most servers that a person may name one by one. */
  readonly atMostNamed: number;
}

/** A person is watching, and one run is no crowd: looks follow each other sooner than a queue's. */
const DEFAULTS: Timing = {
  ...DEFAULT_TIMING,
  lookFirstMs: 1_000,
  lookAgainMinMs: 1_000,
  lookAgainMaxMs: 15_000,
  // Two looks, a stop and its answer fit into the shortest window.
  windowMinMs: 20_000,
};

/** Reads STOP_*, NEVER_STOP, SELECT_AT_MOST, LOOK_* and OS_ALLOW_ADMIN by the worker's rules; or every problem, weakened TLS included. */
export const readRunSettings = (
  env: Environment,
): { readonly kind: 'settings'; readonly settings: RunSettings } | Problems => {
  const problems = weakenedProcess(env).map(({ name, problem }) => `${name}: ${problem}`);
  const reader = environmentReader(env, problems);
  const timing = readTimingWithoutQueue(reader, DEFAULTS);
  const allowAdmin = reader.flag('OS_ALLOW_ADMIN');
  const caps = readCaps(reader);
  const isCapped = reader.optional('STOP_AT_MOST_PER_REQUEST') !== undefined;
  const settings = {
    ...{ timing, allowAdmin, ...caps, guards: readGuards(reader) },
    atMostNamed: isCapped ? caps.atMostPerRequest : Number.POSITIVE_INFINITY,
  };
  return problems.length > 0 ? { kind: 'problems', problems } : { kind: 'settings', settings };
};
