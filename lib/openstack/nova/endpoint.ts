import * as v from 'valibot';
import type { Fault } from '../../power/fault.ts';
import type { Reply } from '../../power/ports/cloud.ts';
import { isObject } from '../../text.ts';
import { ours } from '../answer/fault-of-ours.ts';
import type { Understood } from '../answer/understand.ts';
import type { ComputeUrl } from '../keystone/catalog.ts';
import { type VersionRange, versionRange } from './microversion.ts';

/** Where servers are asked for, and in which versions. */
export interface Endpoint {
  /** Ends in a slash: `https://host/v2.1/` or `https://host/v2.1/{project}/`. */
  readonly base: URL;
  /** Null: the cloud has no microversions, and none is sent. */
  readonly offered: VersionRange | null;
  /** Why the version document could not be read, where it could not. */
  readonly unread?: Fault;
}

const TEXT = v.fallback(v.optional(v.string()), undefined);
const VERSION = v.object({ id: v.string(), version: TEXT, min_version: TEXT });

// `/v2` drops the microversion header in silence (nova/api/openstack/__init__.py, LegacyV2CompatibleWrapper).
const hasMicroversions = (version: string | undefined): version is string =>
  version !== undefined && !/^v2(\.0)?$/.test(version);

/**
 * Finds the version by discovery: the version's own document, or, when the address says `/v2` or no version, the root's list.
 * Scheme, host and path prefix stay those of the catalog, since the links of discovery documents are often wrong. An address that
 * carries its version is used whatever these documents say, then without microversions (keystoneauth's discover.py does both);
 * only when nobody is there at all is there no endpoint.
 */
export const discover = async (
  compute: ComputeUrl,
  read: (url: URL) => Promise<Reply<Understood>>,
): Promise<Reply<Endpoint>> => {
  const known = hasMicroversions(compute.version) ? compute.version : undefined;
  const reply = await read(known === undefined ? compute.root : new URL(`${known}/`, compute.root));
  if (reply.kind === 'fault') return undocumented(compute, reply.fault);
  const versions = versionsOf(reply.value.json);
  const offered = versions.find(({ id }) => id === (known ?? 'v2.1'));
  if (offered !== undefined) return at(compute, offered.id, versionRange(offered.min_version, offered.version));
  return undocumented(compute, versions.length === 0 ? NOT_A_DOCUMENT : NOT_LISTED);
};

const versionsOf = (json: unknown): readonly v.InferOutput<typeof VERSION>[] => {
  if (!isObject(json)) return [];
  const listed: readonly unknown[] = Array.isArray(json.versions) ? json.versions : [json.version];
  return listed.filter((one) => v.is(VERSION, one)).map((one) => v.parse(VERSION, one));
};

const NOT_A_DOCUMENT = ours('refused', 'unclear', 'compute answered a version request with something else').fault;
const NOT_LISTED = ours('refused', 'endpoint', 'compute does not list the version').fault;

// Whatever else is asked there meets the same.
const NOBODY_THERE: ReadonlySet<Fault['trouble']> = new Set(['unreachable', 'certificate']);

const undocumented = (compute: ComputeUrl, unread: Fault): Reply<Endpoint> => {
  if (NOBODY_THERE.has(unread.trouble)) return { kind: 'fault', fault: unread };
  if (compute.version !== undefined) return at(compute, compute.version, null, unread);
  // No login fixes that: a gateway that wants another one here has not refused ours.
  return unread.kind === 'refused' || unread.trouble === 'unauthorized'
    ? ours('refused', 'endpoint', `the compute address carries no version, and the cloud tells none: ${unread.message}`)
    : { kind: 'fault', fault: unread };
};

const at = (
  { root, project }: ComputeUrl,
  version: string,
  offered: VersionRange | null,
  unread?: Fault,
): Reply<Endpoint> => ({
  kind: 'ok',
  value: {
    base: new URL(`${version}/${project === undefined ? '' : `${project}/`}`, root),
    offered,
    ...(unread === undefined ? {} : { unread }),
  },
});
