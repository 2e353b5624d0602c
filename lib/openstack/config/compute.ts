import { checkUrl } from './endpoint-url.ts';
import type { CloudFields } from './fields.ts';
import type { CloudConfig } from './types.ts';

/** Which of a catalog's endpoints is Nova's, or its address. */
type ComputeConfig = Pick<CloudConfig, 'region' | 'interface' | 'serviceType' | 'serviceName' | 'computeUrl'>;

/**
 * Reads how compute is found: the fields of the service before those of the whole cloud (cloud_region.py, _get_config: `compute_region_name`
 * before `region_name`); service type and name have no form without the service. Undefined with its problems noted.
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
    fields.problem('compute_interface and compute_endpoint_type say different things: remove one');
  // loader.py, magic_fixes: `endpoint_type` takes the place of `interface`.
  const written = own ?? ownOld ?? fields.plain('endpoint_type') ?? fields.plain('interface') ?? 'public';
  const face = FACES.find((one) => one === written.replace(/URL$/, ''));
  if (face === undefined) fields.problem('interface is none of public, internal, admin');
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
  if (checked?.kind === 'refused') fields.problem(`${name} ${checked.because}`);
  return url;
};
