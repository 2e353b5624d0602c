import * as v from 'valibot';
import { formatInstant, type Instant } from '../instant.ts';
import { windowProblem } from './intent-message.ts';
import type { StopRequest } from './request.ts';
import { closed, field, type Parsed, parseBy } from './schema.ts';
import { atMostSchema, selectSchema } from './select-body.ts';

/** The version of the shape of a request message of our own. A higher one was written by newer code, and is handed back to it. */
export const REQUEST_VERSION = 1;

const message = closed({
  request: closed({
    version: v.literal(REQUEST_VERSION, `must be ${REQUEST_VERSION}`),
    source: v.literal('webhook', 'must be webhook'),
    requestId: field.requestId,
    requestedAt: field.instant,
    notAfter: field.instant,
    cloud: field.cloud,
    select: selectSchema,
    atMost: v.exactOptional(atMostSchema),
    type: v.exactOptional(field.stopType),
    dryRun: field.dryRun,
    reason: v.exactOptional(field.reason),
  }),
});

/**
 * Reads the body of a message that carries a request which the webhook stamped: it keeps its source, so it can never be taken for one
 * of the queue with the same id.
 */
export const parseRequestMessage = (value: unknown, now: Instant): Parsed<StopRequest> => {
  const parsed = parseBy(message, value);
  if (parsed.kind === 'problem') return parsed;
  const { version: _, ...request } = parsed.value.request;
  const problem = windowProblem(request, now);
  return problem === undefined
    ? { kind: 'parsed', value: { ...request, serverIds: [] } }
    : { kind: 'problem', problem: `request.${problem}` };
};

/** The value under `request` in such a message. */
export const requestJson = (request: StopRequest) => ({
  version: REQUEST_VERSION,
  source: request.source,
  requestId: request.requestId,
  requestedAt: formatInstant(request.requestedAt),
  notAfter: formatInstant(request.notAfter),
  cloud: request.cloud,
  select: request.select,
  atMost: request.atMost,
  type: request.type,
  dryRun: request.dryRun,
  reason: request.reason,
});
