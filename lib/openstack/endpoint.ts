import * as v from 'valibot';
import type { ComputeUrl } from './catalog.ts';
import type { Reply } from './cloud.ts';
import { ours } from './fault-of-ours.ts';
import type { Understood } from './fault-table.ts';
import { chooseMicroversion, type Microversion } from './microversion.ts';

/** Where servers are asked for, and in which version. */
export interface Endpoint {
  /** Ends in a slash: `https://host/v2.1/` or `https://host/v2.1/{project}/`. */
  readonly base: URL;
  /** Null: the cloud has none, and nothing is sent. */
  readonly microversion: Microversion | null;
}

const VERSION = v.object({ id: v.string(), version: v.optional(v.string()), min_version: v.optional(v.string()) });
const ONE = v.object({ version: VERSION });
const SEVERAL = v.object({ versions: v.array(VERSION) });

// `/v2` drops the microversion header in silence (nova/api/openstack/__init__.py, LegacyV2CompatibleWrapper).
const hasMicroversions = (version: string | undefined): version is string =>
  version !== undefined && !/^v2(\.0)?$/.test(version);

/**
 * Finds the version by discovery: the version's own document, or, when the address says `/v2` or no version, the root's list.
 * Scheme, host and path prefix stay those of the catalog, since the links of discovery documents are often wrong
 * (keystoneauth's discover.py). A cloud that does not publish these documents is used without microversions.
 */
export const discover = async (
  compute: ComputeUrl,
  read: (url: URL) => Promise<Reply<Understood>>,
): Promise<Reply<Endpoint>> => {
  const known = hasMicroversions(compute.version) ? compute.version : undefined;
  const reply = await read(known === undefined ? compute.root : new URL(`${known}/`, compute.root));
  if (reply.kind === 'fault') return NOT_PUBLISHED.has(reply.fault.trouble) ? unpublished(compute) : reply;

  const { json } = reply.value;
  const versions = v.is(SEVERAL, json) ? json.versions : v.is(ONE, json) ? [json.version] : [];
  const offered = versions.find(({ id }) => id === (known ?? 'v2.1'));
  if (offered === undefined) return versions.length === 0 ? notADocument() : unpublished(compute);
  return at(compute, offered.id, chooseMicroversion(offered.min_version, offered.version));
};

const NOT_PUBLISHED: ReadonlySet<string> = new Set(['not-found', 'endpoint', 'forbidden', 'bad-request']);

const notADocument = (): Reply<Endpoint> =>
  ours('transient', 'unclear', 'compute answered a version request with something else');

const unpublished = (compute: ComputeUrl): Reply<Endpoint> =>
  compute.version === undefined
    ? ours('refused', 'endpoint', 'the compute address carries no version, and the cloud tells none')
    : at(compute, compute.version, null);

const at = ({ root, project }: ComputeUrl, version: string, microversion: Microversion | null): Reply<Endpoint> => ({
  kind: 'ok',
  value: { base: new URL(`${version}/${project === undefined ? '' : `${project}/`}`, root), microversion },
});
