import { networkProblems } from './network.ts';
import { interpretedProblem, SECRET_ARN, switchProblem } from './resources.ts';
import type { StackParams } from './stack-params.ts';

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

const oldKeyProblem = ({ kmsKeyArn, oldKmsKeyArn }: StackParams): string | undefined =>
  oldKmsKeyArn !== '' && oldKmsKeyArn === kmsKeyArn
    ? 'is the same key as kmsKeyArn: give the one that it replaces, or leave it out'
    : arnProblem(oldKmsKeyArn, KEY_ARN, 'a key (not of an alias)');

/** What is wrong with the values that no function reads as a setting: one line each, naming the parameter and never a secret. */
export const valueProblems = (params: StackParams): readonly string[] => {
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
