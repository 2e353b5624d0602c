import { isObject } from './error-body.ts';
import { normalizeKeys, type Raw, rawOf } from './raw-config.ts';

/** The region of a cloud: its name, and the fields that hold in it. */
export interface Region {
  readonly name: string | undefined;
  readonly values: Raw;
  /** Why there is none. */
  readonly problem?: string;
}

const NONE: Region = { name: undefined, values: {} };

/**
 * The region that is wanted, else the first (openstacksdk's loader.py, _get_region) of the entry's own `regions`, its `region_name`
 * (a list, or one with commas), then the profile's.
 */
export const regionOf = (own: Raw, whole: Raw, wanted: string | undefined): Region => {
  const source = [own, whole].find((one) => one.regions !== undefined || one.region_name !== undefined) ?? {};
  const known = source.regions ?? namesIn(source.region_name);
  if (known !== undefined && !Array.isArray(known)) return { ...NONE, problem: 'regions is not a list' };
  const read = (known ?? []).map(entryOf);
  const unusable = read.find((one) => one.problem !== undefined);
  if (unusable !== undefined) return unusable;
  if (wanted === undefined) return read[0] ?? NONE;
  if (read.length === 0) return { name: wanted, values: {} };
  const names = read.map(({ name }) => name).join(', ');
  const problem = `OS_REGION_NAME is not a valid region name for this cloud, which has ${names} (case matters)`;
  return read.find(({ name }) => name === wanted) ?? { ...NONE, problem };
};

const namesIn = (value: unknown): unknown => {
  if (value === '') return undefined;
  return typeof value === 'string' ? value.split(',') : Array.isArray(value) || value === undefined ? value : [value];
};

// loader.py, _expand_regions: a text, or `name` and `values` and nothing else.
const entryOf = (entry: unknown, index: number): Region => {
  const { name, values, ...more } = isObject(entry) ? normalizeKeys(entry) : { name: entry, values: undefined };
  const text = typeof name === 'number' ? String(name) : name;
  const problem = (what: string): Region => ({ ...NONE, problem: `entry ${index + 1} of regions ${what}` });
  if (typeof text !== 'string' || text === '') return problem('has no name');
  if (Object.keys(more).length > 0) return problem('has something else than name and values');
  if (values !== undefined && !isObject(values)) return problem('has values that are no mapping');
  return { name: text, values: rawOf(values) };
};
