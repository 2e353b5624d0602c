import { arnHere, inSub, type Resources, type TemplateValue } from './resources.ts';

/** Where the worker's reports go; empty: nowhere. */
export interface ReportTargets {
  readonly eventBus: string;
  readonly summaryTopicArn: string;
}

/** The ARN of a bus: the one that is given, or that of a bus of this account by its name. */
export const busArn = (nameOrArn: string): TemplateValue =>
  nameOrArn.startsWith('arn:') ? nameOrArn : arnHere('events', `event-bus/${nameOrArn}`);

const allow = (Action: TemplateValue, Resource: TemplateValue, Condition?: TemplateValue): TemplateValue => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition === undefined ? {} : { Condition }),
});

/** What the worker may do beside its role: put events on one bus, publish to one topic, and use the key for the latter. */
export const reportResources = ({ eventBus, summaryTopicArn }: ReportTargets, keyArn: TemplateValue): Resources => {
  const statements = [
    ...(eventBus === '' ? [] : [allow('events:PutEvents', busArn(eventBus))]),
    ...(summaryTopicArn === ''
      ? []
      : [
          allow('sns:Publish', summaryTopicArn),
          // Amazon SNS Developer Guide, "Key management": what a publisher needs where the topic is encrypted.
          allow(['kms:GenerateDataKey', 'kms:Decrypt'], keyArn, {
            StringEquals: { 'kms:ViaService': { 'Fn::Sub': `sns.${inSub('AWS::Region')}.amazonaws.com` } },
          }),
        ]),
  ];
  if (statements.length === 0) return {};
  return {
    ReportPolicy: {
      Type: 'AWS::IAM::Policy',
      Properties: {
        PolicyName: 'reports',
        Roles: [{ Ref: 'QueueRole' }],
        PolicyDocument: { Version: '2012-10-17', Statement: statements },
      },
    },
  };
};
