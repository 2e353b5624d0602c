import { chosenIn } from './chosen.ts';
import type { Expected } from './line.ts';
import type { Packaged } from './packaged.ts';
import { attribute, here, ref, sub, type Written } from './written.ts';

const allow = (Sid: string, Principal: Written, Action: Written, Resource: Written, Condition?: Written): Expected => ({
  Sid,
  Effect: 'Allow',
  Principal,
  Action,
  Resource,
  ...(Condition === undefined ? {} : { Condition }),
});
const tls = (Action: string, Resource: Written): Expected => ({
  Sid: 'tls',
  Effect: 'Deny',
  Principal: '*',
  Action,
  Resource,
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});
const policy = (...Statement: readonly Expected[]): Expected => ({ Version: '2012-10-17', Statement });

const THIS_ACCOUNT: Written = { StringEquals: { 'aws:SourceAccount': ref('AWS::AccountId') } };
// In a key's policy `*` is the key itself.
const THIS_KEY = '*';
/** What a service that is let in may do with the key, and what CloudWatch Logs may. */
export const USE = ['kms:Decrypt', 'kms:GenerateDataKey'] as const;
export const LOGS = [
  'kms:Encrypt',
  'kms:Decrypt',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:DescribeKey',
] as const;
const logGroups = (name: string): Written => [
  here('logs', `log-group:/aws/lambda/${name}-queue`),
  here('logs', `log-group:/aws/lambda/${name}-webhook`),
  here('logs', `log-group:/aws/vendedlogs/${name}-http`),
];
const bucketArn = (rest: readonly string[]): Written => ({
  'Fn::Join': ['', ['arn:', ref('AWS::Partition'), ':s3:::', ref('ServerlessDeploymentBucket'), ...rest]],
});

/** The properties of every resource that lets others in, by logical id: each statement with its principal and condition. */
export const resourcePolicies = (packaged: Packaged): Readonly<Record<string, Expected>> => {
  const { name, senderTopic } = chosenIn(packaged);
  const senders = (Action: Written, Resource: Written): readonly Expected[] =>
    senderTopic === ''
      ? []
      : [
          allow('senders', { Service: 'sns.amazonaws.com' }, Action, Resource, {
            ArnEquals: { 'aws:SourceArn': senderTopic },
          }),
        ];
  const [stop, deadLetters, topic] = [attribute('StopQueue'), attribute('DeadLetterQueue'), ref('AlarmTopic')];
  const cloudWatch = { Service: 'cloudwatch.amazonaws.com' };
  return {
    StopQueuePolicy: {
      Queues: [ref('StopQueue')],
      PolicyDocument: policy(tls('sqs:*', stop), ...senders('sqs:SendMessage', stop)),
    },
    DeadLetterQueuePolicy: {
      Queues: [ref('DeadLetterQueue')],
      PolicyDocument: policy(tls('sqs:*', deadLetters)),
    },
    AlarmTopicPolicy: {
      Topics: [topic],
      PolicyDocument: policy(
        allow('alarms', cloudWatch, 'sns:Publish', topic, THIS_ACCOUNT),
        tls('sns:Publish', topic),
      ),
    },
    Key: {
      Description: (value) => value !== undefined,
      EnableKeyRotation: true,
      KeyPolicy: policy(
        allow('account', { AWS: sub('arn:<AWS::Partition>:iam::<AWS::AccountId>:root') }, 'kms:*', THIS_KEY),
        allow('logs', { Service: sub('logs.<AWS::Region>.amazonaws.com') }, LOGS, THIS_KEY, {
          ArnEquals: { 'kms:EncryptionContext:aws:logs:arn': logGroups(name) },
        }),
        allow('alarms', cloudWatch, USE, THIS_KEY, THIS_ACCOUNT),
        ...senders(USE, THIS_KEY),
      ),
    },
    ServerlessDeploymentBucketPolicy: {
      Bucket: ref('ServerlessDeploymentBucket'),
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Deny',
            Principal: '*',
            Action: 's3:*',
            Resource: [bucketArn(['/*']), bucketArn([])],
            // As the framework writes it.
            Condition: { Bool: { 'aws:SecureTransport': false } },
          },
        ],
      },
    },
  };
};
