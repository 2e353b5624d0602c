import * as v from 'valibot';
import { NETWORK_PARAMS } from './network.ts';

/** The keys of `params.default` in serverless.yml. */
export const PARAMS = [
  'cloudsSecret',
  'webhookSecret',
  'cloud',
  'stopWindow',
  'stopWindowMax',
  'stopPatience',
  'stopQuarantine',
  'lookFirst',
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
