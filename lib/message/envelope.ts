import * as v from 'valibot';
import { parseJson, withoutMark } from './json.ts';
import { field, type Parsed } from './schema.ts';

const WANTED = 'expected the request itself, {"serverIds": […]}';

const has = (value: object, ...names: readonly string[]): boolean => names.every((name) => Object.hasOwn(value, name));

/** What a service has put around a request. */
interface Envelope {
  /** As in "is an SNS notification". */
  readonly name: string;
  /** The setting that leaves it out, after "…: ". */
  readonly remove: string;
  /** What is inside; undefined when it cannot be read. */
  readonly inside: unknown;
  /** The same for every delivery of one event, and when that event was: the unchecked values, if there are any. */
  readonly id: unknown;
  readonly at: unknown;
}

const valueAt = (value: object, name: string): unknown => (has(value, name) ? Reflect.get(value, name) : undefined);

const parseText = (text: unknown): unknown => {
  const parsed = typeof text === 'string' ? parseJson(text) : undefined;
  return parsed?.kind === 'parsed' ? parsed.value : undefined;
};

/** The envelope that a value is, of those that are known; undefined for anything else, a request among them. */
const envelopeOf = (value: unknown): Envelope | undefined => {
  if (typeof value !== 'object' || value === null || has(value, 'serverIds') || has(value, 'select')) return undefined;
  // SNS Developer Guide, "HTTP/HTTPS notification JSON format": a notification that is sent again keeps its MessageId.
  if (has(value, 'Type', 'TopicArn', 'Message')) {
    return {
      name: 'an SNS notification',
      remove: 'switch RawMessageDelivery on for the subscription',
      inside: parseText(valueAt(value, 'Message')),
      id: valueAt(value, 'MessageId'),
      at: valueAt(value, 'Timestamp'),
    };
  }
  // EventBridge User Guide, "Events": its id stays when its delivery is tried again.
  if (has(value, 'detail-type', 'detail')) {
    return {
      name: 'an EventBridge event',
      remove: "hand it over with the rule's InputPath or InputTransformer",
      inside: valueAt(value, 'detail'),
      id: valueAt(value, 'id'),
      at: valueAt(value, 'time'),
    };
  }
  // CloudEvents 1.0: `source` and `id` together are unique; `time` may be left out, `data` may be base64.
  if (has(value, 'specversion', 'type', 'source')) {
    const id = valueAt(value, 'id');
    return {
      name: 'a CloudEvent',
      remove: 'send its data alone',
      inside: valueAt(value, 'data'),
      id: typeof id === 'string' && id !== '' ? `${String(valueAt(value, 'source'))}#${id}` : undefined,
      at: valueAt(value, 'time'),
    };
  }
  // Standard Webhooks, "Payload structure": its id is in a header, which a queue does not have.
  if (has(value, 'type', 'timestamp', 'data')) {
    return {
      name: 'a payload of Standard Webhooks',
      remove: 'send its data alone',
      inside: valueAt(value, 'data'),
      id: valueAt(value, 'id'),
      at: valueAt(value, 'timestamp'),
    };
  }
  return undefined;
};

const isJsonObject = (text: string): boolean => {
  try {
    const value: unknown = JSON.parse(withoutMark(text));
    return typeof value === 'object' && value !== null;
  } catch {
    return false; // Plain text.
  }
};

/** Why a request in this envelope is not read, in one sentence that names the setting which removes it. */
const envelopeSentence = ({ name, remove }: Envelope, missing = ''): string =>
  `is ${name}${missing}; ${WANTED}: ${remove}`;

/** What a service or a console has put around a request, in one sentence; undefined when nothing known is around it. */
export const envelopeProblem = (value: unknown): string | undefined => {
  if (typeof value === 'string' && isJsonObject(value)) return `is JSON in quotes, inside of JSON; ${WANTED}`;
  const envelope = envelopeOf(value);
  return envelope && envelopeSentence(envelope);
};

const isRequest = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && (has(value, 'serverIds') || has(value, 'select'));

const isGiven = (value: unknown): boolean => value !== undefined && value !== null;

/** Whether a request says itself which one it is and when it was asked for. */
const hasIdentity = ({ schedule, requestId, requestedAt }: Readonly<Record<string, unknown>>): boolean =>
  isGiven(schedule) || (isGiven(requestId) && isGiven(requestedAt));

/** Whether the id and the time of what is around a request are needed to tell which one it is. */
export const lacksIdentity = (value: unknown): value is Readonly<Record<string, unknown>> =>
  isRequest(value) && !hasIdentity(value);

/** A request with the id and the time of what is around it, where it has none of its own. */
export const withIdentity = (request: Readonly<Record<string, unknown>>, id: string, at: string): unknown => ({
  ...request,
  requestId: request.requestId ?? id,
  requestedAt: request.requestedAt ?? at,
});

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
  if (!isRequest(request)) return { kind: 'problem', problem: envelopeSentence(envelope, ' with no request in it') };
  if (!lacksIdentity(request)) return inside;
  const { id, at } = envelope;
  if (!v.is(field.requestId, id) || !isInstantText(at)) {
    return { kind: 'problem', problem: envelopeSentence(envelope, ' without an id and a time of its own') };
  }
  return { kind: 'parsed', value: withIdentity(request, id, at) };
};

const isInstantText = (value: unknown): value is string => v.is(field.instant, value);
