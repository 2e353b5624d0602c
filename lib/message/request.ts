import { formatInstant, type Instant } from '../instant.ts';
import type { Intent } from '../power/intent.ts';
import type { ServerId } from '../power/server.ts';
import { messageText } from './json.ts';
import { parseRequestBody } from './request-body.ts';
import type { Parsed } from './schema.ts';
import { type Arrival, type RequestRules, stampRequest } from './stamp-request.ts';
import { unwrap } from './unwrap.ts';

/** A stop request, stamped: what its caller left out is filled in, once. */
export interface StopRequest extends Omit<Intent, 'serverId'> {
  /** Without duplicates, in the order of the request. */
  readonly serverIds: readonly ServerId[];
  /** Written by schedules only: it names the occurrence in place of `requestId` and `requestedAt`. */
  readonly schedule?: { readonly arn: string; readonly scheduledTime: Instant };
}

/** Reads a stop request, also in an envelope that says which one it is, and stamps it. */
export const parseRequest = (value: unknown, arrival: Arrival, rules: RequestRules): Parsed<StopRequest> => {
  const unwrapped = unwrap(value);
  if (unwrapped.kind === 'problem') return unwrapped;
  const body = parseRequestBody(unwrapped.value);
  return body.kind === 'parsed' ? stampRequest(body.value, arrival, rules) : body;
};

/**
 * A stamped request as the body of a message: read again, whenever, it is the same request with the same instants, so one that
 * could not be split never wakes as a new one. A schedule stays a schedule; the other ones carry their identity themselves.
 */
export const stampedBody = ({ schedule, ...request }: StopRequest): string =>
  messageText({
    serverIds: request.serverIds,
    ...(schedule === undefined
      ? { requestId: request.requestId, requestedAt: formatInstant(request.requestedAt) }
      : { schedule: { arn: schedule.arn, scheduledTime: formatInstant(schedule.scheduledTime) } }),
    notAfter: formatInstant(request.notAfter),
    cloud: request.cloud,
    type: request.type,
    dryRun: request.dryRun,
    reason: request.reason,
  });

/** One intent for each server of a request; also past its `notAfter`, so that each server's miss is reported. */
export const intentsOf = ({ serverIds, schedule: _, ...stamped }: StopRequest): readonly Intent[] =>
  serverIds.map((serverId) => ({ ...stamped, serverId }));
