import type { Resources, TemplateValue } from './resources.ts';

const OWN: TemplateValue = { Ref: 'AlarmTopic' };

/** The topic that every alarm notifies: the one that is given, else the stack's own. */
export const topicArn = (givenArn: string): TemplateValue => (givenArn === '' ? OWN : givenArn);

/** The stack's own topic, for alarms of this account alone and over TLS alone; none when one is handed in. */
export const topicResources = (givenArn: string, keyArn: TemplateValue): Resources =>
  givenArn === ''
    ? {
        AlarmTopic: { Type: 'AWS::SNS::Topic', Properties: { KmsMasterKeyId: keyArn } },
        AlarmTopicPolicy: {
          Type: 'AWS::SNS::TopicPolicy',
          Properties: {
            Topics: [OWN],
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [
                {
                  Sid: 'alarms',
                  Effect: 'Allow',
                  Principal: { Service: 'cloudwatch.amazonaws.com' },
                  Action: 'sns:Publish',
                  Resource: OWN,
                  Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
                },
                {
                  Sid: 'tls',
                  Effect: 'Deny',
                  Principal: '*',
                  Action: 'sns:Publish',
                  Resource: OWN,
                  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
                },
              ],
            },
          },
        },
      }
    : {};
