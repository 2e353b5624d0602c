import type { Clock } from '../clock.ts';
import { formatInstant, type Instant } from '../instant.ts';
import type { Fault } from '../power/fault.ts';
import { createReadings } from '../readings.ts';
import { ownFault } from './answer/understand.ts';
import type { ConfigPlace } from './config/files.ts';
import { type ConfigSecret, namesOf, type Reading, readConfig } from './config/load.ts';
import type { CloudConfig, CloudConfigs, ConfigProblem } from './config/types.ts';

export interface ConfigurationOptions {
  readonly place: ConfigPlace;
  readonly clock: Clock;
  /** Absent: files and `OS_*` variables are read instead. */
  readonly secret?: ConfigSecret;
  /** Called at each reading that finds newer content unusable for a quarter of an hour or longer. */
  readonly onOld?: (because: string) => void;
}

/**
 * The last good reading of the configuration. A cloud whose newer configuration is unreadable or broken
 * keeps its old one for an hour; the others are not affected.
 */
export interface Configuration {
  /** `unknown` only after a reading of this moment, so that a cloud that was just added is found. */
  find(
    name: string,
  ): Promise<
    | { readonly kind: 'config'; readonly config: CloudConfig }
    | { readonly kind: 'unknown'; readonly known: readonly string[] }
    | { readonly kind: 'fault'; readonly fault: Fault }
  >;
  /** All of it as it is now, with every problem. */
  read(): Promise<CloudConfigs>;
  /** The next question reads it again. */
  expire(): void;
}

const KEEP_MS = 60 * 60_000;
const OLD_MS = 15 * 60_000;
// A store that fails for longer than this needs an operator.
const PASSES_MS = 2 * 60_000;
// A thousand messages for a cloud that is not configured must not each read everything again.
const OF_NOW_MS = 2_000;
// A file that is being written may lack a cloud for a moment: it counts as gone after two readings this far
// apart.
const MISSED_MS = 5_000;

interface Good {
  readonly config: CloudConfig;
  readonly at: Instant;
  /** The first reading since that had a problem with it, or lacked it. */
  readonly worseAt?: Instant;
}

export const createConfiguration = ({ place, clock, secret, onOld }: ConfigurationOptions): Configuration => {
  const good = new Map<string, Good>();
  let failingSince: Instant | undefined;

  const readAgain = async (): Promise<Reading> => {
    const begunAt = clock.now();
    const reading = await readConfig(place, secret);
    failingSince = isUsable(reading) ? undefined : (failingSince ?? begunAt);
    for (const [name, config] of reading.clouds) {
      if (problemsOf(reading, name).length === 0) good.set(name, { config, at: begunAt });
    }
    for (const [name, { config, at, worseAt = begunAt }] of good) {
      if (at === begunAt) continue;
      if (isMissing(reading, name) && begunAt - worseAt >= MISSED_MS) good.delete(name);
      else good.set(name, { config, at, worseAt });
    }
    reportOld(reading, begunAt);
    return reading;
  };

  const reportOld = (reading: Reading, now: Instant): void => {
    const old = [...good].flatMap(([name, { at, worseAt = now }]) =>
      now - worseAt >= OLD_MS && now - at < KEEP_MS
        ? problemsOf(reading, name).map((problem) => ({ problem: lineOf(problem), at }))
        : [],
    );
    const [first] = old;
    if (first === undefined) return;
    const problems = new Set(old.map(({ problem }) => problem));
    const [since, until] = [first.at, first.at + KEEP_MS].map(formatInstant);
    onOld?.(`${[...problems].join('; ')}; the configuration read at ${since} stays in use until ${until}`);
  };

  const readings = createReadings({ read: readAgain, isGood: isUsable, clock });
  const trouble = secret === undefined ? 'configuration' : 'secret';

  const resultFor = (reading: Reading, begunAt: Instant, name: string): Awaited<ReturnType<Configuration['find']>> => {
    const problems = problemsOf(reading, name);
    const kept = good.get(name);
    if (problems.length > 0) {
      if (kept !== undefined && clock.now() - kept.at < KEEP_MS) return { kind: 'config', config: kept.config };
      const passes = reading.mayPass && clock.now() - (failingSince ?? begunAt) < PASSES_MS;
      const message = problems.map(lineOf).join('; ');
      return passes ? ownFault('transient', 'unavailable', message) : ownFault('refused', trouble, message);
    }
    const config = reading.clouds.get(name);
    if (config !== undefined) return { kind: 'config', config };
    return kept === undefined
      ? { kind: 'unknown', known: namesOf(reading) }
      : ownFault('transient', 'unavailable', `cloud ${name} is no longer configured: checking once more`);
  };

  return {
    async find(name) {
      const askedAt = clock.now();
      const newest = await readings.newest();
      const isGone = isMissing(newest.value, name);
      const { value, begunAt } = isGone ? await readings.since(askedAt - OF_NOW_MS) : newest;
      return resultFor(value, begunAt, name);
    },
    read: async () => (await readings.newest()).value,
    expire: readings.expire,
  };
};

/** A problem as one line of text. */
export const lineOf = ({ source, cloud, message }: ConfigProblem): string =>
  `${source}: ${cloud === undefined ? '' : `cloud ${cloud}: `}${message}`;

const problemsOf = ({ problems }: CloudConfigs, name: string): readonly ConfigProblem[] =>
  problems.filter(({ cloud }) => cloud === undefined || cloud === name);

const isMissing = (configs: CloudConfigs, name: string): boolean =>
  problemsOf(configs, name).length === 0 && !configs.clouds.has(name);

const isUsable = ({ problems }: CloudConfigs): boolean => problems.every(({ cloud }) => cloud !== undefined);
