import { formatInstant } from '../instant.ts';
import type { Intent } from '../power/intent.ts';
import type { Outcome } from '../power/outcome.ts';
import type {
  AlertLine,
  ChosenLine,
  CompleteLine,
  ListAgainLine,
  OutcomeLine,
  RequestedLine,
  SendingLine,
  SentLine,
} from '../power/ports/telemetry.ts';
import type { RequestKey } from '../power/roll.ts';
import { describeThrown } from './thrown.ts';

/** What a log line may carry: no object, so nothing unforeseen rides along. */
export type LogValue = string | number | boolean | null | undefined;

/** Replaces null in a line: Powertools drops empty keys (LogItem.removeEmptyKeys), and ours are to be constant. */
export const ABSENT = Symbol('absent');

const LONGEST = 300;

// Control and format characters (also those that turn the writing direction) and the two Unicode line ends.
const UNPRINTABLE = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** Text fit for a log line: without control characters, at most 300 characters. */
export const logText = (text: string): string => text.replace(UNPRINTABLE, '').slice(0, LONGEST).toWellFormed();

const fieldOf = (value: LogValue): string | number | boolean | typeof ABSENT => {
  const clean = typeof value === 'string' ? logText(value) : value;
  return clean === undefined || clean === null || clean === '' ? ABSENT : clean;
};

/** The fields of a line, cleaned; what is absent keeps its key. */
export const logFields = (fields: Readonly<Record<string, LogValue>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, fieldOf(value)]));

type Fields = Readonly<Record<string, LogValue>>;

/** Which stop of which server: the first keys of every line about an intent. */
const identity = (intent: Intent | undefined) => ({
  requestId: intent?.requestId,
  serverId: intent?.serverId,
  cloud: intent?.cloud,
  source: intent?.source,
  dryRun: intent?.dryRun,
});

/** Which request: the first keys of every line about one. */
const requestIdentity = ({ requestId, cloud, source, dryRun }: RequestKey) => ({ requestId, cloud, source, dryRun });

const replayedAtOf = ({ replayedAt }: Pick<Intent, 'replayedAt'>) =>
  replayedAt === undefined ? undefined : formatInstant(replayedAt);

export const requestedFields = (line: RequestedLine): Fields => ({
  ...requestIdentity(line),
  servers: line.servers,
  requestedAt: formatInstant(line.requestedAt),
  notAfter: formatInstant(line.notAfter),
  replayedAt: replayedAtOf(line),
  reason: line.reason,
});

/** `leftOut` names each rule with its number: `tags=6 except.name=1`. */
export const chosenFields = (line: ChosenLine): Fields => ({
  ...requestIdentity(line),
  verdict: line.verdict,
  because: line.because,
  servers: line.servers,
  listed: line.counts?.listed,
  matched: line.counts?.matched,
  leftOut: Object.entries(line.counts?.leftOut ?? {})
    .map(([rule, servers]) => `${rule}=${servers}`)
    .join(' '),
  requestedAt: formatInstant(line.requestedAt),
  notAfter: formatInstant(line.notAfter),
  receiveCount: line.receiveCount,
  repeated: line.repeated,
});

export const listAgainFields = (line: ListAgainLine): Fields => ({
  ...requestIdentity(line),
  trouble: line.trouble,
  because: line.because,
  delayMs: line.delayMs,
  receiveCount: line.receiveCount,
});

export const sendingFields = (line: SendingLine): Fields => ({
  ...identity(line.intent),
  attempt: line.attempt,
  decision: line.decision,
  because: line.because,
  vmState: line.server.vmState,
  taskState: line.server.taskState,
  powerState: line.server.powerState,
  evidenceAgeMs: line.evidenceAgeMs,
  actions: line.actions,
});

/** `answer` is `accepted` or the kind of the fault. */
export const sentFields = ({ intent, attempt, reply, tookMs }: SentLine): Fields => {
  const fault = reply.kind === 'fault' ? reply.fault : undefined;
  return {
    ...identity(intent),
    attempt,
    answer: fault?.kind ?? 'accepted',
    because: fault?.message,
    trouble: fault?.trouble,
    http: fault?.http,
    code: fault?.code,
    openstackRequestId: reply.kind === 'ok' ? reply.value.openstackRequestId : fault?.openstackRequestId,
    tookMs,
  };
};

const troubleOf = (outcome: Outcome) => {
  if (outcome.kind === 'look-again') return outcome.trouble;
  return outcome.kind === 'dead-lettered' ? outcome.fault?.trouble : undefined;
};

export const outcomeFields = (line: OutcomeLine): Fields => {
  const dead = line.outcome.kind === 'dead-lettered' ? line.outcome : undefined;
  return {
    ...identity(line.intent),
    outcome: line.outcome.kind,
    reason: dead?.reason,
    because: line.outcome.because,
    attempt: line.attempt,
    receiveCount: line.receiveCount,
    trouble: troubleOf(line.outcome),
    openstackRequestId: dead?.fault?.openstackRequestId ?? line.openstackRequestId,
    tookMs: line.tookMs,
    repeated: line.repeated,
    replayedAt: replayedAtOf(line.intent),
  };
};

/** `outcomes` is one text, such as `3 stopped, 1 held`: a line carries no object. */
export const completeFields = ({ roll, servers, outcomes, failed, open, timeToOffMs }: CompleteLine): Fields => ({
  requestId: roll.requestId,
  cloud: roll.cloud,
  source: roll.source,
  dryRun: roll.dryRun,
  part: roll.part,
  verdict: roll.verdict,
  because: roll.because,
  servers,
  outcomes: Object.entries(outcomes)
    .map(([kind, count]) => `${count} ${kind}`)
    .join(', '),
  failed,
  open,
  timeToOffP50Ms: timeToOffMs?.p50,
  timeToOffMaxMs: timeToOffMs?.max,
  requestedAt: formatInstant(roll.requestedAt),
  notAfter: formatInstant(roll.notAfter),
});

export const alertFields = (line: AlertLine): Fields => ({
  ...identity(line.intent),
  what: line.what,
  because: line.because,
  openstackRequestId: line.openstackRequestId,
  ...describeThrown(line.cause),
});
