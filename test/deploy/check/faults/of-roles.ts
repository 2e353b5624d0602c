import { add, allow, arn, both, drop, type Fault, type Faults, property, statement } from './edit.ts';
import { SWITCH_FAULTS } from './of-network.ts';

const BUS = 'arn:aws:events:eu-central-1:111122223333:event-bus/operations';
const TOPIC = 'arn:aws:sns:eu-central-1:111122223333:nights';
const LEDGER = arn('Ledger');
const workerHas = (variable: string, value: string): Fault =>
  property('QueueLambdaFunction', ['Environment', 'Variables', variable], value);
const secretNamed = (name: string): object => ({
  'Fn::Sub': `arn:\${AWS::Partition}:secretsmanager:\${AWS::Region}:\${AWS::AccountId}:secret:${name}`,
});
const everything = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

export const OF_ROLES: Faults = {
  'policy-actions': {
    'the worker may do anything with the stop queue': allow('QueueRole', 'sqs:*', arn('StopQueue')),
    'a policy of its own lets the worker do everything': add('Extra', 'AWS::IAM::Policy', {
      PolicyName: 'x',
      Roles: [{ Ref: 'QueueRole' }],
      PolicyDocument: everything,
    }),
    'an inline policy lets the worker do everything': add('Extra', 'AWS::IAM::RolePolicy', {
      RoleName: { Ref: 'QueueRole' },
      PolicyName: 'x',
      PolicyDocument: everything,
    }),
    'a log policy as text lets everything be done': add('Extra', 'AWS::Logs::ResourcePolicy', {
      PolicyName: 'x',
      PolicyDocument: JSON.stringify(everything),
    }),
  },
  'policy-resources': {
    'the worker may send to every queue': allow('QueueRole', 'sqs:SendMessage', '*'),
    'the webhook may read every table': allow('WebhookRole', 'dynamodb:GetItem', 'arn:aws:dynamodb:*:*:table/*'),
    'the webhook may read every secret': statement('WebhookRole', 'secretsmanager', 'Resource', secretNamed('*')),
  },
  'policy-everybody': {
    'the stop queue is everybody’s': statement('StopQueuePolicy', 'tls', 'Effect', 'Allow'),
    'the refusal without TLS is about one action only': statement(
      'StopQueuePolicy',
      'tls',
      'NotAction',
      'sqs:SendMessage',
    ),
    'an inline policy lets everybody publish': add('Extra', 'AWS::SNS::TopicInlinePolicy', {
      PolicyDocument: { Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sns:Publish' }] },
    }),
    'everybody may put events on the bus': add('Extra', 'AWS::Events::EventBusPolicy', {
      Statement: { Effect: 'Allow', Principal: { AWS: '*' }, Action: 'events:PutEvents' },
    }),
    'everybody may read a secret': add('Extra', 'AWS::SecretsManager::ResourcePolicy', {
      ResourcePolicy: { Statement: [{ Effect: 'Allow', Principal: '*', Action: 'secretsmanager:GetSecretValue' }] },
    }),
    'everybody may read the ledger': property('Ledger', ['ResourcePolicy'], {
      PolicyDocument: { Statement: [{ Effect: 'Allow', Principal: '*', Action: 'dynamodb:GetItem' }] },
    }),
  },
  'role-trust': {
    'any schedule of any account may use the role': statement('ScheduleRole', 'sts:AssumeRole', 'Condition', undefined),
    'the schedules of every group may use the role': statement('ScheduleRole', 'sts:AssumeRole', 'Condition', {
      StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
    }),
    'everybody may assume the worker’s role': statement('QueueRole', 'sts:AssumeRole', 'Principal', { AWS: '*' }),
    'another account may assume the webhook’s role': property(
      'WebhookRole',
      ['AssumeRolePolicyDocument', 'Statement', 1],
      { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::999999999999:root' }, Action: 'sts:AssumeRole' },
    ),
    'a role has a second policy': property('QueueRole', ['Policies', 1], {
      PolicyName: 'x',
      PolicyDocument: everything,
    }),
  },
  'resource-policies': {
    'another account may use the key': property('Key', ['KeyPolicy', 'Statement', 99], {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::999999999999:root' },
      Action: 'kms:Decrypt',
      Resource: '*',
    }),
    'alarms of every account may use the key': statement('Key', '"alarms"', 'Condition', undefined),
    'the logs of every group may use the key': statement('Key', '"logs"', 'Condition', undefined),
    'alarms cannot use the key': drop('Key', 'Properties', 'KeyPolicy', 'Statement', 2),
    'the key is not rotated': property('Key', ['EnableKeyRotation'], false),
    'alarms of every account may publish': statement('AlarmTopicPolicy', '"alarms"', 'Condition', undefined),
    'nobody may publish': statement('AlarmTopicPolicy', '"alarms"', 'Effect', 'Deny'),
    'SNS may use the queue and not the key': property('StopQueuePolicy', ['PolicyDocument', 'Statement', 1], {
      Sid: 'senders',
      Effect: 'Allow',
      Principal: { Service: 'sns.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: arn('StopQueue'),
      Condition: { ArnEquals: { 'aws:SourceArn': TOPIC } },
    }),
    'the policy is of another queue': property('StopQueuePolicy', ['Queues'], [{ Ref: 'DeadLetterQueue' }]),
    'the bucket takes calls without TLS': drop(
      'ServerlessDeploymentBucketPolicy',
      'Properties',
      'PolicyDocument',
      'Statement',
      0,
    ),
  },
  'ledger-undeletable': {
    'the worker may delete': allow('QueueRole', 'dynamodb:DeleteItem', LEDGER),
    'the webhook may write many at once': allow('WebhookRole', 'dynamodb:BatchWriteItem', LEDGER),
    'the webhook may scan': allow('WebhookRole', 'dynamodb:Scan', LEDGER),
    'the webhook may write the worker’s entries': allow('WebhookRole', 'dynamodb:PutItem', LEDGER),
    'the worker may do what begins with BatchGetItem': allow('QueueRole', 'dynamodb:BatchGetItemS', LEDGER),
    'the webhook’s rights end nowhere': statement('WebhookRole', 'LeadingKeys', 'Condition', undefined),
    'people may write every entry': statement('FreezePolicy', 'LeadingKeys', 'Condition', undefined),
    'people may write the entries of a day': statement('FreezePolicy', 'LeadingKeys', 'Condition', {
      'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['freeze', 'day#2026-11-23'] },
    }),
    'who is on call may write entries': property(
      'OnCallPolicy',
      ['PolicyDocument', 'Statement', 1, 'Action', 3],
      'dynamodb:UpdateItem',
    ),
  },
  'key-through-services': {
    'the worker may use the key for anything': allow('QueueRole', 'kms:Decrypt', arn('Key')),
    'people may use the key for anything': statement('FreezePolicy', 'kms:Decrypt', 'Condition', undefined),
    'who is on call may encrypt anything with the key': statement(
      'OnCallPolicy',
      'kms:GenerateDataKey',
      'Condition',
      undefined,
    ),
  },
  permissions: {
    ...SWITCH_FAULTS,
    'the webhook may read all entries of a key': allow('WebhookRole', 'dynamodb:Query', LEDGER),
    'the worker may put events while reports are off': allow('QueueRole', 'events:PutEvents', BUS),
    'the worker may publish while messages are off': allow('QueueRole', 'sns:Publish', TOPIC),
    'the worker may not put the events that it sends': workerHas('EVENT_BUS', BUS),
    'the worker may not publish the messages that it sends': workerHas('SUMMARY_TOPIC_ARN', TOPIC),
    'the worker may put events on another bus': both(
      workerHas('EVENT_BUS', BUS),
      allow('QueueRole', 'events:PutEvents', `${BUS}-2`),
    ),
    'the worker may publish to another topic': both(
      workerHas('SUMMARY_TOPIC_ARN', TOPIC),
      allow('QueueRole', 'sns:Publish', `${TOPIC}-2`),
    ),
    'people may read all entries of a key': property(
      'FreezePolicy',
      ['PolicyDocument', 'Statement', 0, 'Action', 2],
      'dynamodb:Query',
    ),
    'people may read another stack': statement(
      'FreezePolicy',
      'DescribeStacks',
      'Resource',
      'arn:aws:cloudformation:eu-central-1:111122223333:stack/other/1',
    ),
    'who is on call may take messages from the stop queue': statement(
      'OnCallPolicy',
      'sqs:ReceiveMessage',
      'Resource',
      [arn('DeadLetterQueue'), arn('StopQueue')],
    ),
    'who is on call may read the webhook’s log': statement('OnCallPolicy', 'logs:FilterLogEvents', 'Resource', [
      arn('QueueLogGroup'),
      arn('WebhookLogGroup'),
    ]),
    'who is on call cannot see whether the worker runs': statement(
      'OnCallPolicy',
      'lambda:ListEventSourceMappings',
      'Action',
      ['cloudwatch:DescribeAlarms', 'logs:GetQueryResults', 'scheduler:ListSchedules'],
    ),
    'the worker may do nothing': property('QueueRole', ['Policies', 0, 'PolicyDocument', 'Statement'], []),
    'the worker’s table is refused to it': statement('QueueRole', 'dynamodb:Query', 'Effect', 'Deny'),
    'the worker may write the whole ledger through any condition': statement(
      'QueueRole',
      'dynamodb:Query',
      'Condition',
      {
        StringEquals: { 'aws:SourceVpc': 'vpc-1' },
      },
    ),
    'the key may be used through another service': statement('QueueRole', 'kms:GenerateDataKey', 'Condition', {
      StringEquals: { 'kms:ViaService': 's3.eu-central-1.amazonaws.com' },
    }),
    'the key is another account’s': statement(
      'WebhookRole',
      'kms:GenerateDataKey',
      'Resource',
      'arn:aws:kms:eu-central-1:999999999999:key/1',
    ),
    'the environment of every function may be read': statement('WebhookRole', 'aws:lambda:FunctionArn', 'Condition', {
      ArnLike: { 'kms:EncryptionContext:aws:lambda:FunctionArn': 'arn:aws:lambda:*:*:function:*' },
    }),
    'the webhook may write to the worker’s entries under a new condition': statement(
      'WebhookRole',
      'LeadingKeys',
      'Condition',
      {
        Bool: { 'aws:SecureTransport': 'true' },
      },
    ),
    'the webhook may read the clouds’ secret': allow(
      'WebhookRole',
      'secretsmanager:GetSecretValue',
      secretNamed('lights-out/dev/clouds-??????'),
    ),
    'the webhook may read every secret with a short name': allow(
      'WebhookRole',
      'secretsmanager:GetSecretValue',
      secretNamed('??????'),
    ),
    'the webhook may read every secret of the service': allow(
      'WebhookRole',
      'secretsmanager:GetSecretValue',
      secretNamed('lights-out/*'),
    ),
    'schedules may not use the key': statement('ScheduleRole', 'kms:GenerateDataKey', 'Action', 'kms:Decrypt'),
  },
};
