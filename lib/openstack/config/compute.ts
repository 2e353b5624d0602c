import { isObject } from '../../text.ts';
import { checkUrl } from './endpoint-url.ts';
import type { CloudFields } from './fields.ts';
import { normalizeKeys, type Raw, rawOf } from './raw.ts';
import type { CloudConfig } from './types.ts';

/** The region of a cloud: its name, and the fields that hold in it. */
export interface Region {
  readonly name: string | undefined;
  readonly values: Raw;
  /** Why no region could be read. */
  readonly problem?: string;
}

const NONE: Region = { name: undefined, values: {} };

/**
 * The chosen region, else the first (openstacksdk's loader.py, _get_region) of the entry's `regions`, of its
 * `region_name` (a list, or text with commas), or of the profile as written (`regions` if there are any, or
 * one `region_name`).
 */
export const regionOf = (own: Raw, profile: Raw, wanted: string | undefined): Region => {
  const isOwn = own.regions !== undefined || own.region_name !== undefined;
  const known = isOwn ? (own.regions ?? namesIn(own.region_name)) : regionsOf(profile);
  if (!Array.isArray(known)) return { ...NONE, problem: 'regions is not a list' };
  if (wanted !== undefined && own.regions === undefined && own.region_name === '')
    return { ...NONE, problem: 'region_name is empty: remove it or set it' };
  // loader.py, _get_known_regions, looks at a profile before dashes become underscores.
  if (!isOwn && known.length === 0 && Object.hasOwn(profile, 'region-name'))
    return { ...NONE, problem: 'region-name is ignored by openstacksdk: use region_name' };
  const read = known.map(entryOf);
  const unusable = read.find((one) => one.problem !== undefined);
  if (unusable !== undefined) return unusable;
  if (wanted === undefined) return read[0] ?? NONE;
  if (read.length === 0) return { name: wanted, values: {} };
  const names = read.map(({ name }) => name).join(', ');
  const problem = `OS_REGION_NAME is not a valid region name for this cloud, which has ${names} (case matters)`;
  return read.find(({ name }) => name === wanted) ?? { ...NONE, problem };
};

const namesIn = (value: unknown): readonly unknown[] => {
  if (value === '') return [];
  return typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value : [value];
};

const regionsOf = ({ regions, region_name: name }: Raw): unknown => {
  const isNone = regions === undefined || regions === null || (Array.isArray(regions) && regions.length === 0);
  if (!isNone) return regions;
  return name === undefined || name === null || name === '' ? [] : [name];
};

// loader.py, _expand_regions: a text, or `name` and `values` and nothing else.
const entryOf = (entry: unknown, index: number): Region => {
  const { name, values, ...more } = isObject(entry) ? normalizeKeys(entry) : { name: entry, values: undefined };
  const text = typeof name === 'number' ? String(name) : name;
  const problem = (what: string): Region => ({ ...NONE, problem: `entry ${index + 1} of regions ${what}` });
  if (typeof text !== 'string' || text === '') return problem('has no name');
  if (Object.keys(more).length > 0) return problem('has keys other than name and values');
  if (values !== undefined && !isObject(values)) return problem('has values that are not a mapping');
  return { name: text, values: rawOf(values) };
};

/** Which of a catalog's endpoints is Nova's, or its address. */
type ComputeConfig = Pick<CloudConfig, 'region' | 'interface' | 'serviceType' | 'serviceName' | 'computeUrl'>;

/**
 * Reads how compute is found. Fields of the service come before those of the whole cloud (cloud_region.py,
 * _get_config: `compute_region_name` before `region_name`); service type and name exist for the service
 * only. Undefined with its problems noted.
 */
export const computeOf = (fields: CloudFields, cloudRegion: string | undefined): ComputeConfig | undefined => {
  const region = fields.plain('compute_region_name') ?? cloudRegion;
  const face = interfaceOf(fields);
  const computeUrl = computeUrlOf(fields);
  const serviceType = fields.plain('compute_service_type');
  const serviceName = fields.plain('compute_service_name');
  if (face === undefined) return undefined;
  return {
    interface: face,
    ...(region === undefined ? {} : { region }),
    ...(serviceType === undefined ? {} : { serviceType }),
    ...(serviceName === undefined ? {} : { serviceName }),
    ...(computeUrl === undefined ? {} : { computeUrl }),
  };
};

const FACES = ['public', 'internal', 'admin'] as const;

const interfaceOf = (fields: CloudFields): CloudConfig['interface'] | undefined => {
  const [own, ownOld] = [fields.plain('compute_interface'), fields.plain('compute_endpoint_type')];
  // Of these two openstacksdk takes the later one in the file (loader.py, _fix_backwards_interface).
  if (own !== undefined && ownOld !== undefined && own !== ownOld)
    fields.addProblem('compute_interface and compute_endpoint_type differ: remove one');
  // loader.py, magic_fixes: `endpoint_type` takes the place of `interface`.
  const written = own ?? ownOld ?? fields.plain('endpoint_type') ?? fields.plain('interface') ?? 'public';
  const face = FACES.find((one) => one === written.replace(/URL$/, ''));
  if (face === undefined) fields.addProblem('interface is not one of public, internal, admin');
  return face;
};

// cloud_region.py, get_endpoint.
const computeUrlOf = (fields: CloudFields): string | undefined => {
  const name =
    fields.plain('compute_endpoint_override') === undefined ? 'compute_endpoint' : 'compute_endpoint_override';
  const url = fields.plain(name);
  // The project's placeholder is filled in once a token names the project.
  const checked =
    url === undefined ? undefined : checkUrl(url.replaceAll(/[%$]\((?:project|tenant)_id\)s/g, 'project'));
  if (checked?.kind === 'refused') fields.addProblem(`${name} ${checked.because}`);
  return url;
};
