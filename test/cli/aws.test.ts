import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { createAws } from '../../cli/aws/aws.ts';

const stacks = mockClient(CloudFormationClient);
const sts = mockClient(STSClient);
const dynamo = mockClient(DynamoDBClient);

beforeEach(() => {
  for (const client of [stacks, sts, dynamo]) client.reset();
});

const ENV = { AWS_REGION: 'eu-central-1' };

const thrown = (name: string, status?: number) =>
  Object.assign(new Error('a message that may quote a token'), { name, $metadata: { httpStatusCode: status } });

const aStack = (outputs: Readonly<Record<string, string>>) => ({
  Stacks: [
    {
      ...{ StackName: 'prod', CreationTime: new Date(0), StackStatus: 'UPDATE_COMPLETE' as const },
      Outputs: Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
    },
  ],
});

describe('a stack', () => {
  test('The freezes of a stack are in the table that its output LedgerTable names', async () => {
    stacks.on(DescribeStacksCommand, { StackName: 'prod' }).resolves(
      aStack({
        WebhookUrl: 'x',
        LedgerTable: 'ledger-1',
        StopQueueUrl: 'https://q/1/stop',
        DeadLetterQueueUrl: 'https://q/1/dead',
      }),
    );
    dynamo.on(GetItemCommand).resolves({});
    const opened = await createAws(ENV).stack('prod');
    if (opened.kind !== 'stack') return expect.fail(opened.problem);
    expect(await opened.freezes.readFreeze(null)).toEqual({ kind: 'freeze', freeze: undefined });
    expect(dynamo.commandCalls(GetItemCommand)[0]?.args[0].input).toMatchObject({
      TableName: 'ledger-1',
      ConsistentRead: true,
    });
  });

  test('The region is AWS_REGION, else AWS_DEFAULT_REGION, as the AWS CLI reads it', async () => {
    stacks.on(DescribeStacksCommand).rejects(thrown('ValidationError', 400));
    const where = async (env: Readonly<Record<string, string>>) => {
      const opened = await createAws(env).stack('dev');
      return opened.kind === 'problem' ? opened.problem : '';
    };
    expect(await where({ AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'us-east-1' })).toBe(
      '--stack: stack dev in eu-west-1 cannot be read: there is no stack of that name',
    );
    expect(await where({ AWS_REGION: '', AWS_DEFAULT_REGION: 'us-east-1' })).toContain(' in us-east-1 ');
  });

  test.each([
    [thrown('AccessDenied', 403), 'cloudformation:DescribeStacks is not allowed on a stack of that name'],
    [thrown('CredentialsProviderError'), 'no credentials were found (AWS_PROFILE, or those of the environment)'],
    [thrown('ExpiredToken', 403), 'ExpiredToken (HTTP 403)'],
    [thrown('constructor', 400), 'constructor (HTTP 400)'],
  ])('The refusal %o is one line without its message', async (error, words) => {
    stacks.on(DescribeStacksCommand).rejects(error);
    expect(await createAws(ENV).stack('prod')).toEqual({
      kind: 'problem',
      problem: `--stack: stack prod in eu-central-1 cannot be read: ${words}`,
    });
  });

  test('A stack of something else has no table', async () => {
    stacks.on(DescribeStacksCommand).resolves(aStack({ BucketName: 'x' }));
    expect(await createAws(ENV).stack('prod')).toEqual({
      kind: 'problem',
      problem: '--stack: stack prod in eu-central-1 has no output LedgerTable',
    });
  });
});

describe('the caller', () => {
  test('The caller is the ARN that STS names', async () => {
    sts.on(GetCallerIdentityCommand).resolves({ Arn: 'arn:aws:sts::123456789012:assumed-role/ops/kim' });
    expect(await createAws(ENV).caller()).toBe('arn:aws:sts::123456789012:assumed-role/ops/kim');
  });

  test('When STS does not answer, the caller is user and host', async () => {
    sts.on(GetCallerIdentityCommand).rejects(thrown('TimeoutError'));
    expect(await createAws(ENV).caller()).toMatch(/^\S+@\S+$/);
  });
});
