import type { Resources, TemplateValue } from './resources.ts';

const STOP_QUEUE: TemplateValue = { 'Fn::GetAtt': ['StopQueue', 'Arn'] };

/** SNS acting for one topic, as the condition of a statement that lets it in: queue and key say the same. */
export const forTopic = (topicArn: string): TemplateValue => ({ ArnEquals: { 'aws:SourceArn': topicArn } });

// Amazon SNS Developer Guide, "Subscribing an Amazon SQS queue to an Amazon SNS topic": SNS sends by the queue's own policy.
const fromTopic = (topicArn: string): TemplateValue => ({
  Sid: 'senders',
  Effect: 'Allow',
  Principal: { Service: 'sns.amazonaws.com' },
  Action: 'sqs:SendMessage',
  Resource: STOP_QUEUE,
  Condition: forTopic(topicArn),
});

/** Who may use the stop queue without a role: nobody, or SNS for the topic that is handed in; and nobody without TLS. */
export const stopQueuePolicyResources = (senderTopicArn: string): Resources => ({
  StopQueuePolicy: {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: {
      Queues: [{ Ref: 'StopQueue' }],
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'tls',
            Effect: 'Deny',
            Principal: '*',
            Action: 'sqs:*',
            Resource: STOP_QUEUE,
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
          ...(senderTopicArn === '' ? [] : [fromTopic(senderTopicArn)]),
        ],
      },
    },
  },
});
