import { describe, expect, test } from 'vitest';
import { readStackSettings, type StackParams, shortestRedeliveriesMs } from '../../deploy/stack-settings.ts';

const params: StackParams = {
  cloudsSecret: 'lights-out/prod/clouds',
  webhookSecret: 'lights-out/prod/webhook',
  cloud: 'openstack',
  stopWindow: 'PT1H',
  stopWindowMax: 'PT24H',
  stopPatience: 'PT15M',
  stopQuarantine: 'PT2M',
  lookAgainMin: 'PT5S',
  lookAgainMax: 'PT5M',
  allowAdmin: 'false',
  kmsKeyArn: '',
  alarmTopicArn: '',
  visibilityTimeout: '360',
  maxReceives: '1000',
  retention: '345600',
};

const problemsWith = (changes: Partial<StackParams>): readonly string[] => {
  const read = readStackSettings('serverless.yml', { ...params, ...changes });
  return read.kind === 'problems' ? read.problems : [];
};

describe('what a deployment is given', () => {
  test('gives the windows that schedules are checked by', () => {
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
    [{ alarmTopicArn: 'alarms' }, 'serverless.yml: alarmTopicArn: not the ARN of an SNS topic'],
    [{ stopWindow: '1h' }, 'serverless.yml: stopWindow: not an ISO 8601 duration over zero, such as PT1H'],
    [{ stopWindow: 'PT10M' }, 'serverless.yml: stopWindow: shorter than 3 × visibilityTimeout'],
    [{ stopWindow: 'PT30H' }, 'serverless.yml: stopWindow: longer than stopWindowMax'],
    [{ stopQuarantine: 'PT5S' }, 'serverless.yml: stopQuarantine: not longer than the PT10S that a stop may take'],
    [{ allowAdmin: 'perhaps' }, 'serverless.yml: allowAdmin: not one of true, false, yes, no, on, off, 1, 0'],
    [{ maxReceives: '1001' }, 'serverless.yml: maxReceives: not a whole number from 1 to 1000'],
    [
      { stopWindowMax: 'PT48H' },
      'serverless.yml: stopWindowMax: with stopPatience PT48H15M, longer than the PT41H23M44S that 1000 deliveries last at least',
    ],
    [
      { stopWindowMax: 'P5D', lookAgainMin: 'PT30M', lookAgainMax: 'PT1H' },
      'serverless.yml: stopWindowMax: with stopPatience PT120H15M, longer than the PT96H that the stop queue keeps a message',
    ],
  ])('%j ends with one line that names file and field', (changes, problem) => {
    expect(problemsWith(changes)).toEqual([problem]);
  });

  test('never repeats what was given for a secret', () => {
    const told = problemsWith({ cloudsSecret: '{"password": "canary"}', webhookSecret: 'whsec_canary canary' });
    expect(told).toHaveLength(2);
    expect(told.join()).not.toContain('canary');
  });

  test('takes ARNs of secrets, key and topic', () => {
    expect(
      problemsWith({
        cloudsSecret: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:night/clouds-AbCdEf',
        kmsKeyArn: 'arn:aws:kms:eu-central-1:111122223333:key/0f7e8a9c-0000-4000-8000-000000000000',
        alarmTopicArn: 'arn:aws:sns:eu-central-1:111122223333:on-call',
      }),
    ).toEqual([]);
  });
});

test('the shortest redeliveries are the least delay each time, half of the most in the long run', () => {
  const timing = { lookAgainMinMs: 1000, lookAgainMaxMs: 4000 };
  const read = readStackSettings('serverless.yml', params);
  if (read.kind === 'problems') throw new Error(read.problems.join());
  // Caps of 2, 3, 4, 4 seconds, half of each, and never less than the least.
  expect(shortestRedeliveriesMs({ ...read.timing, ...timing }, 4)).toBe(1000 + 1500 + 2000 + 2000);
});
