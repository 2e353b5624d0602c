import { expect, test } from 'vitest';
import table from '../../deploy/deployer/actions.json' with { type: 'json' };
import { deployerPolicy, unknownTypes } from '../../deploy/deployer/policy.ts';

const PLACE = { service: 'lights-out', stage: 'prod', region: 'eu-central-1', account: '111122223333' };
const { Statement: statements } = deployerPolicy(PLACE);

test('every action of the table is in the policy, and no other', () => {
  const parts = [table.deploy, ...Object.values(table.types)];
  const inTable = new Set(parts.flatMap((part) => Object.values(part).flat()));
  expect(new Set(statements.flatMap(({ Action }) => Action))).toEqual(inTable);
});

test('no action of the policy is a wildcard, and only what has no name of the stack is allowed on everything', () => {
  expect(statements.flatMap(({ Action }) => Action).filter((action) => /[*?]/.test(action))).toEqual([]);
  const unnamed = statements.filter(({ Resource }) => !Resource.every((arn) => /lights-out(?:-|\/)prod/.test(arn)));
  expect(unnamed.map(({ Sid }) => Sid)).toEqual(['Unnamed', 'Api', 'Key']);
});

test('a deployer may pass the stack’s roles to Lambda and Scheduler alone, and use keys through CloudFormation alone', () => {
  const passing = statements.filter(({ Action }) => Action.includes('iam:PassRole'));
  expect(passing).toMatchObject([
    { Condition: { StringEquals: { 'iam:PassedToService': ['lambda.amazonaws.com', 'scheduler.amazonaws.com'] } } },
  ]);
  expect(statements.find(({ Sid }) => Sid === 'Key')).toMatchObject({
    Condition: { 'ForAnyValue:StringEquals': { 'aws:CalledVia': 'cloudformation.amazonaws.com' } },
  });
});

// IAM User Guide, "IAM and AWS STS quotas": 10,240 characters in all inline policies of a role, white space not counted.
test('the policy has room in a role', () => {
  expect(JSON.stringify(deployerPolicy(PLACE)).length).toBeLessThan(10_240);
});

test('a resource type that nobody looked up has one line that names it', () => {
  expect(unknownTypes(['AWS::SQS::Queue', 'AWS::EC2::Instance', 'AWS::EC2::Instance'])).toEqual([
    expect.stringMatching(/^AWS::EC2::Instance: is not in deploy\/deployer\/actions\.json/),
  ]);
});
