import { arnHere, inSub, type Resources, type TemplateValue } from './resources.ts';
import { forTopic } from './stop-queue-policy.ts';

const STACK = inSub('AWS::StackName');

/** What the stack's key depends on: whether there is one, and who may use it. */
export interface KeyUse {
  readonly kmsKeyArn: string;
  readonly senderTopicArn: string;
  readonly prefix: string;
}

/** Every log group of the stack, by name: the key is made before them. serverless.yml begins names with the same prefix. */
const logGroups = (prefix: string): readonly string[] => [
  `/aws/lambda/${prefix}-queue`,
  `/aws/lambda/${prefix}-webhook`,
  `/aws/vendedlogs/${prefix}-http`,
];

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

const policy = ({ senderTopicArn, prefix }: KeyUse): TemplateValue => ({
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
          'kms:EncryptionContext:aws:logs:arn': logGroups(prefix).map((name) => arnHere('logs', `log-group:${name}`)),
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

/** What may be decrypted with: that key, and the one that it replaced, which encrypts nothing more. */
export const readableKeys = (givenArn: string, oldArn: string): TemplateValue =>
  oldArn === '' ? keyArn(givenArn) : [keyArn(givenArn), oldArn];

/**
 * The stack's own key; none when one is handed in. It stays when the stack goes, since the ledger does; but the key of a deployment
 * that failed goes with it, or each attempt would leave one that costs.
 */
export const keyResources = (given: KeyUse): Resources =>
  given.kmsKeyArn === ''
    ? {
        Key: {
          Type: 'AWS::KMS::Key',
          DeletionPolicy: 'RetainExceptOnCreate',
          UpdateReplacePolicy: 'Retain',
          Properties: {
            Description: { 'Fn::Sub': `Queues, table, logs, schedules and alarms of ${STACK}` },
            EnableKeyRotation: true,
            KeyPolicy: policy(given),
          },
        },
        KeyAlias: {
          Type: 'AWS::KMS::Alias',
          Properties: { AliasName: { 'Fn::Sub': `alias/${STACK}` }, TargetKeyId: { Ref: 'Key' } },
        },
      }
    : {};
