import type { Timing } from '../../../lib/power/timing.ts';

/** The defaults of docs/contract.md, "Settings", and the template. */
export const TIMING: Timing = {
  windowMs: 3_600_000,
  windowMaxMs: 86_400_000,
  windowMinMs: 360_000,
  patienceMs: 900_000,
  quarantineMs: 120_000,
  lookFirstMs: 60_000,
  lookAgainMinMs: 5_000,
  lookAgainMaxMs: 300_000,
};

/** The one cloud of the configuration. */
export const CLOUD = 'otc';
