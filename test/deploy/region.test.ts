import { expect, test } from 'vitest';
import { regionOf, regionProblems } from '../../deploy/region.ts';
import type { StackParams } from '../../deploy/stack-params.ts';
import { aStack } from './a-stack.ts';

test.each<[string | undefined, Record<string, string>, string]>([
  ['us-east-1', { AWS_REGION: 'eu-west-1' }, 'us-east-1'],
  [undefined, { AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-2' }, 'eu-west-1'],
  [undefined, { AWS_REGION: '', AWS_DEFAULT_REGION: 'eu-west-2' }, 'eu-west-2'],
  ['', {}, 'eu-central-1'],
  [undefined, {}, 'eu-central-1'],
])('with --region %j and the variables %j the region is %s', (option, variables, region) => {
  expect(regionOf(option, variables)).toBe(region);
});

const ACCOUNT = '111122223333';
const KEY = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/0f7e8a9c-0000-4000-8000-000000000000`;
const TOPIC = `arn:aws:sns:eu-west-1:${ACCOUNT}:topic`;
const SECRET = `arn:aws:secretsmanager:eu-west-1:${ACCOUNT}:secret:night/clouds-AbCdEf`;

test.each<[Partial<StackParams>, string]>([
  [{ kmsKeyArn: KEY }, 'kmsKeyArn: is in eu-west-1, and the stack in eu-central-1: a key works in its own region'],
  [{ oldKmsKeyArn: KEY }, 'oldKmsKeyArn: is in eu-west-1, and the stack in eu-central-1: a key works in its own'],
  [{ cloudsSecret: SECRET }, 'cloudsSecret: is in eu-west-1, and the stack in eu-central-1: a function asks'],
  [{ webhookSecret: SECRET }, 'webhookSecret: is in eu-west-1, and the stack in eu-central-1: a function asks'],
  [{ alarmTopicArn: TOPIC }, 'alarmTopicArn: is in eu-west-1, and the stack in eu-central-1: an alarm notifies'],
  [{ summaryTopicArn: TOPIC }, 'summaryTopicArn: is in eu-west-1, and the stack in eu-central-1: Amazon SNS'],
  [
    { eventBus: `arn:aws:events:eu-west-1:${ACCOUNT}:event-bus/operations` },
    'eventBus: is in eu-west-1, and the stack in eu-central-1: only a rule of EventBridge',
  ],
])('in another region than the stack the parameter %j is refused with one line that names both', (given, line) => {
  expect(regionProblems('eu-central-1', { ...aStack, ...given })).toEqual([expect.stringContaining(line)]);
});

test('names, ARNs of the same region, and a topic of another region that only sends are accepted', () => {
  const given = { kmsKeyArn: KEY, alarmTopicArn: TOPIC, cloudsSecret: SECRET, eventBus: 'operations' };
  const senderTopicArn = `arn:aws:sns:us-east-1:${ACCOUNT}:senders`;
  expect(regionProblems('eu-west-1', { ...aStack, ...given, senderTopicArn })).toEqual([]);
});

test.each(['us-east-1', 'ap-southeast-7', 'mx-central-1', 'us-gov-west-1'])('the stack may be in %s', (region) => {
  expect(regionProblems(region, aStack)).toEqual([]);
});

test.each(['cn-north-1', 'us-iso-east-1', 'us-isob-east-1', 'eu-isoe-west-1', 'eusc-de-east-1'])(
  'the region %s of another partition is refused with one line that says why',
  (region) => {
    expect(regionProblems(region, aStack)).toEqual([
      expect.stringMatching(new RegExp(`^region: ${region} is not in the partition aws: .*amazonaws.com`)),
    ]);
  },
);

test.each(['Frankfurt', 'eu-central', 'eu-central-1a'])('%s, which is no region, is refused', (region) => {
  expect(regionProblems(region, aStack)).toEqual([`region: "${region}" is not a region of AWS, such as eu-central-1`]);
});
