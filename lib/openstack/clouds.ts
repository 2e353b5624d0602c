import type { Clock } from '../clock.ts';
import type { Instant } from '../instant.ts';
import type { Secret } from '../secret.ts';
import type { Cloud, Clouds } from './cloud.ts';
import type { CloudConfig, CloudConfigs, ConfigProblem, Tls } from './cloud-config.ts';
import { defaultCloudOf, loadClouds, namesOf, parseClouds } from './clouds-config.ts';
import { createCompute } from './compute.ts';
import type { ConfigPlace } from './config-files.ts';
import { ours } from './fault-of-ours.ts';
import type { Transport } from './http.ts';
import { createKeystone } from './keystone.ts';
import { createNova } from './nova.ts';

/** The secret with the JSON form of clouds.yaml. `because` says why it cannot be read, never a word of its content. */
export interface ConfigSecret {
  /** What people know it by: every fault names it. */
  readonly id: string;
  read(): Promise<
    | { readonly kind: 'value'; readonly value: Secret }
    | { readonly kind: 'absent' | 'unavailable'; readonly because: string }
  >;
}

export interface CloudsOptions {
  readonly place: ConfigPlace;
  readonly clock: Clock;
  /** `OS_ALLOW_ADMIN`. */
  readonly allowAdmin: boolean;
  /** Absent: files and `OS_*` variables are read instead. */
  readonly secret?: ConfigSecret;
  readonly createTransport: (tls: Tls) => Transport;
}

/** The clouds of the configuration, and what only the whole of it tells. */
export interface ConfiguredClouds extends Clouds {
  /** The cloud of a request that names none: the environment's, else the only one; undefined when there are several. */
  defaultName(): Promise<string | undefined>;
  /** Every problem of the configuration, as lines for a person. */
  problems(): Promise<readonly string[]>;
}

interface Read {
  readonly configs: CloudConfigs;
  readonly freshUntil: Instant;
}

const KEEP_MS = 5 * 60_000;
// A source that fails is not asked again by every server of a request.
const KEEP_PROBLEMS_MS = 30_000;

/** Reads the configuration when it is first needed, again after 5 minutes, and once anew after a refused login. */
export const createClouds = (options: CloudsOptions): ConfiguredClouds => {
  const { place, clock, allowAdmin, secret } = options;
  const open = new Map<string, { readonly identity: string; readonly cloud: Cloud }>();
  let newest: Read | undefined;
  let underway: Promise<CloudConfigs> | undefined;

  const readAnew = async (): Promise<CloudConfigs> => {
    const configs = secret === undefined ? await loadClouds(place) : await readSecret(secret, place);
    const unusable = configs.problems.some(({ cloud }) => cloud === undefined);
    newest = { configs, freshUntil: clock.now() + (unusable ? KEEP_PROBLEMS_MS : KEEP_MS) };
    return configs;
  };
  const read = async (): Promise<CloudConfigs> => {
    if (newest !== undefined && clock.now() < newest.freshUntil) return newest.configs;
    underway ??= readAnew().finally(() => {
      underway = undefined;
    });
    return await underway;
  };

  const faultOf = (problems: readonly ConfigProblem[]) =>
    ours('refused', secret === undefined ? 'configuration' : 'secret', problems.map(lineOf).join('; ')).fault;

  // A changed configuration is another cloud: no token, no refusal of the old one holds for it.
  const cloudOf = (config: CloudConfig): Cloud => {
    const identity = config.identity.reveal();
    const known = open.get(config.name);
    if (known?.identity === identity) return known.cloud;
    const transport = options.createTransport(config.tls);
    const onRefused = (): void => {
      newest = undefined;
    };
    const keystone = createKeystone({ config, transport, clock, allowAdmin, onRefused });
    const cloud = createNova(createCompute({ config, transport, keystone, clock }), keystone, clock);
    open.set(config.name, { identity, cloud });
    return cloud;
  };

  return {
    async cloud(name) {
      const configs = await read();
      const { clouds, problems } = configs;
      const about = problems.filter(({ cloud }) => cloud === undefined || cloud === name);
      if (about.length > 0) return { kind: 'fault', fault: faultOf(about) };
      const config = clouds.get(name);
      return config === undefined
        ? { kind: 'unknown', known: namesOf(configs) }
        : { kind: 'cloud', cloud: cloudOf(config) };
    },
    defaultName: async () => defaultCloudOf(await read(), place.env),
    problems: async () => (await read()).problems.map(lineOf),
  };
};

const readSecret = async ({ id, read }: ConfigSecret, place: ConfigPlace): Promise<CloudConfigs> => {
  const text = await read();
  const { clouds, problems }: CloudConfigs =
    text.kind === 'value'
      ? await parseClouds(text.value.reveal(), place)
      : { clouds: new Map(), problems: [{ source: 'secret', message: `cannot be read: ${text.because}` }] };
  return { clouds, problems: problems.map((problem) => ({ ...problem, source: `secret ${id}` })) };
};

const lineOf = ({ source, cloud, message }: ConfigProblem): string =>
  `${source}: ${cloud === undefined ? '' : `cloud ${cloud}: `}${message}`;
