import { describe, expect, test } from 'vitest';
import type { StackParams } from '../../deploy/stack-params.ts';
import { readStackSettings } from '../../deploy/stack-settings.ts';
import { aStack } from './a-stack.ts';

const params = aStack;
const KEY = 'arn:aws:kms:eu-central-1:111122223333:key/0f7e8a9c-0000-4000-8000-000000000000';

const problemsWith = (changes: Partial<StackParams>): readonly string[] => {
  const read = readStackSettings('serverless.yml', { ...params, ...changes });
  return read.kind === 'problems' ? read.problems : [];
};

describe('settings of a deployment', () => {
  test('the stack’s settings give the limits for the windows of schedules', () => {
    expect(readStackSettings('serverless.yml', params)).toMatchObject({
      kind: 'settings',
      timing: { windowMinMs: 360_000, windowMaxMs: 86_400_000 },
    });
  });

  test.each<[Partial<StackParams>, string]>([
    [{ cloudsSecret: '' }, 'serverless.yml: cloudsSecret: missing: the name or ARN of a secret in Secrets Manager'],
    [{ webhookSecret: '' }, 'serverless.yml: webhookSecret: missing: the name or ARN of a secret in Secrets Manager'],
    [{ cloudsSecret: '{"clouds": {}}' }, 'serverless.yml: cloudsSecret: not the name or ARN of a secret'],
    [{ webhookSecret: 'a b' }, 'serverless.yml: webhookSecret: not the name or ARN of a secret'],
    [{ kmsKeyArn: 'alias/ours' }, 'serverless.yml: kmsKeyArn: not the ARN of a key (not of an alias)'],
    [{ oldKmsKeyArn: 'alias/ours' }, 'serverless.yml: oldKmsKeyArn: not the ARN of a key (not of an alias)'],
    [{ kmsKeyArn: KEY, oldKmsKeyArn: KEY }, 'serverless.yml: oldKmsKeyArn: is the same key as kmsKeyArn'],
    [{ alarmTopicArn: 'alarms' }, 'serverless.yml: alarmTopicArn: not the ARN of an SNS topic'],
    [{ dashboard: 'yes' }, 'serverless.yml: dashboard: not one of true, false'],
    [{ senderTopicArn: '*' }, 'serverless.yml: senderTopicArn: not the ARN of an SNS topic'],
    [
      { selectAtMost: '0' },
      'serverless.yml: selectAtMost: not a whole number from 1 to 1000, or a share from 1% to 100%',
    ],
    [{ selectAtMost: '101%' }, 'serverless.yml: selectAtMost: not a whole number from 1 to 1000, or a share'],
    [{ stopAtMostPerRequest: '25%' }, 'serverless.yml: stopAtMostPerRequest: not a whole number from 1 to 1000'],
    [{ neverStop: `\${env:HOME}` }, 'serverless.yml: neverStop: must not contain "${": the framework reads a variable'],
    [{ stopRequires: 'allow' }, 'serverless.yml: stopRequires: must be lights-out=allow'],
    [{ stopOnly: 'any' }, 'serverless.yml: stopOnly: must be bare-metal or virtual'],
    [{ neverStop: 'db-1,'.repeat(500) }, 'serverless.yml: neverStop: longer than 2048 bytes'],
    [{ neverStop: 'a'.repeat(81) }, 'serverless.yml: neverStop: item 1 is neither'],
    [{ eventBus: 'two words' }, 'serverless.yml: eventBus: not the name or ARN of an event bus'],
    [{ eventBus: '*' }, 'serverless.yml: eventBus: not the name or ARN of an event bus'],
    [{ summaryTopicArn: 'nights' }, 'serverless.yml: summaryTopicArn: not the ARN of an SNS topic'],
    [{ vpcSubnetIds: 'subnet-0123456789abcdef0' }, 'serverless.yml: vpcSecurityGroupIds: missing: vpcSubnetIds needs'],
    [
      { httpsProxy: 'http://user:canary@proxy.example:3128' },
      'serverless.yml: httpsProxy: must not hold a user or a pass',
    ],
    [{ webhookConcurrency: '0' }, 'serverless.yml: webhookConcurrency: not a whole number from 1 to 1000'],
    [{ noneMatchedAlarm: 'perhaps' }, 'serverless.yml: noneMatchedAlarm: not one of true, false'],
    [{ stopWindow: '1 h' }, 'serverless.yml: stopWindow: not a duration over zero, such as 30m, 2h, 1h30m or PT1H30M'],
    [
      { stopWindow: 'PT10M' },
      'serverless.yml: stopWindow: the window of a request that names none (PT10M) is shorter than three deliveries may take (PT18M)',
    ],
    [
      { stopWindow: 'PT30H' },
      'serverless.yml: stopWindow: the window of a request that names none (PT30H) is longer than the longest window (PT24H)',
    ],
    [
      { stopWindowMax: 'PT30M' },
      'serverless.yml: stopWindowMax: the window of a request that names none (PT1H) is longer than the longest window (PT30M)',
    ],
    [
      { visibilityTimeout: '1260' },
      'serverless.yml: visibilityTimeout: the window of a request that names none (PT1H) is shorter than three deliveries may take (PT1H3M)',
    ],
    [{ stopPatience: 'P2D' }, 'serverless.yml: stopPatience: longer than P1D'],
    [{ cloud: `a\${AWS::Region}` }, 'serverless.yml: cloud: must not contain "${": the framework reads a variable'],
    [{ cloud: '{{resolve:ssm:a}}' }, 'serverless.yml: cloud: must not contain "{{": CloudFormation reads a reference'],
    [{ stopQuarantine: 'PT5S' }, 'serverless.yml: stopQuarantine: not longer than the PT10S that a stop may take'],
    [{ allowAdmin: 'perhaps' }, 'serverless.yml: allowAdmin: not one of true, false, yes, no, on, off, 1, 0'],
    [{ maxReceives: '1001' }, 'serverless.yml: maxReceives: not a whole number from 1 to 1000'],
    [
      { stopWindowMax: 'PT48H' },
      'serverless.yml: stopWindowMax: a stop may be followed for PT48H17M, longer than the PT41H23M44S that 1000 deliveries last at least',
    ],
    [
      { lookAgainMax: 'PT1M' },
      'serverless.yml: lookAgainMax: a stop may be followed for PT24H17M, longer than the PT8H18M35S that 1000 deliveries last at least',
    ],
    [
      { maxReceives: '500' },
      'serverless.yml: maxReceives: a stop may be followed for PT24H17M, longer than the PT20H33M44S that 500 deliveries last at least',
    ],
    [
      { stopWindowMax: 'P4D', stopPatience: 'P1D', lookAgainMax: 'PT1H', retention: '361000' },
      'serverless.yml: stopWindowMax, stopPatience: a message may be needed for PT120H23M, longer than the PT100H16M40S that the stop queue keeps it',
    ],
    [
      { retention: '86400', visibilityTimeout: '60' },
      'serverless.yml: retention: a message may be needed for PT24H33M, longer than the PT24H that the stop queue keeps it',
    ],
    [
      { retention: '345600' },
      'serverless.yml: retention: SQS gives a message up after 1000 visibility timeouts (PT100H), later than the PT96H that the stop queue keeps it: it would be dropped, and no dead letter left',
    ],
    [
      { visibilityTimeout: '1210', stopWindow: 'PT2H' },
      'serverless.yml: visibilityTimeout: SQS gives a message up after 1000 visibility timeouts (PT336H6M40S), later than',
    ],
  ])('the parameters %j are refused with one line that names file and field', (changes, problem) => {
    expect(problemsWith(changes)).toEqual([expect.stringContaining(problem)]);
  });

  test('a refused secret parameter is not repeated in the error', () => {
    const told = problemsWith({ cloudsSecret: '{"password": "canary"}', webhookSecret: 'whsec_canary canary' });
    expect(told).toHaveLength(2);
    expect(told.join()).not.toContain('canary');
  });

  test('the stack accepts ARNs of secrets, key and topic', () => {
    expect(
      problemsWith({
        cloudsSecret: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:night/clouds-AbCdEf',
        kmsKeyArn: KEY,
        alarmTopicArn: 'arn:aws:sns:eu-central-1:111122223333:on-call',
      }),
    ).toEqual([]);
  });
});
