import { DEFAULT_TIMING, type Timing, type Windows } from '../power/timing.ts';
import type { EnvironmentReader } from './environment.ts';
import { clashes } from './timing-rules.ts';

const SECOND_MS = 1000;

// SQS takes no longer visibility timeout: ChangeMessageVisibility, 0 to 43,200 seconds.
const LONGEST_VISIBILITY_SECONDS = 43_200;

const visibilityMs = (reader: EnvironmentReader): number =>
  reader.integer('VISIBILITY_TIMEOUT', 1, LONGEST_VISIBILITY_SECONDS) * SECOND_MS;

// SQS keeps a message 14 days at most: the longest window, quarantine and patience together leave it days to spare.
const windowsOf = (reader: EnvironmentReader, defaults: Timing, windowMinMs: number): Windows => ({
  windowMs: reader.durationMs('STOP_WINDOW', defaults.windowMs, 'P7D'),
  windowMaxMs: reader.durationMs('STOP_WINDOW_MAX', defaults.windowMaxMs, 'P7D'),
  windowMinMs,
});

const withChecks = <T extends Partial<Timing>>(read: T, defaults: Timing, reader: EnvironmentReader): T => {
  for (const { names, problem } of clashes(read, defaults)) reader.problem(names.join(', '), problem);
  return read;
};

/** Reads the windows alone: all that is given to whoever only takes requests. */
export const readWindows = (reader: EnvironmentReader): Windows =>
  withChecks(windowsOf(reader, DEFAULT_TIMING, visibilityMs(reader)), DEFAULT_TIMING, reader);

const readAll = (reader: EnvironmentReader, defaults: Timing, windowMinMs: number): Timing =>
  withChecks(
    {
      ...windowsOf(reader, defaults, windowMinMs),
      patienceMs: reader.durationMs('STOP_PATIENCE', defaults.patienceMs, 'P1D'),
      quarantineMs: reader.durationMs('STOP_QUARANTINE', defaults.quarantineMs, 'PT1H'),
      // Cut at LOOK_AGAIN_MAX (lib/power/timing.ts), so that whoever lowers that needs no other setting.
      lookFirstMs: reader.durationMs('LOOK_FIRST', defaults.lookFirstMs, 'PT1H'),
      lookAgainMinMs: reader.durationMs('LOOK_AGAIN_MIN', defaults.lookAgainMinMs, 'PT1H'),
      // Looks further apart would miss a window of the default length.
      lookAgainMaxMs: reader.durationMs('LOOK_AGAIN_MAX', defaults.lookAgainMaxMs, 'PT1H'),
    },
    defaults,
    reader,
  );

/** Reads every duration of a queue's worker, and checks how they fit together. */
export const readTiming = (reader: EnvironmentReader): Timing => readAll(reader, DEFAULT_TIMING, visibilityMs(reader));

/** The same where there is no queue: with defaults of its own, whose shortest window takes the place of a visibility timeout. */
export const readTimingWithoutQueue = (reader: EnvironmentReader, defaults: Timing): Timing =>
  readAll(reader, defaults, defaults.windowMinMs);
