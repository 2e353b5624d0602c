import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileText, isObject } from '../../text.ts';
import type { ReadYaml, YamlMistake } from '../../yaml-text.ts';
import type { Raw } from './raw.ts';
import type { ConfigProblem } from './types.ts';

/** The part of a machine that a configuration lives on. */
export interface ConfigPlace {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly workingDir: string;
  readonly homeDir: string;
  /** The text of a file; undefined when it is absent or may not be read. */
  readText(path: string): Promise<string | undefined>;
}

/** A file that was found, and its content. */
export interface ConfigFile {
  readonly path: string;
  readonly raw: Raw;
}

/** The three files that openstacksdk reads, each searched for separately. */
export interface ConfigFiles {
  readonly clouds?: ConfigFile;
  readonly secure?: ConfigFile;
  /** `public-clouds` of `clouds-public.yaml`: profiles. */
  readonly profiles?: Raw;
  readonly problems: readonly ConfigProblem[];
}

type Found = ConfigFile | ConfigProblem | undefined;

/** Finds and parses `clouds`, `secure` and `clouds-public`. */
export const readConfigFiles = async (place: ConfigPlace): Promise<ConfigFiles> => {
  const [clouds, secure, profiles] = await Promise.all([
    find(place, 'clouds', 'OS_CLIENT_CONFIG_FILE'),
    find(place, 'secure', 'OS_CLIENT_SECURE_FILE'),
    find(place, 'clouds-public', undefined),
  ]);
  const problems = [clouds, secure, profiles].filter((found) => found !== undefined && 'message' in found);
  return {
    problems,
    ...(clouds !== undefined && 'raw' in clouds ? { clouds } : {}),
    ...(secure !== undefined && 'raw' in secure ? { secure } : {}),
    ...(profiles !== undefined && 'raw' in profiles ? { profiles: profiles.raw } : {}),
  };
};

// openstacksdk's loader.py, CONFIG_FILES: the first readable file wins. Where it continues after a malformed
// file, or a named one that is missing, we stop: a stop must not use another file than the intended one.
const find = async (place: ConfigPlace, name: string, variable: string | undefined): Promise<Found> => {
  const named = variable === undefined ? undefined : place.env[variable];
  if (named !== undefined && named !== '') {
    const text = await place.readText(named);
    return text === undefined
      ? { source: named, message: `cannot be read, although ${variable} names it` }
      : await parseFile(named, text);
  }
  for (const path of searchPaths(place, name)) {
    const text = await place.readText(path);
    if (text !== undefined) return await parseFile(path, text);
  }
  return undefined;
};

// loader.py, CONFIG_SEARCH_PATH. openstacksdk joins several directories in XDG_CONFIG_DIRS into one that does
// not exist.
const searchDirs = ({ env, workingDir, homeDir }: ConfigPlace): string[] => {
  const site = env.XDG_CONFIG_DIRS || '/etc/xdg';
  const dirs = [env.XDG_CONFIG_HOME ?? '', join(homeDir, '.config'), site.includes(':') ? '' : site, '/etc'];
  return [workingDir, ...dirs.filter((dir) => dir !== '').map((dir) => join(dir, 'openstack'))];
};

const SUFFIXES = ['.yaml', '.yml', '.json'];

const searchPaths = (place: ConfigPlace, name: string): string[] =>
  searchDirs(place).flatMap((dir) => SUFFIXES.map((suffix) => join(dir, `${name}${suffix}`)));

/** The places that were searched, for a message: `clouds.yaml (or .yml, .json) in …`. */
export const describeSearch = (place: ConfigPlace): string =>
  `clouds.yaml (or .yml, .json) in ${searchDirs(place).join(', ')}, and OS_CLIENT_CONFIG_FILE names none`;

/** Parses a configuration file by the end of its name; a YAML file without content is empty, not malformed. */
const parseFile = async (path: string, text: string): Promise<Found> => {
  const read = path.endsWith('.json') ? readJson(text) : await parseYaml(text);
  if ('mistake' in read)
    return { source: path, message: `is malformed in ${read.mistake.place}: ${read.mistake.reason}` };
  if (isObject(read.value)) return { path, raw: read.value };
  if (read.value === null && !path.endsWith('.json')) return { path, raw: {} };
  return { source: path, message: 'is not a mapping in YAML or JSON' };
};

// The parser's own words quote the file, so only the place in them is kept; it leaves that out of a short text.
const readJson = (
  text: string,
): { readonly value: unknown } | { readonly mistake: Pick<YamlMistake, 'place' | 'reason'> } => {
  if (text.includes('\ufffd')) return { mistake: { place: 'its text', reason: 'a byte that is not UTF-8' } };
  try {
    // `trim` takes a byte order mark away too.
    return { value: JSON.parse(text.trim()) };
  } catch (cause) {
    const [, line, column] = /\(line (\d+) column (\d+)\)/.exec(String(cause)) ?? [];
    return {
      mistake: { place: line === undefined ? 'its text' : `line ${line}, column ${column}`, reason: 'invalid JSON' },
    };
  }
};

/**
 * Parses a configuration in YAML. A scalar stays the text that was typed: a password such as 12e4 or 0123
 * would change if it became a number. Merge keys and null are read as PyYAML reads them.
 */
// Loaded only when needed: a deployed worker reads JSON.
export const parseYaml = async (text: string): Promise<ReadYaml> => {
  const { readYaml } = await import('../../yaml-text.ts');
  return readYaml(text, 'typed');
};

/** This machine: its files, the working directory, and the variables handed in. */
export const hostPlace = (env: ConfigPlace['env']): ConfigPlace => ({
  env,
  workingDir: process.cwd(),
  homeDir: homedir(),
  readText,
});

// openstacksdk skips these in its search: no such file, or one that may not be read.
const PASSED_OVER: ReadonlySet<unknown> = new Set(['ENOENT', 'ENOTDIR', 'EACCES', 'EISDIR']);

const readText = async (path: string): Promise<string | undefined> => {
  try {
    return fileText(await readFile(path));
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && PASSED_OVER.has(cause.code)) return undefined;
    throw cause;
  }
};
