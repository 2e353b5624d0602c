import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { type ZipEntry, zipEntries } from '../../local/stack/zip.ts';
import type { Sources } from './sources.ts';

/** Where `npm run package` writes the template of this service. */
export const TEMPLATE = fileURLToPath(
  new URL('../../.serverless/cloudformation-template-update-stack.json', import.meta.url),
);

/** A resource of a packaged template, as written. */
export interface PackagedResource {
  readonly id: string;
  readonly type: string;
  readonly whole: Readonly<Record<string, unknown>>;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** What `serverless package` wrote. */
export interface Packaged {
  /** The template's text. */
  readonly text: string;
  readonly template: Readonly<Record<string, unknown>>;
  readonly resources: readonly PackagedResource[];
  /** The functions' zips by file name. */
  readonly zips: ReadonlyMap<string, readonly ZipEntry[]>;
  /** Absent: not known, and the template is judged as one whose schedules are all switched on. */
  readonly sources?: Sources;
}

const anything = v.record(v.string(), v.unknown());
const templateSchema = v.looseObject({
  Resources: v.record(v.string(), v.looseObject({ Type: v.string(), Properties: v.optional(anything, {}) })),
});

/** The parts of a template's text. Throws when it is no template. */
export const packagedFrom = (text: string, zips: Packaged['zips'] = new Map(), sources?: Sources): Packaged => {
  const template = v.parse(templateSchema, JSON.parse(text));
  const resources = Object.entries(template.Resources).map(([id, whole]) => ({
    id,
    type: whole.Type,
    whole,
    properties: whole.Properties,
  }));
  return { text, template, resources, zips, ...(sources === undefined ? {} : { sources }) };
};

/** The functions' zips in a folder. */
export const zipPaths = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder)).filter((name) => name.endsWith('.zip')).map((name) => join(folder, name));

// osls names the code's place after the time of packaging.
const PACKAGED_AT = /"serverless\/[^"]+\/(\d{13})-[^"/]+\/[^"/]+\.zip"/;

/** Reads a packaged template and the zips beside it. */
export const readTemplate = async (templatePath: string): Promise<Packaged> => {
  const paths = await zipPaths(dirname(templatePath));
  const zips = await Promise.all(
    paths.map(async (path) => [basename(path), zipEntries(await readFile(path))] as const),
  );
  return packagedFrom(await readFile(templatePath, 'utf8'), new Map(zips));
};

/** The same, with what it was made from in the folder above. */
export const readPackaged = async (templatePath: string): Promise<Packaged> => {
  const packaged = await readTemplate(templatePath);
  const folder = dirname(templatePath);
  // Loaded only here: whoever reads the template alone does not wait for it.
  const { readSources } = await import('./sources.ts');
  const packagedAt = Number(PACKAGED_AT.exec(packaged.text)?.[1]);
  return { ...packaged, sources: await readSources(dirname(folder), folder, packagedAt) };
};

/** The resources of one type. */
export const ofType = ({ resources }: Packaged, type: string): readonly PackagedResource[] =>
  resources.filter((resource) => resource.type === type);

/** The value at a path of keys and indexes; undefined where there is none. */
export const valueAt = (value: unknown, ...path: readonly (string | number)[]): unknown => {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  return typeof value === 'object' && value !== null && key in value
    ? valueAt(Reflect.get(value, key), ...rest)
    : undefined;
};

/** One or many: CloudFormation's policies take both. */
export const listOf = (value: unknown): readonly unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

/** The id that a `Ref`, `Fn::GetAtt` or `Fn::Sub` of one id refers to; undefined for anything else. */
export const referredId = (value: unknown): string | undefined => {
  const ref = valueAt(value, 'Ref') ?? valueAt(value, 'Fn::GetAtt', 0);
  if (typeof ref === 'string') return ref;
  const sub = valueAt(value, 'Fn::Sub');
  return typeof sub === 'string' ? /^\$\{(\w+)(?:\.\w+)?\}$/.exec(sub)?.[1] : undefined;
};

// All that a packaged template and its zips are made from.
const SCHEDULES = 'schedules.yml';
const SOURCES = [
  'serverless.yml',
  SCHEDULES,
  'package.json',
  'package-lock.json',
  'build.mjs',
  'deploy',
  'handlers',
  'lib',
];

const filesIn = async (path: string): Promise<readonly string[]> =>
  (await stat(path)).isDirectory()
    ? (await readdir(path, { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
    : [path];

/** The calendar files that the schedules name; none when these cannot be read, which is said elsewhere. */
const calendarsOf = async (folder: string): Promise<readonly string[]> => {
  const text = await readFile(join(folder, SCHEDULES), 'utf8');
  const { readSchedules } = await import('../read-schedules.ts');
  const read = readSchedules(SCHEDULES, text, { minMs: 0, maxMs: Number.POSITIVE_INFINITY });
  const schedules = read.kind === 'schedules' ? read.schedules : [];
  return schedules.flatMap(({ notOn = [] }) => notOn.flatMap((one) => (one.kind === 'file' ? [one.path] : [])));
};

const writtenAt = async (path: string): Promise<number> => (await stat(path)).mtimeMs;

/**
 * The sources of a folder that were written after one of the packaged files was: the package was made from other
 * sources than these.
 */
export const newerSources = async (folder: string, packaged: readonly string[]): Promise<readonly string[]> => {
  const packagedAt = Math.min(...(await Promise.all(packaged.map(writtenAt))));
  const names = new Set([...SOURCES, ...(await calendarsOf(folder))]);
  const files = (await Promise.all([...names].map((name) => filesIn(join(folder, name))))).flat();
  const times = await Promise.all(files.map(writtenAt));
  return files.filter((_, index) => Number(times[index]) > packagedAt).map((path) => relative(folder, path));
};
