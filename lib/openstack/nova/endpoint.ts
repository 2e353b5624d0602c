import * as v from 'valibot';
import type { Clock } from '../../clock.ts';
import type { Instant } from '../../instant.ts';
import type { Fault } from '../../power/fault.ts';
import type { Budget, Reply } from '../../power/ports/cloud.ts';
import { isObject } from '../../text.ts';
import { ownFault, type Understood } from '../answer/understand.ts';
import { createShared, type Shared } from '../attempts/shared.ts';
import type { CloudConfig } from '../config/types.ts';
import { type ComputeUrl, computeUrlOf } from '../keystone/catalog.ts';
import type { Token } from '../keystone/token.ts';
import { SHOWS_LOCK, type VersionRange, versionRange } from './microversion.ts';
import type { Ask, Repeat } from './session.ts';

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
 * Finds the version by discovery: in the version's own document or, when the address says `/v2` or no
 * version, in the list at the root. Scheme, host and path prefix stay those of the catalog, since discovery
 * links are often wrong. An address with a version is used whatever the documents say, then without
 * microversions (as in keystoneauth's discover.py); only an unreachable address gives no endpoint.
 */
export const discoverEndpoint = async (
  compute: ComputeUrl,
  read: (url: URL) => Promise<Reply<Understood>>,
): Promise<Reply<Endpoint>> => {
  const known = hasMicroversions(compute.version) ? compute.version : undefined;
  const reply = await read(known === undefined ? compute.root : new URL(`${known}/`, compute.root));
  if (reply.kind === 'fault') return endpointWithoutDocument(compute, reply.fault);
  const versions = versionsOf(reply.value.json);
  const offered = versions.find(({ id }) => id === (known ?? 'v2.1'));
  if (offered !== undefined) return endpointAt(compute, offered.id, versionRange(offered.min_version, offered.version));
  return endpointWithoutDocument(compute, versions.length === 0 ? NOT_A_DOCUMENT : NOT_LISTED);
};

const versionsOf = (json: unknown): readonly v.InferOutput<typeof VERSION>[] => {
  if (!isObject(json)) return [];
  const listed: readonly unknown[] = Array.isArray(json.versions) ? json.versions : [json.version];
  return listed.filter((one) => v.is(VERSION, one)).map((one) => v.parse(VERSION, one));
};

const NOT_A_DOCUMENT = ownFault(
  'refused',
  'unclear',
  'the compute endpoint did not answer with a version document',
).fault;
const NOT_LISTED = ownFault('refused', 'endpoint', 'the compute endpoint does not list the version').fault;

// Any other request there fails in the same way.
const NOBODY_THERE: ReadonlySet<Fault['trouble']> = new Set(['unreachable', 'certificate']);

const endpointWithoutDocument = (compute: ComputeUrl, unread: Fault): Reply<Endpoint> => {
  if (NOBODY_THERE.has(unread.trouble)) return { kind: 'fault', fault: unread };
  if (compute.version !== undefined) return endpointAt(compute, compute.version, null, unread);
  // A login does not fix that: a gateway that wants another one here has not refused this one.
  return unread.kind === 'refused' || unread.trouble === 'unauthorized'
    ? ownFault(
        'refused',
        'endpoint',
        `the compute address has no version, and the versions cannot be read: ${unread.message}`,
      )
    : { kind: 'fault', fault: unread };
};

const endpointAt = (
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

/** The endpoint of each token, looked for once however many need it. */
export interface Endpoints {
  find(token: Token, budget: Budget): Promise<Reply<Endpoint>>;
  /** The endpoint that was found before, however long ago. */
  cached(token: Token): Endpoint | undefined;
  /** The next call asks for its range of versions again. */
  forget(token: Token): void;
}

// An address that works without its version document leaves time to use it, and is soon asked for it again.
const DOCUMENT_MS = 10_000;
const UNREAD_KEEP_MS = 60_000;

const LOCKS_UNSEEN = ownFault(
  'refused',
  'admin',
  'the token has an admin role and the cloud does not show locks (needs microversion 2.9)',
);

export const createEndpoints = (config: CloudConfig, clock: Clock, ask: Ask, repeat: Repeat): Endpoints => {
  const found = new WeakMap<Token, { readonly endpoint: Endpoint; readonly freshUntil: Instant }>();
  const searches = new WeakMap<Token, Shared<Endpoint>>();

  const findEndpoint = async (token: Token, budget: Budget): Promise<Reply<Endpoint>> => {
    const compute = computeUrlOf(config, token);
    if (compute.kind === 'fault') return compute;
    const soon =
      compute.value.version === undefined ? budget : { untilAt: Math.min(budget.untilAt, clock.now() + DOCUMENT_MS) };
    // An address with a version works without this document, so its silence says nothing about the servers.
    const about = compute.value.version === undefined ? null : 'the version document';
    const reply = await discoverEndpoint(compute.value, (url) =>
      repeat(about, soon, (within) => ask(token, { verb: 'read', url, version: null }, within)),
    );
    if (reply.kind === 'fault') return reply;
    const { offered, unread } = reply.value;
    const passes = unread !== undefined && unread.kind !== 'refused';
    if (token.admin && (offered?.most ?? 0) < SHOWS_LOCK)
      return passes ? { kind: 'fault', fault: unread } : LOCKS_UNSEEN;
    found.set(token, {
      endpoint: reply.value,
      freshUntil: passes ? clock.now() + UNREAD_KEEP_MS : Number.POSITIVE_INFINITY,
    });
    return reply;
  };

  return {
    async find(token, budget) {
      const known = found.get(token);
      if (known !== undefined && clock.now() < known.freshUntil) return { kind: 'ok', value: known.endpoint };
      const search = searches.get(token) ?? createShared<Endpoint>();
      searches.set(token, search);
      return await search(budget, (within) => findEndpoint(token, within));
    },
    cached: (token) => found.get(token)?.endpoint,
    forget: (token) => void found.delete(token),
  };
};
