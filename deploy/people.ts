import { inSub, type Resources, type TemplateValue } from './resources.ts';

/**
 * The policy for people who may freeze and thaw: it is attached to nobody. It reads and writes the freezes alone (a thaw is a put),
 * and finds the table by the stack's outputs.
 */
export const peopleResources = (readableKeys: TemplateValue): Resources => ({
  FreezePolicy: {
    Type: 'AWS::IAM::ManagedPolicy',
    Properties: {
      Description: { 'Fn::Sub': `Freeze and thaw the stops of ${inSub('AWS::StackName')}` },
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: ['dynamodb:GetItem', 'dynamodb:PutItem'],
            Resource: { 'Fn::GetAtt': ['Ledger', 'Arn'] },
            Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['freeze'] } },
          },
          {
            Effect: 'Allow',
            Action: 'kms:Decrypt',
            Resource: readableKeys,
            Condition: {
              StringEquals: { 'kms:ViaService': { 'Fn::Sub': `dynamodb.${inSub('AWS::Region')}.amazonaws.com` } },
            },
          },
          { Effect: 'Allow', Action: 'cloudformation:DescribeStacks', Resource: { Ref: 'AWS::StackId' } },
        ],
      },
    },
  },
});
