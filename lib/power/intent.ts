import type { Instant } from '../instant.ts';
import type { ServerId, StopType } from './server.ts';

/** Who sent the request. The source stamps the fields that a caller leaves out. */
export const SOURCES = ['schedule', 'webhook', 'queue', 'cli'] as const;
export type Source = (typeof SOURCES)[number];

/**
 * One server of one stop request, stamped with its identity and its instants: everything a step needs to
 * know.
 */
export interface Intent {
  readonly source: Source;
  readonly requestId: string;
  readonly serverId: ServerId;
  /** The entry of the clouds configuration. */
  readonly cloud: string;
  readonly requestedAt: Instant;
  readonly notAfter: Instant;
  /**
   * When an operator asked for it again. The window runs from here, and users are judged against `requestedAt`: whoever powered the
   * server on since then keeps it.
   */
  readonly replayedAt?: Instant;
  /** Handed on as `os-stop.type`; absent: `{"os-stop": {}}`. */
  readonly type?: StopType;
  readonly dryRun: boolean;
  /** The caller's reason; logged. */
  readonly reason?: string;
  /** Of a server that a selector chose: the digest of that `select` and `atMost`, which its roll holds. */
  readonly selectDigest?: string;
}

/** The ledger's key: all intents for one server are in one partition, so each sees the other's sends. */
export interface IntentKey {
  readonly partition: string;
  readonly sort: string;
}

// Percent encoding leaves no '#' and no '%' of its own in a part, so '#' separates without collisions.
const part = (text: string): string => encodeURIComponent(text);

/** The partition of a server: `server#<cloud>#<server id>`. */
export const partitionOf = (cloud: string, serverId: ServerId): string => `server#${part(cloud)}#${serverId}`;

/** What names an intent. */
export type Identity = Pick<Intent, 'cloud' | 'serverId' | 'source' | 'requestId' | 'dryRun'>;

const sortOf = ({ source, requestId, dryRun }: Omit<Identity, 'serverId'>): string =>
  `${source}#${part(requestId)}${dryRun ? '#dry-run' : ''}`;

/**
 * The identity of an intent: (cloud, serverId, source, requestId, dryRun); different identities never share a
 * key.
 */
export const keyOf = (intent: Identity): IntentKey => ({
  partition: partitionOf(intent.cloud, intent.serverId),
  sort: sortOf(intent),
});

/** A request in one text: different requests never share it. */
export const requestName = (request: Omit<Identity, 'serverId'>): string =>
  `request#${part(request.cloud)}#${sortOf(request)}`;
