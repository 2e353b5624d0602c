import * as v from 'valibot';
import { formatInstant } from '../instant.ts';
import { lacksIdentity, withIdentity } from './envelope.ts';
import { parseJson } from './json.ts';
import { type Arrival, parseRequest, type RequestRules, type StopRequest } from './request.ts';
import { scheduleArn } from './request-body.ts';
import { closed, field, type Parsed, parseBy } from './schema.ts';

/** The text attributes of a message, by name. */
export type MessageAttributes = Readonly<Record<string, string>>;

// EventBridge Scheduler User Guide, "Configuring a schedule's dead-letter queue": the call that failed, and nothing else.
const failedCall = closed({ MessageBody: v.string('must be text'), QueueUrl: v.string('must be text') });

/** How the body of such a letter begins: it may be longer than a request, which it holds escaped. */
export const SCHEDULER_LETTER_START = /^\s*\{\s*"(?:MessageBody|QueueUrl)"\s*:/;

/** The longest such body in bytes: 64 KiB, each character escaped with one more, and the URL. */
export const SCHEDULER_LETTER_MAX_BYTES = 160 * 1024;

// As Scheduler writes it into a message: without milliseconds.
const scheduledTime = v.pipe(
  field.instant,
  v.transform((at) => formatInstant(at).replace('.000Z', 'Z')),
);
const ATTRIBUTES = { SCHEDULED_TIME: scheduledTime, SCHEDULE_ARN: scheduleArn } as const;
type Name = keyof typeof ATTRIBUTES;

const KEYWORDS = [
  ['<aws.scheduler.scheduled-time>', 'SCHEDULED_TIME'],
  ['<aws.scheduler.schedule-arn>', 'SCHEDULE_ARN'],
] as const;

const readAttribute = (name: Name, attributes: MessageAttributes): Parsed<string> => {
  const given = attributes[name];
  if (given === undefined) {
    const why = "a message attribute of Scheduler's dead letter, since its MessageBody does not say it";
    return { kind: 'problem', problem: `${name}: required: ${why}` };
  }
  const parsed = parseBy(ATTRIBUTES[name], given);
  return parsed.kind === 'parsed' ? parsed : { kind: 'problem', problem: `${name}: ${parsed.problem}` };
};

// Whether Scheduler has replaced them in a call that failed is not documented.
const withoutKeywords = (text: string, attributes: MessageAttributes): Parsed<string> => {
  let replaced = text;
  for (const [keyword, name] of KEYWORDS) {
    if (!replaced.includes(keyword)) continue;
    const attribute = readAttribute(name, attributes);
    if (attribute.kind === 'problem') return attribute;
    replaced = replaced.replaceAll(keyword, () => attribute.value);
  }
  return { kind: 'parsed', value: replaced };
};

// Else the queue's id and time would count, which are those of the move back to the stop queue.
const identified = (request: unknown, attributes: MessageAttributes): Parsed<unknown> => {
  if (!lacksIdentity(request)) return { kind: 'parsed', value: request };
  const at = readAttribute('SCHEDULED_TIME', attributes);
  if (at.kind === 'problem') return at;
  const arn = readAttribute('SCHEDULE_ARN', attributes);
  return arn.kind === 'problem'
    ? arn
    : { kind: 'parsed', value: withIdentity(request, `${arn.value}@${at.value}`, at.value) };
};

const within = <T>(parsed: Parsed<T>): Parsed<T> =>
  parsed.kind === 'parsed' ? parsed : { kind: 'problem', problem: `MessageBody: ${parsed.problem}` };

/**
 * Reads the dead letter of a schedule that EventBridge Scheduler could not deliver: the same request, with the same id and instants, as
 * if it had been. What its text does not say comes from the letter's message attributes; without them it is a problem.
 */
export const parseSchedulerLetter = (
  value: unknown,
  attributes: MessageAttributes,
  arrival: Arrival,
  rules: RequestRules,
): Parsed<StopRequest> => {
  const call = parseBy(failedCall, value);
  if (call.kind === 'problem') return call;
  const text = withoutKeywords(call.value.MessageBody, attributes);
  if (text.kind === 'problem') return text;
  const inside = within(parseJson(text.value));
  if (inside.kind === 'problem') return inside;
  const request = identified(inside.value, attributes);
  return request.kind === 'problem' ? request : within(parseRequest(request.value, arrival, rules));
};
