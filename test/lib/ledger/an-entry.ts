import { type Entry, SCHEMA_VERSION } from '../../../lib/power/entry.ts';
import type { Intent } from '../../../lib/power/intent.ts';
import { parseServerId, type ServerId } from '../../../lib/power/server.ts';

/** 2026-01-01T12:00:00Z. */
export const NOON = 1_767_268_800_000;

/** The server id of a text that is one. */
export const aServerId = (text = '0b3d6a4e-7c55-4f3a-9d5e-2f4d0c1b7a11'): ServerId => {
  const id = parseServerId(text);
  if (id === undefined) throw new Error(`not a server id: ${text}`);
  return id;
};

/** An intent of the queue, open for an hour from noon. */
export const anIntent = (changes: Partial<Intent> = {}): Intent => ({
  source: 'queue',
  requestId: 'request-1',
  serverId: aServerId(),
  cloud: 'otc',
  requestedAt: NOON,
  notAfter: NOON + 3_600_000,
  dryRun: false,
  ...changes,
});

/** A first claim by `owner-1`. */
export const anEntry = (changes: Partial<Entry> = {}): Entry => ({
  schemaVersion: SCHEMA_VERSION,
  intent: anIntent(),
  owner: 'owner-1',
  leaseUntil: NOON + 60_000,
  revision: 1,
  abandoned: 0,
  attempts: 1,
  firstAttemptAt: NOON,
  looks: 0,
  sends: [],
  history: [],
  expiresAt: NOON + 45 * 86_400_000,
  ...changes,
});
