import { formatDurationMs, formatInstant, type Instant } from '../instant.ts';
import type { AtMost, Select } from '../power/choose/select.ts';
import type { Intent, Source } from '../power/intent.ts';
import type { ServerId } from '../power/server.ts';
import type { Timing } from '../power/timing.ts';
import { unwrap } from './envelope.ts';
import { parseRequestBody, type RequestBody } from './request-body.ts';
import type { Parsed } from './schema.ts';
import { selectDigest } from './select-body.ts';

/** A stop request, stamped: what its caller left out is filled in, once. */
export interface StopRequest extends Omit<Intent, 'serverId' | 'selectDigest'> {
  /** Without duplicates, in the order of the request; empty while `select` has not chosen yet. */
  readonly serverIds: readonly ServerId[];
  /** Instead of `serverIds`: the worker lists the cloud's servers and chooses once. */
  readonly select?: Select;
  /** Only with `select`; absent: `SELECT_AT_MOST`. */
  readonly atMost?: AtMost;
  /** Of a schedule: when it stops nothing, and up to when its calendar is known. */
  readonly notOn?: readonly Span[];
  readonly calendarEnds?: Instant;
  /** Written by schedules only: it names the occurrence in place of `requestId` and `requestedAt`. */
  readonly schedule?: { readonly arn: string; readonly scheduledTime: Instant };
}

/** A time in which a schedule stops nothing: from its first moment to just before `to`. */
export interface Span {
  readonly from: Instant;
  readonly to: Instant;
  readonly why: string;
}

/** How a request came in: what is stamped where the caller says nothing. */
export interface Arrival {
  readonly source: Exclude<Source, 'schedule'>;
  readonly requestId: string;
  /** When it arrived: SQS's `SentTimestamp`, the first attempt of a webhook, or now. */
  readonly arrivedAt: Instant;
  readonly now: Instant;
}

/** What a request is judged by. */
export interface RequestRules {
  readonly timing: Pick<Timing, 'windowMs' | 'windowMaxMs' | 'windowMinMs'>;
  /** The cloud of a request that names none. */
  readonly defaultCloud: string;
}

/** No setting allows a longer window: SQS keeps a message 14 days at most, and a queue's retention is well over its longest window. */
export const LONGEST_WINDOW_MS = 7 * 24 * 60 * 60_000;

/** The rules for what was taken before: it is never judged again by today's settings, its window is its own. */
export const withAnyWindow = <Rules extends RequestRules>(rules: Rules): Rules => ({
  ...rules,
  timing: { ...rules.timing, windowMinMs: 1, windowMaxMs: LONGEST_WINDOW_MS },
});

/** A caller's clock may be this much ahead of ours; more would hide a power-on that comes later. */
export const CLOCK_AHEAD_MAX_MS = 60_000;

const identity = (body: RequestBody, arrival: Arrival): Pick<StopRequest, 'source' | 'requestId'> =>
  body.schedule === undefined
    ? { source: arrival.source, requestId: body.requestId ?? arrival.requestId }
    : { source: 'schedule', requestId: `${body.schedule.arn}@${formatInstant(body.schedule.scheduledTime)}` };

const windowProblem = (body: RequestBody, windowMs: number, timing: RequestRules['timing']): string | undefined => {
  const name = body.notAfter === undefined ? 'window' : 'notAfter';
  if (body.notAfter !== undefined && windowMs <= 0) return 'notAfter: not after requestedAt';
  if (windowMs < timing.windowMinMs)
    return `${name}: less than ${formatDurationMs(timing.windowMinMs)} after requestedAt`;
  if (windowMs > timing.windowMaxMs)
    return `${name}: more than ${formatDurationMs(timing.windowMaxMs)} after requestedAt`;
  return undefined;
};

/** Stamps a request: its identity, `requestedAt`, `notAfter` and cloud (docs/contract.md, "Stop request"). */
export const stampRequest = (body: RequestBody, arrival: Arrival, rules: RequestRules): Parsed<StopRequest> => {
  const askedAt = body.schedule?.scheduledTime ?? body.requestedAt;
  if (askedAt !== undefined && askedAt > arrival.now + CLOCK_AHEAD_MAX_MS) {
    const name = body.schedule === undefined ? 'requestedAt' : 'schedule.scheduledTime';
    return { kind: 'problem', problem: `${name}: more than ${formatDurationMs(CLOCK_AHEAD_MAX_MS)} in the future` };
  }
  const requestedAt = Math.min(askedAt ?? arrival.arrivedAt, arrival.arrivedAt);
  const notAfter = body.notAfter ?? requestedAt + (body.window ?? rules.timing.windowMs);
  const problem = windowProblem(body, notAfter - requestedAt, rules.timing);
  if (problem !== undefined) return { kind: 'problem', problem };
  const { serverIds = [], select, atMost, notOn, calendarEnds, type, reason, schedule } = body;
  const value: StopRequest = {
    ...identity(body, arrival),
    serverIds,
    ...(select === undefined ? {} : { select }),
    ...(atMost === undefined ? {} : { atMost }),
    ...(notOn === undefined ? {} : { notOn }),
    ...(calendarEnds === undefined ? {} : { calendarEnds }),
    cloud: body.cloud ?? rules.defaultCloud,
    requestedAt,
    notAfter,
    dryRun: body.dryRun ?? false,
    ...(type === undefined ? {} : { type }),
    ...(reason === undefined ? {} : { reason }),
    ...(schedule === undefined ? {} : { schedule }),
  };
  return { kind: 'parsed', value };
};

/** Reads a stop request, also in an envelope that says which one it is, and stamps it. */
export const parseRequest = (value: unknown, arrival: Arrival, rules: RequestRules): Parsed<StopRequest> => {
  const unwrapped = unwrap(value);
  if (unwrapped.kind === 'problem') return unwrapped;
  const body = parseRequestBody(unwrapped.value);
  return body.kind === 'parsed' ? stampRequest(body.value, arrival, rules) : body;
};

/** One intent for each server of a request; also past its `notAfter`, so that each server's miss is reported. */
export const intentsOf = (request: StopRequest): readonly Intent[] => {
  const { serverIds, select, atMost, schedule: _, notOn: _notOn, calendarEnds: _ends, ...stamped } = request;
  const chosen = select === undefined ? {} : { selectDigest: selectDigest(select, atMost) };
  return serverIds.map((serverId) => ({ ...stamped, ...chosen, serverId }));
};
