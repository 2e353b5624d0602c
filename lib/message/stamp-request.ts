import { formatDurationMs, formatInstant, type Instant } from '../instant.ts';
import type { Source } from '../power/intent.ts';
import type { Timing } from '../power/timing.ts';
import type { StopRequest } from './request.ts';
import type { RequestBody } from './request-body.ts';
import type { Parsed } from './schema.ts';

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
export const anyWindow = <Rules extends RequestRules>(rules: Rules): Rules => ({
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
  const { serverIds, type, reason, schedule } = body;
  const value: StopRequest = {
    ...identity(body, arrival),
    serverIds,
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
