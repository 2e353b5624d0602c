import * as v from 'valibot';
import { type Entry, SCHEMA_VERSIONS, SEND_STATES } from '../power/entry.ts';
import { FAULT_KINDS, isTrouble, type Trouble } from '../power/fault.ts';
import { SOURCES } from '../power/intent.ts';
import { DONE_KINDS, REASONS } from '../power/outcome.ts';
import { parseServerId, type ServerId, STOP_TYPES } from '../power/server.ts';

const trouble = v.custom<Trouble>(isTrouble);
const faultKind = v.picklist(FAULT_KINDS);
const sendState = v.picklist(SEND_STATES);
const source = v.picklist(SOURCES);
/** The ends that are not failures. */
export const doneKind = v.picklist(DONE_KINDS);
/** Why an intent was dead-lettered. */
export const reason = v.picklist(REASONS);

/** Milliseconds since 1970. */
export const instant = v.pipe(v.number(), v.integer());
/** A number of things. */
export const count = v.pipe(v.number(), v.integer(), v.minValue(0));
/** A UUID as we write it. */
export const serverId = v.custom<ServerId>((value) => typeof value === 'string' && parseServerId(value) === value);

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
  replayedAt: v.exactOptional(instant),
  type: v.exactOptional(v.picklist(STOP_TYPES)),
  dryRun: v.boolean(),
  reason: v.exactOptional(v.string()),
  selectDigest: v.exactOptional(v.string()),
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
  schemaVersion: v.picklist(SCHEMA_VERSIONS),
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
