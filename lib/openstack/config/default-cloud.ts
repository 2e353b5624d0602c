import { isNeverEmpty } from './raw.ts';

/** Environment variables as a process has them. */
export type Env = Readonly<Record<string, string | undefined>>;

// openstacksdk's loader.py, _get_os_environ: these choose a cloud, or belong to test runs; OS_ALLOW_ADMIN is
// our own.
const SELECTORS: ReadonlySet<string> = new Set([
  'OS_CLOUD',
  'OS_REGION_NAME',
  'OS_CLIENT_CONFIG_FILE',
  'OS_CLIENT_SECURE_FILE',
  'OS_CLOUD_NAME',
]);
// Beside OS_CLOUD they apply to the chosen cloud, as in `openstack` (the defaults of options in
// osc_lib/shell.py).
const ASKED: ReadonlySet<string> = new Set(['OS_REGION_NAME', 'OS_INTERFACE']);
const NOT_A_CLOUDS = /^OS_(?:TEST|STD|LOG|ALLOW_ADMIN$)/;

/** The name of the cloud that `OS_*` variables describe: `OS_CLOUD_NAME`, else `envvars`. */
export const envCloudName = (env: Env): string => env.OS_CLOUD_NAME || 'envvars';

/**
 * The cloud that `OS_*` variables describe, with keys as in clouds.yaml; undefined when only selectors are
 * set.
 */
export const envCloud = (env: Env): Readonly<Record<string, string>> | undefined => {
  const all = Object.entries(env).filter(
    ([name, value]) => name.startsWith('OS_') && !NOT_A_CLOUDS.test(name) && value !== undefined,
  );
  const describes = (name: string): boolean => !SELECTORS.has(name) && !(env.OS_CLOUD && ASKED.has(name));
  if (!all.some(([name, value]) => value && describes(name))) return undefined;
  const fields = all
    .filter(([name]) => name === 'OS_REGION_NAME' || !SELECTORS.has(name))
    .map(([name, value = '']): [string, string] => [name.slice('OS_'.length).toLowerCase(), value]);
  // An empty variable counts as absent, except where openstacksdk gives it a meaning: that is reported as a
  // problem.
  return Object.fromEntries(fields.filter(([field, value]) => value !== '' || isNeverEmpty(field)));
};

/**
 * Region and interface that the environment sets for a cloud of a file, as `openstack` reads them; none when
 * the variables describe a cloud of their own, to which they belong.
 */
export const selectionOf = (env: Env): { readonly region?: string; readonly interface?: string } =>
  env.OS_AUTH_URL
    ? {}
    : {
        ...(env.OS_REGION_NAME ? { region: env.OS_REGION_NAME } : {}),
        ...(env.OS_INTERFACE ? { interface: env.OS_INTERFACE } : {}),
      };

/**
 * The cloud for a request without one, as far as the environment shows it: `OS_CLOUD`, else the one that
 * `OS_*` variables describe. Undefined: only the configuration can show it (a file's only cloud).
 */
export const defaultCloudName = (env: Env): string | undefined =>
  env.OS_CLOUD || (envCloud(env) === undefined ? undefined : envCloudName(env));
