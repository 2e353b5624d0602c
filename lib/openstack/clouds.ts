import type { Cloud, Clouds } from './cloud.ts';
import type { CloudConfig, Tls } from './cloud-config.ts';
import { defaultCloudOf, namesOf } from './clouds-config.ts';
import { createCompute } from './compute.ts';
import { type ConfigurationOptions, createConfiguration, lineOf } from './configuration.ts';
import type { Transport } from './http.ts';
import { createKeystone } from './keystone.ts';
import { createNova } from './nova.ts';
import { oneLine } from './one-line.ts';

export interface CloudsOptions extends ConfigurationOptions {
  /** `OS_ALLOW_ADMIN`. */
  readonly allowAdmin: boolean;
  readonly createTransport: (tls: Tls) => Transport;
}

/** The clouds of the configuration, and what only the whole of it tells. */
export interface ConfiguredClouds extends Clouds {
  /** The cloud of a request that names none: the environment's, else the only one; undefined when there are several. */
  defaultName(): Promise<string | undefined>;
  /** Why there is no such name, or every problem of the configuration, as lines for a person. */
  problems(): Promise<readonly string[]>;
}

/** Reads the configuration when it is first needed, again after 5 minutes, and once more after a refused login. */
export const createClouds = (options: CloudsOptions): ConfiguredClouds => {
  const { place, clock, allowAdmin } = options;
  const open = new Map<string, { readonly identity: string; readonly cloud: Cloud }>();
  const configuration = createConfiguration(options);

  // A changed configuration is another cloud: no token, no refusal of the old one holds for it.
  const cloudOf = (config: CloudConfig): Cloud => {
    const identity = config.identity.reveal();
    const known = open.get(config.name);
    if (known?.identity === identity) return known.cloud;
    const transport = options.createTransport(config.tls);
    const keystone = createKeystone({ config, transport, clock, allowAdmin, onRefused: configuration.expire });
    const compute = createCompute({ config, transport, keystone, clock });
    const cloud = createNova(compute, keystone, clock, config);
    open.set(config.name, { identity, cloud });
    return cloud;
  };

  return {
    async cloud(name) {
      const found = await configuration.find(name);
      return found.kind === 'config' ? { kind: 'cloud', cloud: cloudOf(found.config) } : found;
    },
    defaultName: async () => defaultCloudOf(await configuration.read(), place.env),
    async problems() {
      const configs = await configuration.read();
      const names = namesOf(configs);
      // Of files, which of them is broken matters only once one is chosen; a secret's are all in use.
      return options.secret === undefined && names.length > 1 && defaultCloudOf(configs, place.env) === undefined
        ? [oneLine(`several clouds are configured: choose one with --cloud or OS_CLOUD (${names.join(', ')})`)]
        : configs.problems.map(lineOf);
    },
  };
};
