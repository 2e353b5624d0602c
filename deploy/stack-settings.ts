import * as v from 'valibot';
import { DEFAULT_TIMING, type Timing } from '../lib/power/timing.ts';
import { queueClashes } from '../lib/settings/queue-rules.ts';
import { readWebhookSettings, readWorkerSettings, SettingsError } from '../lib/settings/read-settings.ts';
import { NETWORK_PARAMS, networkProblems } from './network.ts';
import { interpretedProblem, SECRET_ARN } from './resources.ts';

/** The keys of `params.default` in serverless.yml. */
export const PARAMS = [
  'cloudsSecret',
  'webhookSecret',
  'cloud',
  'stopWindow',
  'stopWindowMax',
  'stopPatience',
  'stopQuarantine',
  'lookAgainMin',
  'lookAgainMax',
  'allowAdmin',
  'kmsKeyArn',
  'oldKmsKeyArn',
  'alarmTopicArn',
  'senderTopicArn',
  'selectAtMost',
  'stopAtMostPerRequest',
  'stopRequires',
  'neverStop',
  'stopOnly',
  'eventBus',
  'summaryTopicArn',
  'noneMatchedAlarm',
  'dashboard',
  ...NETWORK_PARAMS,
] as const;

/** The values of `custom` in serverless.yml that are read here: numbers are seconds, but for `maxReceives`; `prefix` begins names. */
export const CUSTOM = ['visibilityTimeout', 'maxReceives', 'retention', 'prefix'] as const;

/** A value as YAML gives it, as text. */
export const stackText = v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.transform(String));

/** All of them, one that is not given as an empty text. */
export const stackParams = v.object(v.entriesFromList([...PARAMS, ...CUSTOM], v.optional(stackText, '')));

/** Their values, as texts. */
export type StackParams = Readonly<Record<(typeof PARAMS)[number] | (typeof CUSTOM)[number], string>>;

/** The timing that the functions will have, or every problem: one line each, naming file and field and never a secret. */
export type StackSettings =
  | { readonly kind: 'settings'; readonly timing: Timing }
  | { readonly kind: 'problems'; readonly problems: readonly string[] };

// Which parameter a variable of the functions is written from.
const VARIABLES: Readonly<Record<string, keyof StackParams>> = {
  CLOUDS_SECRET_ID: 'cloudsSecret',
  WEBHOOK_SECRET_ID: 'webhookSecret',
  OS_CLOUD: 'cloud',
  STOP_WINDOW: 'stopWindow',
  STOP_WINDOW_MAX: 'stopWindowMax',
  STOP_PATIENCE: 'stopPatience',
  STOP_QUARANTINE: 'stopQuarantine',
  LOOK_AGAIN_MIN: 'lookAgainMin',
  LOOK_AGAIN_MAX: 'lookAgainMax',
  OS_ALLOW_ADMIN: 'allowAdmin',
  SELECT_AT_MOST: 'selectAtMost',
  STOP_AT_MOST_PER_REQUEST: 'stopAtMostPerRequest',
  STOP_REQUIRES: 'stopRequires',
  NEVER_STOP: 'neverStop',
  STOP_ONLY: 'stopOnly',
  EVENT_BUS: 'eventBus',
  SUMMARY_TOPIC_ARN: 'summaryTopicArn',
  VISIBILITY_TIMEOUT: 'visibilityTimeout',
  MAX_RECEIVES: 'maxReceives',
  // The queue's alone.
  MESSAGE_RETENTION: 'retention',
};

// What the deployment alone knows: anything that is well-formed.
const DEPLOYED = {
  AWS_REGION: 'eu-central-1',
  QUEUE_URL: 'https://queue.invalid/stop',
  DEAD_LETTER_QUEUE_URL: 'https://queue.invalid/dead-letters',
  LEDGER_TABLE: 'ledger',
};

// CreateSecret: what the name of a secret may be made of.
const SECRET_NAME = /^[A-Za-z0-9/_+=.@-]{1,512}$/;
const KEY_ARN = /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/;
const TOPIC_ARN = /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/;

const secretProblem = (text: string): string | undefined => {
  if (text === '') return 'missing: the name or ARN of a secret in Secrets Manager';
  return SECRET_NAME.test(text) || SECRET_ARN.test(text) ? undefined : 'not the name or ARN of a secret';
};

const arnProblem = (text: string, form: RegExp, what: string): string | undefined =>
  text === '' || form.test(text) ? undefined : `not the ARN of ${what}`;

const switchProblem = (text: string): string | undefined =>
  /^(?:true|false)$/.test(text) ? undefined : 'not one of true, false';

const oldKeyProblem = ({ kmsKeyArn, oldKmsKeyArn }: StackParams): string | undefined =>
  oldKmsKeyArn !== '' && oldKmsKeyArn === kmsKeyArn
    ? 'is the same key as kmsKeyArn: give the one that it replaces, or leave it out'
    : arnProblem(oldKmsKeyArn, KEY_ARN, 'a key (not of an alias)');

const valueProblems = (params: StackParams): string[] => {
  const problems: readonly (readonly [keyof StackParams, string | undefined])[] = [
    ['cloudsSecret', secretProblem(params.cloudsSecret)],
    ['webhookSecret', secretProblem(params.webhookSecret)],
    ['cloud', interpretedProblem(params.cloud)],
    ['kmsKeyArn', arnProblem(params.kmsKeyArn, KEY_ARN, 'a key (not of an alias)')],
    ['oldKmsKeyArn', oldKeyProblem(params)],
    ['alarmTopicArn', arnProblem(params.alarmTopicArn, TOPIC_ARN, 'an SNS topic')],
    ['senderTopicArn', arnProblem(params.senderTopicArn, TOPIC_ARN, 'an SNS topic')],
    ['neverStop', interpretedProblem(params.neverStop)],
    ['noneMatchedAlarm', switchProblem(params.noneMatchedAlarm)],
    ['dashboard', switchProblem(params.dashboard)],
    ...networkProblems(params),
  ];
  return problems.flatMap(([name, problem]) => (problem === undefined ? [] : [`${name}: ${problem}`]));
};

// The functions' own words, with the parameters' names for the variables'.
const withParamNames = (problem: string): string =>
  problem.replace(/\b[A-Z]+(?:_[A-Z]+)+\b/g, (variable) => VARIABLES[variable] ?? variable);

const problemsOf = (read: () => unknown): readonly string[] => {
  try {
    read();
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems.map(withParamNames);
    throw error;
  }
};

/** Checks what a deployment was given, before anything is packaged. */
export const readStackSettings = (file: string, params: StackParams): StackSettings => {
  const env = {
    ...DEPLOYED,
    ...Object.fromEntries(Object.entries(VARIABLES).map(([variable, name]) => [variable, params[name]])),
  };
  const problems = new Set([
    ...valueProblems(params),
    // A missing secret is reported above, in words that fit here.
    ...problemsOf(() => readWorkerSettings(env)),
    ...problemsOf(() => readWebhookSettings({ ...env, WEBHOOK_SECRET_ID: 'given' })),
  ]);
  if (problems.size === 0) {
    const { timing, maxReceives } = readWorkerSettings(env);
    const limits = { maxReceives, retentionMs: Number(params.retention) * 1000 };
    for (const { names, problem } of queueClashes(timing, DEFAULT_TIMING, limits))
      problems.add(withParamNames(`${names.join(', ')}: ${problem}`));
    if (problems.size === 0) return { kind: 'settings', timing };
  }
  return { kind: 'problems', problems: [...problems].map((problem) => `${file}: ${problem}`) };
};
