import type { Cloud, Clouds, ListingClouds, Reply, ServerList } from '../power/ports/cloud.ts';
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
export interface ConfiguredClouds extends ListingClouds {
  /**
   * The cloud for a request without one: from the environment, else the only one; undefined when there are
   * several.
   */
  defaultName(): Promise<string | undefined>;
  /** Inspects the same cloud as a whole. No stop needs this. */
  inspector(
    name: string,
  ): Promise<
    | { readonly kind: 'inspector'; readonly inspector: Inspector; readonly cloud: Cloud }
    | Exclude<Awaited<ReturnType<Clouds['cloud']>>, { readonly kind: 'cloud' }>
  >;
  /** Every problem of the configuration, or the need to choose a cloud, as lines of text. */
  problems(): Promise<readonly string[]>;
}

interface Open {
  readonly kind: 'open';
  readonly cloud: Cloud & ServerList;
  readonly inspector: Inspector;
}

/** Reads the configuration when it is first needed, again after 5 minutes, and once more after a refused login. */
export const createClouds = (options: CloudsOptions): ConfiguredClouds => {
  const { place, clock, allowAdmin } = options;
  const open = new Map<string, { readonly identity: string } & Open>();
  const configuration = createConfiguration(options);
  const routes = routesOf(place.env);

  // A changed configuration is a new cloud: no old token and no old refusal applies to it.
  const openCloud = (config: CloudConfig): Open | Extract<Reply<never>, { readonly kind: 'fault' }> => {
    const identity = config.identity.reveal();
    const known = open.get(config.name);
    if (known?.identity === identity) return known;
    const route = routes(new URL(config.authUrl));
    if (route.kind === 'unusable') return ownFault('refused', 'configuration', route.problem);
    const transport = options.createTransport(config.tls, routes);
    const keystone = createKeystone({ config, transport, clock, allowAdmin, onRefused: configuration.expire });
    const compute = createCompute({ config, transport, keystone, clock });
    const opened = {
      kind: 'open',
      identity,
      cloud: createNova(compute, keystone, clock, config),
      inspector: createInspector(config, keystone, compute, routes),
    } as const;
    open.set(config.name, opened);
    return opened;
  };

  const find = async (name: string) => {
    const found = await configuration.find(name);
    return found.kind === 'config' ? openCloud(found.config) : found;
  };

  return {
    async cloud(name) {
      const found = await find(name);
      return found.kind === 'open' ? { kind: 'cloud', cloud: found.cloud } : found;
    },
    async inspector(name) {
      const found = await find(name);
      return found.kind === 'open' ? { ...found, kind: 'inspector' } : found;
    },
    defaultName: async () => defaultCloudOf(await configuration.read(), place.env),
    async problems() {
      const configs = await configuration.read();
      const names = namesOf(configs);
      // With files, a broken cloud matters only once it is chosen; the clouds of a secret are all in use.
      return options.secret === undefined && names.length > 1 && defaultCloudOf(configs, place.env) === undefined
        ? [oneLine(`several clouds are configured: choose one with --cloud or OS_CLOUD (${names.join(', ')})`)]
        : configs.problems.map(lineOf);
    },
  };
};
