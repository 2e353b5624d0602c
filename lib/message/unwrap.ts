import * as v from 'valibot';
import { envelopeOf, inEnvelope } from './envelope.ts';
import * as field from './field.ts';
import type { Parsed } from './schema.ts';

const isRequest = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, 'serverIds');

const isGiven = (value: unknown): boolean => value !== undefined && value !== null;

/** Whether a request says itself which one it is and when it was asked for. */
const hasIdentity = ({ schedule, requestId, requestedAt }: Readonly<Record<string, unknown>>): boolean =>
  isGiven(schedule) || (isGiven(requestId) && isGiven(requestedAt));

/**
 * Takes a request out of the envelopes that are known; anything else stays as it is. The id and the time of the innermost envelope become
 * `requestId` and `requestedAt` where the request has none of its own: the queue's id is another one for each delivery of the same event,
 * so a server that a person restarted would be stopped again. Without both it is a problem.
 */
export const unwrap = (value: unknown): Parsed<unknown> => {
  const envelope = envelopeOf(value);
  if (envelope === undefined) return { kind: 'parsed', value };
  const inside = unwrap(envelope.inside);
  if (inside.kind === 'problem') return inside;
  const request = inside.value;
  if (!isRequest(request)) return { kind: 'problem', problem: inEnvelope(envelope, ' with no request in it') };
  if (hasIdentity(request)) return inside;
  const { id, at } = envelope;
  if (!v.is(field.requestId, id) || !v.is(field.instant, at)) {
    return { kind: 'problem', problem: inEnvelope(envelope, ' without an id and a time of its own') };
  }
  return {
    kind: 'parsed',
    value: { ...request, requestId: request.requestId ?? id, requestedAt: request.requestedAt ?? at },
  };
};
