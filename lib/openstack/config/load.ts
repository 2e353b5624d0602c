import type { Secret } from '../../secret.ts';
import { isObject } from '../../text.ts';
import { defaultCloudName, type Env, envCloud, envCloudName, selectionOf } from './default-cloud.ts';
import { readCloud, type Selection } from './entry.ts';
import { type ConfigFiles, type ConfigPlace, describeSearch, readConfigFiles } from './files.ts';
import { mergeDeep, type Raw, rawOf } from './raw.ts';
import { cloudsIn } from './secret-clouds.ts';
import type { CloudConfig, CloudConfigs, ConfigProblem } from './types.ts';

/** The secret with the clouds. `because` says why it cannot be read, and never quotes its content. */
export interface ConfigSecret {
  /** The name that operators know: every fault has it. */
  readonly id: string;
  /** `unavailable` may pass by itself; `absent` and `refused` have to be fixed. */
  read(): Promise<
    | { readonly kind: 'value'; readonly value: Secret }
    | { readonly kind: 'absent' | 'refused' | 'unavailable'; readonly because: string }
  >;
}

/** One reading of the configuration. */
export interface Reading extends CloudConfigs {
  /** It was not readable, for a reason that may pass. */
  readonly mayPass: boolean;
}

/** Reads the secret, or files and `OS_*` variables where there is none. */
export const readConfig = (place: ConfigPlace, secret: ConfigSecret | undefined): Promise<Reading> =>
  secret === undefined ? readFiles(place) : readSecret(secret, place);

const NONE: ReadonlyMap<string, CloudConfig> = new Map();

const readSecret = async ({ id, read }: ConfigSecret, place: ConfigPlace): Promise<Reading> => {
  const source = `secret ${id}`;
  const text = await read();
  if (text.kind !== 'value') {
    const message = `cannot be read: ${text.because}`;
    return { clouds: NONE, problems: [{ source, message }], mayPass: text.kind === 'unavailable' };
  }
  const { clouds, problems } = await parseClouds(text.value.reveal(), place);
  return { clouds, problems: problems.map((problem) => ({ ...problem, source })), mayPass: false };
};

// Too many open files, a disk that fails: a fault of the file, not a bug of ours.
const readFiles = async (place: ConfigPlace): Promise<Reading> => {
  try {
    return { ...(await loadClouds(place)), mayPass: false };
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause)) throw cause;
    const message = `cannot be read: ${String(cause.code)}`;
    return { clouds: NONE, problems: [{ source: 'configuration file', message }], mayPass: true };
  }
};

/**
 * The clouds of files and `OS_*` variables, with openstacksdk's precedence (openstack/config/loader.py): the
 * files in their order, `secure` merged over `clouds`, profiles beneath, the variables as a cloud of their
 * own that overlays no other. Only `OS_REGION_NAME` and `OS_INTERFACE` also apply to the clouds of files, as
 * in `openstack`.
 */
export const loadClouds = async (place: ConfigPlace): Promise<CloudConfigs> => {
  const files = await readConfigFiles(place);
  // One unusable file makes all of it doubtful: nothing is half read.
  if (files.problems.length > 0) return { clouds: new Map(), problems: files.problems };
  const written = rawOf(mergeDeep(files.clouds?.raw ?? {}, files.secure?.raw ?? {}).clouds);
  const fromEnv = envCloud(place.env);
  const envName = envCloudName(place.env);
  const publicClouds = rawOf(files.profiles?.['public-clouds']);

  const inFiles = await readAll(written, sourceIn(files), publicClouds, place, selectionOf(place.env));
  const inEnv = await readAll(
    fromEnv === undefined ? {} : { [envName]: fromEnv },
    () => 'environment',
    publicClouds,
    place,
  );
  const problems = [...inFiles.problems, ...inEnv.problems];
  if (fromEnv !== undefined && Object.hasOwn(written, envName)) {
    problems.push({
      source: sourceIn(files)(envName),
      cloud: envName,
      message: 'has the same name as the cloud that OS_* variables describe: rename one',
    });
  }
  const { OS_CLOUD: chosen } = place.env;
  if (fromEnv === undefined && Object.keys(written).length === 0) {
    const found =
      files.clouds === undefined ? `there is no ${describeSearch(place)}` : `there are no clouds under "clouds"`;
    const message = chosen
      ? `OS_CLOUD is set, but ${found}`
      : `defines no cloud: no OS_* variables are set, and ${found}`;
    problems.push({ source: files.clouds?.path ?? 'environment', message });
  }
  return { clouds: new Map([...inFiles.clouds, ...inEnv.clouds]), problems };
};

/** The clouds of a secret's text: `{"clouds": {…}}`. */
export const parseClouds = async (
  text: string,
  reader: Pick<ConfigPlace, 'homeDir' | 'readText'>,
): Promise<CloudConfigs> => {
  const found = await cloudsIn(text);
  return found.kind === 'clouds'
    ? await readAll(found.clouds, () => 'secret', {}, reader)
    : { clouds: new Map(), problems: [{ source: 'secret', message: found.problem }] };
};

/** The names a request may use: also of clouds that are configured badly, which is not the caller's mistake. */
export const namesOf = ({ clouds, problems }: CloudConfigs): readonly string[] => [
  ...new Set([...clouds.keys(), ...problems.flatMap(({ cloud }) => cloud ?? [])]),
];

/** The cloud of a request that names none: what the environment says, else the only one there is. */
export const defaultCloudOf = (configs: CloudConfigs, env: Env): string | undefined => {
  const [only, ...others] = namesOf(configs);
  return defaultCloudName(env) ?? (others.length === 0 ? only : undefined);
};

const sourceIn =
  ({ clouds, secure }: ConfigFiles) =>
  (cloud: string): string =>
    [clouds, secure]
      .flatMap((file) => (file !== undefined && Object.hasOwn(rawOf(file.raw.clouds), cloud) ? [file.path] : []))
      .join(' and ');

const readAll = async (
  written: Raw,
  sourceOf: (cloud: string) => string,
  publicClouds: Raw,
  reader: Pick<ConfigPlace, 'homeDir' | 'readText'>,
  selection?: Selection,
): Promise<{ clouds: Map<string, CloudConfig>; problems: ConfigProblem[] }> => {
  const clouds = new Map<string, CloudConfig>();
  const problems: ConfigProblem[] = [];
  for (const [cloud, entry] of Object.entries(written)) {
    const source = sourceOf(cloud);
    const read = isObject(entry)
      ? await readCloud(cloud, entry, publicClouds, reader, selection)
      : { problems: ['is not a mapping of fields (auth, region_name, …)'] };
    if ('problems' in read) problems.push(...read.problems.map((message) => ({ source, cloud, message })));
    else clouds.set(cloud, { ...read, source });
  }
  return { clouds, problems };
};
