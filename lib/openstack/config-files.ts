import { join } from 'node:path';
import type { ConfigProblem } from './cloud-config.ts';
import { isObject, parseJson } from './error-body.ts';
import type { Raw } from './raw-config.ts';

/** The part of a machine that a configuration lives on. */
export interface ConfigPlace {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly workingDir: string;
  readonly homeDir: string;
  /** The text of a file; undefined when there is none or it may not be read. */
  readText(path: string): Promise<string | undefined>;
}

/** The three files openstacksdk reads, each found by itself. */
export interface ConfigFiles {
  readonly clouds?: { readonly path: string; readonly raw: Raw };
  readonly secure?: Raw;
  /** `public-clouds` of `clouds-public.yaml`: profiles. */
  readonly profiles?: Raw;
  readonly problems: readonly ConfigProblem[];
}

type Found = { readonly path: string; readonly raw: Raw } | ConfigProblem | undefined;

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
    ...(secure !== undefined && 'raw' in secure ? { secure: secure.raw } : {}),
    ...(profiles !== undefined && 'raw' in profiles ? { profiles: profiles.raw } : {}),
  };
};

// openstacksdk's loader.py, CONFIG_FILES: the first that can be read wins. Where it goes on to the next file after a malformed
// one, or a named one that is missing, we stop: a stop must not go by another file than the one that was meant.
const find = async (place: ConfigPlace, name: string, variable: string | undefined): Promise<Found> => {
  const named = variable === undefined ? undefined : place.env[variable];
  if (named !== undefined && named !== '') {
    const text = await place.readText(named);
    return text === undefined
      ? { source: named, message: `cannot be read, but ${variable} names it` }
      : await parseFile(named, text);
  }
  for (const path of searchPaths(place, name)) {
    const text = await place.readText(path);
    if (text !== undefined) return await parseFile(path, text);
  }
  return undefined;
};

const searchPaths = ({ env, workingDir, homeDir }: ConfigPlace, name: string): string[] => {
  const userDirs = [...(env.XDG_CONFIG_HOME ? [env.XDG_CONFIG_HOME] : []), join(homeDir, '.config')];
  const dirs = [workingDir, ...userDirs.map((dir) => join(dir, 'openstack')), '/etc/openstack'];
  return dirs.flatMap((dir) => ['.yaml', '.yml', '.json'].map((suffix) => join(dir, `${name}${suffix}`)));
};

/** Parses the text of a configuration file by its name's end. A parser's own words quote the file, so they are not kept. */
const parseFile = async (path: string, text: string): Promise<Found> => {
  // `trim` takes a byte order mark away too.
  const parsed = path.endsWith('.json') ? { value: parseJson(text.trim()) } : await parseYaml(text);
  if (isObject(parsed.value)) return { path, raw: parsed.value };
  const message = 'line' in parsed ? `is malformed in line ${parsed.line}` : 'is not a mapping in YAML or JSON';
  return { source: path, message };
};

/**
 * Parses a configuration in YAML; the line of the first mistake when it is malformed. A scalar stays the text that was typed: a password
 * such as 12e4 or 0123 would be another one after a turn as a number. Merge keys and null are read as PyYAML reads them.
 */
// Loaded only when needed: a deployed worker reads JSON.
export const parseYaml = async (
  text: string,
): Promise<{ readonly value: unknown } | { readonly value?: never; readonly line: number }> => {
  const { LineCounter, parseDocument, visit } = await import('yaml');
  const lineCounter = new LineCounter();
  const document = parseDocument(text, {
    schema: 'failsafe',
    customTags: ['null'],
    merge: true,
    logLevel: 'silent',
    lineCounter,
  });
  const mistakes = document.errors.map(({ pos: [at] }) => at);
  // A text that begins with * is an alias, and one of nothing shows only when values are made of it.
  if (mistakes.length === 0)
    visit(document, {
      Alias: (_, alias) => {
        if (alias.resolve(document) === undefined) mistakes.push(alias.range?.[0] ?? 0);
      },
    });
  const [first] = mistakes;
  return first === undefined ? { value: document.toJS() } : { line: lineCounter.linePos(first).line };
};
