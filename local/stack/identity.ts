import { arnIn, type Place } from './place.ts';

/** What CloudFormation answers about a resource: `Ref`, and `Fn::GetAtt` by attribute. */
export interface Identity {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

interface Naming {
  /** The property that names the resource; a resource without one is named after stack and logical id. */
  readonly nameProperty?: string;
  readonly identity: (name: string, place: Place) => Identity;
}

const named = (name: string): Identity => ({ ref: name, attributes: {} });

/** The types that something we run refers to. CloudFormation's resource reference, "Return values" of each. */
export const NAMING: Readonly<Record<string, Naming>> = {
  'AWS::SQS::Queue': {
    nameProperty: 'QueueName',
    identity: (name, place) => ({
      ref: `${place.sqsEndpoint}/${place.accountId}/${name}`,
      attributes: { Arn: arnIn(place, 'sqs', name), QueueName: name },
    }),
  },
  'AWS::DynamoDB::Table': {
    nameProperty: 'TableName',
    identity: (name, place) => ({ ref: name, attributes: { Arn: arnIn(place, 'dynamodb', `table/${name}`) } }),
  },
  'AWS::Lambda::Function': {
    nameProperty: 'FunctionName',
    identity: (name, place) => ({ ref: name, attributes: { Arn: arnIn(place, 'lambda', `function:${name}`) } }),
  },
  'AWS::IAM::Role': {
    nameProperty: 'RoleName',
    identity: (name, place) => ({ ref: name, attributes: { Arn: `arn:aws:iam::${place.accountId}:role/${name}` } }),
  },
  'AWS::Logs::LogGroup': {
    nameProperty: 'LogGroupName',
    identity: (name, place) => ({ ref: name, attributes: { Arn: arnIn(place, 'logs', `log-group:${name}:*`) } }),
  },
  'AWS::KMS::Key': {
    identity: (name, place) => ({ ref: name, attributes: { Arn: arnIn(place, 'kms', `key/${name}`) } }),
  },
  'AWS::IAM::ManagedPolicy': {
    nameProperty: 'ManagedPolicyName',
    identity: (name, place) => named(`arn:aws:iam::${place.accountId}:policy/${name}`),
  },
  'AWS::SNS::Topic': { nameProperty: 'TopicName', identity: (name, place) => named(arnIn(place, 'sns', name)) },
  'AWS::S3::Bucket': { nameProperty: 'BucketName', identity: named },
  'AWS::Scheduler::ScheduleGroup': { nameProperty: 'Name', identity: named },
  'AWS::Scheduler::Schedule': { nameProperty: 'Name', identity: named },
  'AWS::ApiGatewayV2::Api': {
    identity: (name, place) => ({ ref: name, attributes: { ApiEndpoint: place.httpEndpoint } }),
  },
  'AWS::ApiGatewayV2::Integration': { identity: named },
};
