import type { Cloud, Clouds } from '../power/ports/cloud.ts';
import { oneLine } from '../text.ts';
import { ownFault } from './answer/understand.ts';
import { defaultCloudOf, namesOf } from './config/load.ts';
import type { CloudConfig, Tls } from './config/types.ts';
import { type ConfigurationOptions, createConfiguration, lineOf } from './configuration.ts';
import type { Transport } from './http/http.ts';
import { type Routes, routesOf } from './http/proxies.ts';
import { createInspector, type Inspector } from './inspector.ts';
import { createKeystone } from './keystone/keystone.ts';
import { createNova } from './nova/nova.ts';
import { createCompute } from './nova/session.ts';

export interface CloudsOptions extends ConfigurationOptions {
  /** `OS_ALLOW_ADMIN`. */
  readonly allowAdmin: boolean;
  readonly createTransport: (tls: Tls, routes: Routes) => Transport;
}

/** The clouds of the configuration, and facts that only the whole of it shows. */
export interface ConfiguredClouds extends Clouds {
  /** The cloud of a request that names none: the environment's, else the only one; undefined when there are several. */
  defaultName(): Promise<string | undefined>;
  /** The same cloud, to be looked at as a whole: nothing of what a stop needs goes through here. */
  inspector(
    name: string,
  ): Promise<
    | { readonly kind: 'inspector'; readonly inspector: Inspector; readonly cloud: Cloud }
    | Exclude<Awaited<ReturnType<Clouds['cloud']>>, { readonly kind: 'cloud' }>
  >;
  /** Why there is no such name, or every problem of the configuration, as lines for a person. */
  problems(): Promise<readonly string[]>;
}

interface Open {
  readonly cloud: Cloud;
  readonly inspector: Inspector;
}

/** Reads the configuration when it is first needed, again after 5 minutes, and once more after a refused login. */
export const createClouds = (options: CloudsOptions): ConfiguredClouds => {
  const { place, clock, allowAdmin } = options;
  const open = new Map<string, { readonly identity: string } & Open>();
  const configuration = createConfiguration(options);
  const routes = routesOf(place.env);

  // A changed configuration is another cloud: no token, no refusal of the old one holds for it.
  const openCloud = (config: CloudConfig): Open => {
    const identity = config.identity.reveal();
    const known = open.get(config.name);
    if (known?.identity === identity) return known;
    const transport = options.createTransport(config.tls, routes);
    const keystone = createKeystone({ config, transport, clock, allowAdmin, onRefused: configuration.expire });
    const compute = createCompute({ config, transport, keystone, clock });
    const opened = {
      identity,
      cloud: createNova(compute, keystone, clock, config),
      inspector: createInspector(config, keystone, compute, routes),
    };
    open.set(config.name, opened);
    return opened;
  };

  const find = async (name: string): ReturnType<typeof configuration.find> => {
    const found = await configuration.find(name);
    if (found.kind !== 'config') return found;
    const route = routes(new URL(found.config.authUrl));
    return route.kind === 'unusable' ? ownFault('refused', 'configuration', route.problem) : found;
  };

  return {
    async cloud(name) {
      const found = await find(name);
      return found.kind === 'config' ? { kind: 'cloud', cloud: openCloud(found.config).cloud } : found;
    },
    async inspector(name) {
      const found = await find(name);
      return found.kind === 'config' ? { kind: 'inspector', ...openCloud(found.config) } : found;
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
