import type { Reply } from '../../power/ports/cloud.ts';
import { ownFault } from '../answer/understand.ts';
import { checkCatalogUrl, checkUrl } from '../config/endpoint-url.ts';
import type { CloudConfig } from '../config/types.ts';
import type { CatalogEndpoint, Token } from './token.ts';

/** The address of Nova by the configuration or the catalog, in its parts. */
export interface ComputeUrl {
  /** Without version and project: `https://host/` or `https://host/compute/`. */
  readonly root: URL;
  /** `v2.1`; absent when the address carries no version. */
  readonly version?: string;
  /** The project id, when the address ended in it: it is put back. */
  readonly project?: string;
}

/**
 * The compute address of a token, from `compute_endpoint_override` or the catalog (keystoneauth's
 * service_catalog.py).
 */
export const computeUrlOf = (config: CloudConfig, token: Token): Reply<ComputeUrl> => {
  if (config.computeUrl !== undefined) {
    const text = config.computeUrl.replaceAll(/[%$]\((?:project|tenant)_id\)s/g, token.projectId);
    const checked = checkUrl(text);
    return checked.kind === 'url'
      ? { kind: 'ok', value: takeApart(checked.url, token.projectId) }
      : ownFault('refused', 'endpoint', `compute_endpoint_override ${checked.because}`);
  }
  const found = token.compute.find((endpoint) => matches(endpoint, config));
  if (found === undefined) {
    const where = `interface ${config.interface}${config.region === undefined ? '' : ` in region ${config.region}`}`;
    const named = config.serviceName === undefined ? '' : ` of service ${config.serviceName}`;
    const regions = [...new Set(token.compute.map((endpoint) => endpoint.region_id ?? endpoint.region ?? '?'))];
    return ownFault(
      'refused',
      'configuration',
      `the catalog has no ${config.serviceType ?? 'compute'} endpoint${named} with ${where}; it has regions: ${regions.join(', ') || 'none'}`,
    );
  }
  const checked = checkCatalogUrl(found.url, config.authUrl);
  return checked.kind === 'url'
    ? { kind: 'ok', value: takeApart(checked.url, token.projectId) }
    : ownFault('refused', 'endpoint', `the compute endpoint of the catalog ${checked.because}`);
};

// A service without a name matches any (service_catalog.py, get_endpoints_data). `publicURL` is the old name
// of `public`; `region_id` came after `region`.
const matches = (endpoint: CatalogEndpoint, { region, interface: wanted, serviceName }: CloudConfig): boolean =>
  (serviceName === undefined || endpoint.service === undefined || endpoint.service === serviceName) &&
  endpoint.interface.replace(/URL$/, '') === wanted &&
  (region === undefined || region === (endpoint.region_id ?? endpoint.region));

const takeApart = (url: URL, projectId: string): ComputeUrl => {
  const segments = url.pathname.split('/').filter((segment) => segment !== '');
  const project = segments.at(-1) === projectId ? segments.pop() : undefined;
  const version = /^v\d/.test(segments.at(-1) ?? '') ? segments.pop() : undefined;
  return {
    root: new URL(`/${segments.map((segment) => `${segment}/`).join('')}`, url),
    ...(version === undefined ? {} : { version }),
    ...(project === undefined ? {} : { project }),
  };
};
