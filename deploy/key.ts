import { arnHere, inSub, type Resources, type TemplateValue } from './resources.ts';
import { forTopic } from './stop-queue-policy.ts';

const STACK = inSub('AWS::StackName');

/** Every log group of the stack, by name: the key is made before them. */
const LOG_GROUPS = [`/aws/lambda/${STACK}-queue`, `/aws/lambda/${STACK}-webhook`, `/aws/vendedlogs/${STACK}-http`];

const HERE: TemplateValue = { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } };

// In a key's policy `*` is the key itself (KMS Developer Guide, "Key policies").
const THIS_KEY = '*';

// Amazon SNS Developer Guide, "Key management": what SNS needs to send to an encrypted queue.
const fromTopic = (topicArn: string): TemplateValue => ({
  Sid: 'senders',
  Effect: 'Allow',
  Principal: { Service: 'sns.amazonaws.com' },
  Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
  Resource: THIS_KEY,
  Condition: forTopic(topicArn),
});

const policy = (senderTopicArn: string): TemplateValue => ({
  Version: '2012-10-17',
  Statement: [
    {
      // Without it nobody could ever change the key again, and no role's own policy would count (KMS Developer Guide, "Default key policy").
      Sid: 'account',
      Effect: 'Allow',
      Principal: { AWS: { 'Fn::Sub': `arn:${inSub('AWS::Partition')}:iam::${inSub('AWS::AccountId')}:root` } },
      Action: 'kms:*',
      Resource: THIS_KEY,
    },
    {
      // CloudWatch Logs User Guide, "Encrypt log data", with its wildcards written out.
      Sid: 'logs',
      Effect: 'Allow',
      Principal: { Service: { 'Fn::Sub': `logs.${inSub('AWS::Region')}.amazonaws.com` } },
      Action: [
        'kms:Encrypt',
        'kms:Decrypt',
        'kms:ReEncryptFrom',
        'kms:ReEncryptTo',
        'kms:GenerateDataKey',
        'kms:GenerateDataKeyWithoutPlaintext',
        'kms:DescribeKey',
      ],
      Resource: THIS_KEY,
      Condition: {
        ArnEquals: {
          'kms:EncryptionContext:aws:logs:arn': LOG_GROUPS.map((name) => arnHere('logs', `log-group:${name}`)),
        },
      },
    },
    {
      // Amazon SNS Developer Guide, "Key management": what an alarm needs to publish to an encrypted topic.
      Sid: 'alarms',
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: THIS_KEY,
      Condition: { StringEquals: HERE },
    },
    ...(senderTopicArn === '' ? [] : [fromTopic(senderTopicArn)]),
  ],
});

/** The key that everything of the stack is encrypted with: the one that is handed in, else the stack's own. */
export const keyArn = (givenArn: string): TemplateValue =>
  givenArn === '' ? { 'Fn::GetAtt': ['Key', 'Arn'] } : givenArn;

/**
 * The stack's own key; none when one is handed in. It stays when the stack goes, since the ledger does; but the key of a deployment
 * that failed goes with it, or each attempt would leave one that costs.
 */
export const keyResources = (given: { readonly kmsKeyArn: string; readonly senderTopicArn: string }): Resources =>
  given.kmsKeyArn === ''
    ? {
        Key: {
          Type: 'AWS::KMS::Key',
          DeletionPolicy: 'RetainExceptOnCreate',
          UpdateReplacePolicy: 'Retain',
          Properties: {
            Description: { 'Fn::Sub': `Queues, table, logs, schedules and alarms of ${STACK}` },
            EnableKeyRotation: true,
            KeyPolicy: policy(given.senderTopicArn),
          },
        },
        KeyAlias: {
          Type: 'AWS::KMS::Alias',
          Properties: { AliasName: { 'Fn::Sub': `alias/${STACK}` }, TargetKeyId: { Ref: 'Key' } },
        },
      }
    : {};
