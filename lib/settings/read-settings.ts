import * as v from 'valibot';
import { field } from '../message/schema.ts';
import { defaultCloudName } from '../openstack/config/default-cloud.ts';
import type { Caps } from '../power/choose/choose.ts';
import type { Guards } from '../power/guard/guards.ts';
import type { Timing, Windows } from '../power/timing.ts';
import { parseWebhookKeys, type WebhookKeySource } from '../webhook/keys.ts';
import { weakenedFunction } from './certificate-checks.ts';
import { type Environment, type EnvironmentReader, environmentReader } from './environment.ts';
import { readGuards } from './guard-rules.ts';
import { readAtMostPerRequest, readCaps } from './read-caps.ts';
import { readTiming, readWindows } from './read-timing.ts';

/** What both functions need. */
export interface StopSettings {
  readonly queueUrl: string;
  readonly ledgerTable: string;
  /** The cloud of a request that names none. */
  readonly defaultCloud: string;
  /** `CLOUDS_SECRET_ID`: the secret that holds the clouds configuration; absent: files and `OS_*` variables do. */
  readonly cloudsSecretId?: string;
}

/** The queue worker's settings. */
export interface WorkerSettings extends StopSettings, Caps {
  readonly timing: Timing;
  readonly deadLetterQueueUrl: string;
  /** The stop queue's `maxReceiveCount`. */
  readonly maxReceives: number;
  /** `OS_ALLOW_ADMIN`: a token with an admin role may be used. */
  readonly allowAdmin: boolean;
  /** `STOP_REQUIRES`, `NEVER_STOP`, `STOP_ONLY`. */
  readonly guards: Guards;
  /** `EVENT_BUS`: the name or ARN of the bus that events are put on; absent: none are. */
  readonly eventBus?: string;
  /** `SUMMARY_TOPIC_ARN`: the SNS topic of the message at a request's end; absent: there is none. */
  readonly summaryTopicArn?: string;
}

/** The webhook's settings. */
export interface WebhookSettings extends StopSettings {
  /** All of the timing that it is given. */
  readonly timing: Windows;
  readonly keys: WebhookKeySource;
  /** `STOP_AT_MOST_PER_REQUEST`. */
  readonly atMostPerRequest: number;
}

/** Settings that cannot be used: every problem at once, one line each, naming the variable and never a value. */
export class SettingsError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`invalid settings:\n${problems.join('\n')}`);
    this.name = 'SettingsError';
    this.problems = problems;
  }
}

// DynamoDB's naming rules: 3 to 255 letters, digits, '_', '-' and '.'.
const TABLE = /^[A-Za-z0-9_.-]{3,255}$/;
// SQS takes no larger maxReceiveCount.
const RECEIVES_MAX = 1000;

const readStopSettings = (reader: EnvironmentReader, env: Environment): StopSettings => {
  // The SDK's own variable: without it no client can be made.
  reader.required('AWS_REGION');
  const cloudsSecretId = reader.optional('CLOUDS_SECRET_ID');
  // What the environment says, by openstacksdk's rules.
  const cloud = defaultCloudName(env) ?? 'default';
  // An intent that names it must be readable again.
  if (!v.is(field.cloud, cloud)) reader.problem('OS_CLOUD', 'not a name of one line, at most 256 bytes');
  return {
    queueUrl: reader.url('QUEUE_URL'),
    ledgerTable: reader.matching('LEDGER_TABLE', TABLE, 'not the name of a DynamoDB table'),
    defaultCloud: cloud,
    ...(cloudsSecretId === undefined ? {} : { cloudsSecretId }),
  };
};

const readDeadLetterQueueUrl = (reader: EnvironmentReader): string => {
  const url = reader.url('DEAD_LETTER_QUEUE_URL');
  if (url === reader.optional('QUEUE_URL')) reader.problem('DEAD_LETTER_QUEUE_URL', 'is the stop queue');
  return url;
};

const readKeys = (reader: EnvironmentReader): WebhookKeySource => {
  const secretId = reader.optional('WEBHOOK_SECRET_ID');
  const text = reader.optional('WEBHOOK_SECRETS');
  if ((secretId === undefined) === (text === undefined)) {
    reader.problem('WEBHOOK_SECRET_ID, WEBHOOK_SECRETS', 'exactly one of them is needed');
  }
  if (text === undefined) return { kind: 'secret', secretId: secretId ?? '' };
  const parsed = parseWebhookKeys(text);
  if (parsed.kind === 'keys') return parsed;
  reader.problem('WEBHOOK_SECRETS', parsed.problem);
  return { kind: 'keys', keys: [] };
};

// EventBridge's own names: 1 to 256 of these characters (API reference, PutEventsRequestEntry and CreateEventBus).
const EVENT_BUS = /^(?:arn:aws[a-z-]*:events:[a-z0-9-]+:\d{12}:event-bus\/)?[A-Za-z0-9/._-]{1,256}$/;
const TOPIC_ARN = /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/;

const readReports = (reader: EnvironmentReader): Pick<WorkerSettings, 'eventBus' | 'summaryTopicArn'> => ({
  ...(reader.optional('EVENT_BUS') === undefined
    ? {}
    : { eventBus: reader.matching('EVENT_BUS', EVENT_BUS, 'not the name or ARN of an event bus') }),
  ...(reader.optional('SUMMARY_TOPIC_ARN') === undefined
    ? {}
    : { summaryTopicArn: reader.matching('SUMMARY_TOPIC_ARN', TOPIC_ARN, 'not the ARN of an SNS topic') }),
});

const readWhole = <Settings>(env: Environment, read: (reader: EnvironmentReader) => Settings): Settings => {
  const problems: string[] = [];
  const reader = environmentReader(env, problems);
  for (const { name, problem } of weakenedFunction(env)) reader.problem(name, problem);
  const settings = read(reader);
  if (problems.length > 0) throw new SettingsError(problems);
  return settings;
};

/** The queue worker's settings. Throws a SettingsError that lists every problem. */
export const readWorkerSettings = (env: Environment): WorkerSettings =>
  readWhole(env, (reader) => ({
    ...readStopSettings(reader, env),
    timing: readTiming(reader),
    ...readCaps(reader),
    deadLetterQueueUrl: readDeadLetterQueueUrl(reader),
    maxReceives: reader.integer('MAX_RECEIVES', 1, RECEIVES_MAX),
    allowAdmin: reader.flag('OS_ALLOW_ADMIN'),
    guards: readGuards(reader),
    ...readReports(reader),
  }));

/** The webhook's settings. Throws a SettingsError that lists every problem. */
export const readWebhookSettings = (env: Environment): WebhookSettings =>
  readWhole(env, (reader) => ({
    ...readStopSettings(reader, env),
    timing: readWindows(reader),
    keys: readKeys(reader),
    atMostPerRequest: readAtMostPerRequest(reader),
  }));
