import { CloudFormationClient, CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { type Moto, startMoto } from '../../deploy/rehearsal/moto.ts';
import { CREDENTIALS, REGION } from '../../local/stack/place.ts';
import { type Sqs, startSqs } from '../../local/stack/sqs.ts';
import { read } from './documents.ts';

/** The stack whose name the pages use. */
const STACK = 'lights-out-prod';
const ACCOUNT = '000000000000';
// aws-cli 1 knows a host of SQS for each older region, and believes it before AWS_ENDPOINT_URL_SQS (overridesslcommonname.py).
const SHELL_REGION = 'eu-central-2';
const [STOP, LETTERS] = [`${STACK}-stop`, `${STACK}-dead-letters`];
const arnOf = (queue: string): string => `arn:aws:sqs:${REGION}:${ACCOUNT}:${queue}`;

// moto knows these of the stack's types; the queues are the local stack's own, since moto moves no messages.
const RESOURCES = {
  Ledger: {
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    },
  },
  QueueLogGroup: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: `/aws/lambda/${STACK}-queue` } },
  Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: STOP } },
  ScheduleRole: {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
    },
  },
  Worker: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      FunctionName: `${STACK}-queue`,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Role: { 'Fn::GetAtt': ['ScheduleRole', 'Arn'] },
      Code: { ZipFile: 'exports.handler = () => {}' },
    },
  },
  Mapping: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: { EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] }, FunctionName: { Ref: 'Worker' } },
  },
};

/** A stack as far as its pages' lines reach it: outputs, queues, log, schedules, function and table. */
export interface MotoStack {
  readonly sqs: Sqs;
  /** The queues' URLs. */
  readonly urls: { readonly stop: string; readonly letters: string };
  /** What leads the AWS CLI and the SDK here. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

const asker =
  ({ url }: Moto) =>
  async (
    service: string,
    path: string,
    body: object,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<void> => {
    const credential = `Credential=local/20260101/${SHELL_REGION}/${service}/aws4_request`;
    const answer = await fetch(new URL(path, url), {
      method: 'POST',
      headers: { ...headers, authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host, Signature=none` },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${service} ${path}: ${answer.status} ${await answer.text()}`);
  };

/** The values of the outputs that serverless.yml names, as the deployed stack would have them here. */
const outputsOf = async (urls: MotoStack['urls']): Promise<Readonly<Record<string, { readonly Value: unknown }>>> => {
  const values: Readonly<Record<string, unknown>> = {
    StopQueueUrl: urls.stop,
    StopQueueArn: arnOf(STOP),
    DeadLetterQueueUrl: urls.letters,
    DeadLetterQueueArn: arnOf(LETTERS),
    WorkerFunction: { Ref: 'Worker' },
    WorkerLogGroup: { Ref: 'QueueLogGroup' },
    LedgerTable: { Ref: 'Ledger' },
    ScheduleGroup: STACK,
  };
  const [, section = ''] = (await read('serverless.yml')).split('\n  - Outputs:\n');
  const names = [...section.matchAll(/^ {6}(\w+):$/gm)].map(([, name = '']) => name);
  return Object.fromEntries(names.map((name) => [name, { Value: values[name] ?? `no-${name}-here` }]));
};

/** Lines of the worker's log, and the schedules that the pages name. */
const fill = async (moto: Moto, lines: readonly object[]): Promise<void> => {
  const ask = asker(moto);
  const logs = (action: string, body: object): Promise<void> =>
    ask(
      'logs',
      '/',
      { logGroupName: `/aws/lambda/${STACK}-queue`, logStreamName: 'one', ...body },
      {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `Logs_20140328.${action}`,
      },
    );
  await logs('CreateLogStream', {});
  const timestamp = Date.now();
  await logs('PutLogEvents', { logEvents: lines.map((line) => ({ timestamp, message: JSON.stringify(line) })) });
  await ask('scheduler', `/schedule-groups/${STACK}`, {});
  await ask('scheduler', '/schedules/weekday-nights', {
    GroupName: STACK,
    ScheduleExpression: 'cron(0 20 ? * MON-FRI *)',
    ScheduleExpressionTimezone: 'Europe/Berlin',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: { Arn: arnOf(STOP), RoleArn: `arn:aws:iam::${ACCOUNT}:role/schedule`, Input: '{"dryRun":true}' },
  });
};

/** Starts moto and an SQS with the stack in them; undefined when moto is not installed. */
export const stackOnMoto = async (lines: readonly object[]): Promise<MotoStack | undefined> => {
  const moto = await startMoto();
  if (moto === undefined) return undefined;
  const sqs = await startSqs();
  const urls = { stop: `${sqs.endpoint}/${ACCOUNT}/${STOP}`, letters: `${sqs.endpoint}/${ACCOUNT}/${LETTERS}` };
  await sqs.createQueue(LETTERS, {});
  const policy = { deadLetterTargetArn: arnOf(LETTERS), maxReceiveCount: 1000 };
  await sqs.createQueue(STOP, { RedrivePolicy: JSON.stringify(policy) });
  const client = new CloudFormationClient({
    endpoint: moto.url,
    region: SHELL_REGION,
    credentials: CREDENTIALS,
    maxAttempts: 1,
  });
  const template = { Resources: RESOURCES, Outputs: await outputsOf(urls) };
  await client.send(new CreateStackCommand({ StackName: STACK, TemplateBody: JSON.stringify(template) }));
  client.destroy();
  await fill(moto, lines);
  return {
    sqs,
    urls,
    environment: {
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      AWS_REGION: SHELL_REGION,
      AWS_DEFAULT_REGION: SHELL_REGION,
      AWS_ENDPOINT_URL: moto.url,
      AWS_ENDPOINT_URL_SQS: sqs.endpoint,
      NO_PROXY: '127.0.0.1',
      no_proxy: '127.0.0.1',
    },
    close: async () => {
      await sqs.stop();
      await moto.stop();
    },
  };
};
