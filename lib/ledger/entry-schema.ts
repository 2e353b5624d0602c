import * as v from 'valibot';
import { type Entry, SCHEMA_VERSION, type Send } from '../power/entry.ts';
import type { Fault, Trouble } from '../power/fault.ts';
import type { Source } from '../power/intent.ts';
import type { DeadLetterReason, DoneKind } from '../power/outcome.ts';
import { parseServerId, type ServerId } from '../power/server.ts';

/** One of a union's words. The table names every word, so that a new one does not compile until it is read back too. */
const oneOf = <Word extends string>(words: Readonly<Record<Word, true>>) => {
  const known: Readonly<Record<string, unknown>> = words;
  return v.custom<Word>((value) => typeof value === 'string' && known[value] === true);
};

const trouble = oneOf<Trouble>({
  'not-found': true,
  forbidden: true,
  locked: true,
  conflict: true,
  'bad-request': true,
  unauthorized: true,
  credentials: true,
  admin: true,
  configuration: true,
  secret: true,
  certificate: true,
  endpoint: true,
  clock: true,
  history: true,
  throttled: true,
  unreachable: true,
  unavailable: true,
  unanswered: true,
  'server-error': true,
  unclear: true,
  ledger: true,
  queue: true,
  busy: true,
  bug: true,
});
const faultKind = oneOf<Fault['kind']>({ refused: true, conflict: true, transient: true, ambiguous: true });
const sendState = oneOf<Send['state']>({ unresolved: true, accepted: true, refused: true, failed: true });
const source = oneOf<Source>({ schedule: true, webhook: true, queue: true, cli: true });
/** The ends that are not failures. */
export const doneKind = oneOf<DoneKind>({
  stopped: true,
  'already-stopped': true,
  superseded: true,
  held: true,
  rehearsed: true,
});
/** Why an intent was dead-lettered. */
export const reason = oneOf<DeadLetterReason>({
  malformed: true,
  expired: true,
  'not-found': true,
  'not-stoppable': true,
  forbidden: true,
  'stop-failed': true,
  stuck: true,
  unverified: true,
});

const instant = v.pipe(v.number(), v.integer());
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const serverId = v.custom<ServerId>((value) => typeof value === 'string' && parseServerId(value) === value);

const SERVER_STATE = {
  vmState: v.string(),
  taskState: v.nullable(v.string()),
  powerState: v.nullable(v.number()),
};
const serverState = v.strictObject(SERVER_STATE);

const fault = v.strictObject({
  kind: faultKind,
  trouble,
  message: v.string(),
  http: v.exactOptional(v.number()),
  code: v.exactOptional(v.string()),
  openstackRequestId: v.exactOptional(v.string()),
  retryAfterMs: v.exactOptional(v.number()),
});

const intent = v.strictObject({
  source,
  requestId: v.string(),
  serverId,
  cloud: v.string(),
  requestedAt: instant,
  notAfter: instant,
  type: v.exactOptional(v.picklist(['SOFT', 'HARD'])),
  dryRun: v.boolean(),
  reason: v.exactOptional(v.string()),
});

const send = v.strictObject({
  markedAt: instant,
  evidenceAt: instant,
  state: sendState,
  answeredAt: v.exactOptional(instant),
  openstackRequestId: v.exactOptional(v.string()),
  fault: v.exactOptional(fault),
  saw: v.exactOptional(v.strictObject({ ...SERVER_STATE, updatedAt: instant })),
  explained: v.exactOptional(v.literal(true)),
});

const failure = v.strictObject({
  reason,
  because: v.string(),
  http: v.exactOptional(v.number()),
  code: v.exactOptional(v.string()),
  openstackRequestId: v.exactOptional(v.string()),
  server: v.exactOptional(serverState),
  attempts: count,
  firstAttemptAt: instant,
  failedAt: instant,
});

const ending = v.union([
  v.strictObject({ kind: doneKind, because: v.string(), endedAt: instant }),
  v.strictObject({ kind: v.picklist(['burying', 'dead-lettered']), because: v.string(), failure }),
]);

/** The fields of an entry as they are stored; `expiresAt` differs (seconds) and is the item's business. */
export const ENTRY_FIELDS = {
  schemaVersion: v.literal(SCHEMA_VERSION),
  intent,
  owner: v.string(),
  leaseUntil: instant,
  revision: count,
  abandoned: count,
  alone: v.exactOptional(v.strictObject({ receive: count, lost: count })),
  attempts: count,
  firstAttemptAt: instant,
  looks: count,
  sends: v.array(send),
  notFoundAt: v.exactOptional(instant),
  poweredAt: v.exactOptional(instant),
  stoppedAt: v.exactOptional(instant),
  noListAt: v.exactOptional(instant),
  listRead: v.exactOptional(v.literal(true)),
  unexplainedAt: v.exactOptional(instant),
  server: v.exactOptional(serverState),
  serverFault: v.exactOptional(v.string()),
  trouble: v.exactOptional(fault),
  history: v.array(v.strictObject({ at: instant, decision: v.string(), because: v.string() })),
  ending: v.exactOptional(ending),
} as const satisfies Record<Exclude<keyof Entry, 'expiresAt'>, v.GenericSchema>;
