import { DEFAULT_TIMING, type Timing } from '../lib/power/timing.ts';
import { queueClashes } from '../lib/settings/queue-rules.ts';
import { readWebhookSettings, readWorkerSettings, SettingsError } from '../lib/settings/read-settings.ts';
import { valueProblems } from './param-problems.ts';
import type { StackParams } from './stack-params.ts';

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
  LOOK_FIRST: 'lookFirst',
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
