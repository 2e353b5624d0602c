import type { Clock } from '../clock.ts';
import { formatInstant, type Instant } from '../instant.ts';
import type { Fault } from '../power/fault.ts';
import { createReadings } from '../readings.ts';
import type { Secret } from '../secret.ts';
import { ours } from './answer/fault-of-ours.ts';
import type { ConfigPlace } from './config/files.ts';
import { loadClouds, namesOf, parseClouds } from './config/load.ts';
import type { CloudConfig, CloudConfigs, ConfigProblem } from './config/types.ts';

/** The secret with the clouds configuration. `because` says why it cannot be read, never a word of its content. */
export interface ConfigSecret {
  /** What people know it by: every fault names it. */
  readonly id: string;
  /** `unavailable` may pass by itself; `absent` and `refused` have to be fixed. */
  read(): Promise<
    | { readonly kind: 'value'; readonly value: Secret }
    | { readonly kind: 'absent' | 'refused' | 'unavailable'; readonly because: string }
  >;
}

export interface ConfigurationOptions {
  readonly place: ConfigPlace;
  readonly clock: Clock;
  /** Absent: files and `OS_*` variables are read instead. */
  readonly secret?: ConfigSecret;
  /** Called at each reading that finds newer content unusable for a quarter of an hour or longer. */
  readonly onOld?: (because: string) => void;
}

/**
 * The configuration as it was last read well. A cloud whose newer configuration cannot be read, or is broken, keeps the one before
 * for an hour; of the others nothing changes.
 */
export interface Configuration {
  /** `unknown` only on a reading of now: nobody is turned away for what was added since the last one. */
  find(
    name: string,
  ): Promise<
    | { readonly kind: 'config'; readonly config: CloudConfig }
    | { readonly kind: 'unknown'; readonly known: readonly string[] }
    | { readonly kind: 'fault'; readonly fault: Fault }
  >;
  /** All of it as it is now, with every problem. */
  read(): Promise<CloudConfigs>;
  /** It is read again by whoever asks next. */
  expire(): void;
}

const KEEP_MS = 60 * 60_000;
const OLD_MS = 15 * 60_000;
// Trouble of the store that lasts longer is a person's.
const PASSES_MS = 2 * 60_000;
// Of a thousand messages for a cloud that nobody configured, each would read it all again.
const OF_NOW_MS = 2_000;
// A file that is being written may lack a cloud for a moment: it is missed twice, so far apart.
const MISSED_MS = 5_000;

interface Attempt extends CloudConfigs {
  readonly mayPass: boolean;
}

interface Good {
  readonly config: CloudConfig;
  readonly at: Instant;
  /** The first reading since that had a problem with it, or lacked it. */
  readonly worseAt?: Instant;
}

export const createConfiguration = ({ place, clock, secret, onOld }: ConfigurationOptions): Configuration => {
  const good = new Map<string, Good>();
  let failingSince: Instant | undefined;

  const take = async (): Promise<Attempt> => {
    const begunAt = clock.now();
    const attempt = secret === undefined ? await readFiles(place) : await readSecret(secret, place);
    failingSince = isUsable(attempt) ? undefined : (failingSince ?? begunAt);
    for (const [name, config] of attempt.clouds) {
      if (problemsOf(attempt, name).length === 0) good.set(name, { config, at: begunAt });
    }
    for (const [name, { config, at, worseAt = begunAt }] of good) {
      if (at === begunAt) continue;
      if (isMissing(attempt, name) && begunAt - worseAt >= MISSED_MS) good.delete(name);
      else good.set(name, { config, at, worseAt });
    }
    reportOld(attempt, begunAt);
    return attempt;
  };

  const reportOld = (attempt: Attempt, now: Instant): void => {
    const old = [...good].flatMap(([name, { at, worseAt = now }]) =>
      now - worseAt >= OLD_MS && now - at < KEEP_MS
        ? problemsOf(attempt, name).map((problem) => ({ problem: lineOf(problem), at }))
        : [],
    );
    const [first] = old;
    if (first === undefined) return;
    const problems = new Set(old.map(({ problem }) => problem));
    const [since, until] = [first.at, first.at + KEEP_MS].map(formatInstant);
    onOld?.(`${[...problems].join('; ')}; in use until ${until} is what was read at ${since}`);
  };

  const readings = createReadings({ read: take, isGood: isUsable, clock });
  const trouble = secret === undefined ? 'configuration' : 'secret';

  const judge = (attempt: Attempt, begunAt: Instant, name: string): Awaited<ReturnType<Configuration['find']>> => {
    const problems = problemsOf(attempt, name);
    const kept = good.get(name);
    if (problems.length > 0) {
      if (kept !== undefined && clock.now() - kept.at < KEEP_MS) return { kind: 'config', config: kept.config };
      const passes = attempt.mayPass && clock.now() - (failingSince ?? begunAt) < PASSES_MS;
      const message = problems.map(lineOf).join('; ');
      return passes ? ours('transient', 'unavailable', message) : ours('refused', trouble, message);
    }
    const config = attempt.clouds.get(name);
    if (config !== undefined) return { kind: 'config', config };
    return kept === undefined
      ? { kind: 'unknown', known: namesOf(attempt) }
      : ours('transient', 'unavailable', `cloud ${name} is no longer configured: looked for once more`);
  };

  return {
    async find(name) {
      const askedAt = clock.now();
      const newest = await readings.newest();
      const isGone = isMissing(newest.value, name);
      const { value, begunAt } = isGone ? await readings.since(askedAt - OF_NOW_MS) : newest;
      return judge(value, begunAt, name);
    },
    read: async () => (await readings.newest()).value,
    expire: readings.expire,
  };
};

/** A problem as a line for a person. */
export const lineOf = ({ source, cloud, message }: ConfigProblem): string =>
  `${source}: ${cloud === undefined ? '' : `cloud ${cloud}: `}${message}`;

const problemsOf = ({ problems }: CloudConfigs, name: string): readonly ConfigProblem[] =>
  problems.filter(({ cloud }) => cloud === undefined || cloud === name);

const isMissing = (configs: CloudConfigs, name: string): boolean =>
  problemsOf(configs, name).length === 0 && !configs.clouds.has(name);

const isUsable = ({ problems }: CloudConfigs): boolean => problems.every(({ cloud }) => cloud !== undefined);

const NONE: ReadonlyMap<string, CloudConfig> = new Map();

const readSecret = async ({ id, read }: ConfigSecret, place: ConfigPlace): Promise<Attempt> => {
  const source = `secret ${id}`;
  const text = await read();
  if (text.kind !== 'value') {
    const message = `cannot be read: ${text.because}`;
    return { clouds: NONE, problems: [{ source, message }], mayPass: text.kind === 'unavailable' };
  }
  const { clouds, problems } = await parseClouds(text.value.reveal(), place);
  return { clouds, problems: problems.map((problem) => ({ ...problem, source })), mayPass: false };
};

// Too many open files, a disk that fails: the file's trouble, and no bug of ours.
const readFiles = async (place: ConfigPlace): Promise<Attempt> => {
  try {
    return { ...(await loadClouds(place)), mayPass: false };
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause)) throw cause;
    const message = `cannot be read: ${String(cause.code)}`;
    return { clouds: NONE, problems: [{ source: 'configuration file', message }], mayPass: true };
  }
};
