import type { Instant } from '../lib/instant.ts';
import type { MessageContext } from '../lib/message/message.ts';
import { type Entry, PLAIN_SCHEMA_VERSION, type Send } from '../lib/power/entry.ts';
import type { Fault } from '../lib/power/fault.ts';
import { NO_GUARDS } from '../lib/power/guard/guards.ts';
import type { Intent } from '../lib/power/intent.ts';
import type { Seen } from '../lib/power/observation.ts';
import type { Failure } from '../lib/power/outcome.ts';
import { NO_FREEZES } from '../lib/power/ports/freezes.ts';
import type { Selects } from '../lib/power/ports/rolls.ts';
import { type Roll, SELECT_PART } from '../lib/power/roll.ts';
import { parseServerId, type Server, type ServerAction, type ServerId } from '../lib/power/server.ts';
import type { Timing } from '../lib/power/timing.ts';

/** When the stop of the tests is asked for. */
export const NOON: Instant = Date.parse('2026-11-23T12:00:00Z');
export const SECOND = 1_000;
export const MINUTE = 60_000;
export const HOUR = 3_600_000;

/** Seconds after noon, to read like a time line. */
export const at = (seconds: number): Instant => NOON + seconds * SECOND;

/** The defaults of docs/contract.md, "Settings". */
export const TIMING: Timing = {
  windowMs: HOUR,
  windowMaxMs: 24 * HOUR,
  windowMinMs: 6 * MINUTE,
  patienceMs: 15 * MINUTE,
  quarantineMs: 2 * MINUTE,
  lookFirstMs: MINUTE,
  lookAgainMinMs: 5 * SECOND,
  lookAgainMaxMs: 5 * MINUTE,
};

/** No request by `select`. */
const NO_SELECTS: Selects = { selectOf: async () => ({ kind: 'absent' }) };

/** Nothing that forbids a stop: no guards, no selection, no freeze. */
export const UNGUARDED = { guards: NO_GUARDS, selects: NO_SELECTS, freezes: NO_FREEZES };

/** The server id of a text that is one. */
export const aServerId = (text = '3f2c8a1e-5b7d-4c9f-8e6a-1d2b3c4d5e6f'): ServerId => {
  const id = parseServerId(text);
  if (id === undefined) throw new Error(`not a server id: ${text}`);
  return id;
};

/** The n-th of many servers. */
export const serverNo = (n: number): ServerId => aServerId(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);

/** A stop of the default server, asked for at noon, open for an hour. */
export const anIntent = (changes: Partial<Intent> = {}): Intent => ({
  source: 'webhook',
  requestId: 'evening',
  serverId: aServerId(),
  cloud: 'otc',
  requestedAt: NOON,
  notAfter: NOON + HOUR,
  dryRun: false,
  ...changes,
});

/** Running, idle, unlocked, unchanged for days. */
export const aServer = (changes: Partial<Server> = {}): Server => ({
  id: aServerId(),
  name: 'db-1',
  tags: [],
  metadata: {},
  flavor: { id: null, name: 'physical.o2.medium', extraSpecs: {} },
  vmState: 'active',
  taskState: null,
  powerState: 1,
  locked: false,
  updatedAt: NOON - 48 * HOUR,
  launched: true,
  ...changes,
});

/** Off, by its state and by its power. */
export const anOffServer = (changes: Partial<Server> = {}): Server =>
  aServer({ vmState: 'stopped', powerState: 4, ...changes });

/** A record of somebody else, long before noon. */
export const anAction = (changes: Partial<ServerAction> = {}): ServerAction => ({
  action: 'start',
  requestId: 'req-somebody',
  userId: 'somebody',
  startedAt: NOON - 48 * HOUR,
  failed: false,
  ...changes,
});

/** A look at the server, a minute after noon, by clocks that agree. */
export const seeing = (server: Server = aServer(), changes: Partial<Extract<Seen, { kind: 'server' }>> = {}): Seen => ({
  kind: 'server',
  seenAt: NOON + MINUTE,
  offsetMs: 0,
  server,
  userId: 'ours',
  ...changes,
});

/** A history of these records. */
export const records = (...actions: ServerAction[]) => ({ history: { kind: 'actions', actions } }) as const;

/** A passing fault of a read. */
export const aFault = (changes: Partial<Fault> = {}): Fault => ({
  kind: 'transient',
  trouble: 'unavailable',
  message: 'Nova answered 503',
  ...changes,
});

/** A history that could not be read. */
export const unread = (changes: Partial<Fault> = {}) =>
  ({ history: { kind: 'fault', fault: aFault(changes) } }) as const;

/** A stop that Nova took half a second after it was marked. */
export const aSend = (changes: Partial<Send> = {}): Send => ({
  markedAt: NOON + 10 * SECOND,
  evidenceAt: NOON + 9 * SECOND,
  state: 'accepted',
  ...changes,
});

/** An entry on its first claim. */
export const anEntry = (changes: Partial<Entry> = {}): Entry => ({
  schemaVersion: PLAIN_SCHEMA_VERSION,
  intent: anIntent(),
  owner: 'owner-1',
  leaseUntil: NOON + 2 * MINUTE,
  revision: 1,
  abandoned: 0,
  attempts: 1,
  firstAttemptAt: NOON,
  looks: 0,
  sends: [],
  history: [],
  expiresAt: NOON + 45 * 24 * HOUR,
  ...changes,
});

/** The roll of a selection that chose two servers at noon. */
export const aRoll = (changes: Partial<Roll> = {}): Roll => ({
  cloud: 'otc',
  source: 'queue',
  requestId: 'evening',
  dryRun: false,
  part: SELECT_PART,
  requestedAt: NOON,
  notAfter: NOON + HOUR,
  select: { tags: ['env=dev'], except: { metadata: { keep: ['*'] } } },
  atMost: '25%',
  digest: 'd'.repeat(64),
  verdict: 'chosen',
  because: '2 of 9',
  ids: [serverNo(1), serverNo(2)],
  counts: { listed: 9, matched: 2, leftOut: { tags: 6, 'except.metadata': 1 } },
  pinnedAt: NOON + SECOND,
  owner: 'owner-1',
  revision: 1,
  ...changes,
});

/** Why an entry was dead-lettered. */
export const aFailure = (changes: Partial<Failure> = {}): Failure => ({
  reason: 'not-stoppable',
  because: 'vm_state is paused',
  attempts: 1,
  firstAttemptAt: NOON,
  failedAt: NOON + MINUTE,
  ...changes,
});

/** What a schedule of EventBridge Scheduler is called. */
export const ARN = 'arn:aws:scheduler:eu-central-1:123456789012:schedule/lights-out/weekday-nights';

/** How a message reached us: sent at noon, received two seconds later. */
export const aContext = (changes: Partial<MessageContext> = {}): MessageContext => ({
  messageId: '0d1c2b3a-1111-4222-8333-444455556666',
  sentAt: NOON,
  now: at(2),
  attributes: {},
  timing: TIMING,
  defaultCloud: 'otc',
  ...changes,
});
