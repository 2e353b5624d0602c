import { DEFAULT_TIMING } from '../../lib/power/timing.ts';
import { alarms } from '../alarms.ts';
import type { Finding } from './line.ts';
import { ofType, type Packaged } from './packaged.ts';

/** The resources that every stack has, by logical id. */
const ALWAYS: Readonly<Record<string, string>> = {
  ServerlessDeploymentBucket: 'AWS::S3::Bucket',
  ServerlessDeploymentBucketPolicy: 'AWS::S3::BucketPolicy',
  QueueLogGroup: 'AWS::Logs::LogGroup',
  WebhookLogGroup: 'AWS::Logs::LogGroup',
  HttpLogGroup: 'AWS::Logs::LogGroup',
  QueueLambdaFunction: 'AWS::Lambda::Function',
  WebhookLambdaFunction: 'AWS::Lambda::Function',
  QueueEventSourceMappingSQSStopQueue: 'AWS::Lambda::EventSourceMapping',
  WebhookPermission: 'AWS::Lambda::Permission',
  StopQueue: 'AWS::SQS::Queue',
  StopQueuePolicy: 'AWS::SQS::QueuePolicy',
  DeadLetterQueue: 'AWS::SQS::Queue',
  DeadLetterQueuePolicy: 'AWS::SQS::QueuePolicy',
  Ledger: 'AWS::DynamoDB::Table',
  QueueRole: 'AWS::IAM::Role',
  WebhookRole: 'AWS::IAM::Role',
  ScheduleRole: 'AWS::IAM::Role',
  FreezePolicy: 'AWS::IAM::ManagedPolicy',
  OnCallPolicy: 'AWS::IAM::ManagedPolicy',
  HttpApi: 'AWS::ApiGatewayV2::Api',
  HttpStage: 'AWS::ApiGatewayV2::Stage',
  WebhookIntegration: 'AWS::ApiGatewayV2::Integration',
  WebhookRoute: 'AWS::ApiGatewayV2::Route',
  ScheduleGroup: 'AWS::Scheduler::ScheduleGroup',
  WorkerAlertFilter: 'AWS::Logs::MetricFilter',
  WebhookAlertFilter: 'AWS::Logs::MetricFilter',
  WebhookConflictFilter: 'AWS::Logs::MetricFilter',
  ...Object.fromEntries(alarms(DEFAULT_TIMING).map(({ id }) => [`${id}Alarm`, 'AWS::CloudWatch::Alarm'])),
};

/** Those that a parameter adds or takes away; the resources of a group come together or not at all. */
const BY_PARAMETER: readonly Readonly<Record<string, string>>[] = [
  { Key: 'AWS::KMS::Key', KeyAlias: 'AWS::KMS::Alias' },
  { AlarmTopic: 'AWS::SNS::Topic', AlarmTopicPolicy: 'AWS::SNS::TopicPolicy' },
  { ReportPolicy: 'AWS::IAM::Policy' },
  { NoneMatchedAlarm: 'AWS::CloudWatch::Alarm' },
  { Dashboard: 'AWS::CloudWatch::Dashboard' },
];

const SCHEDULE = 'AWS::Scheduler::Schedule';

/** Resources that are missing, and those that no line reads: whatever one of another id or type grants, nobody has looked at. */
export const resourceTypeFindings = (packaged: Packaged): readonly Finding[] => {
  const ids = new Map(packaged.resources.map(({ id, type }) => [id, type]));
  const groups = BY_PARAMETER.filter((group) => Object.keys(group).some((id) => ids.has(id)));
  const expected = new Map(Object.entries(Object.assign({}, ALWAYS, ...groups)));
  const schedules = new Set(ofType(packaged, SCHEDULE).map(({ id }) => id));
  return [
    ...[...expected.keys()]
      .filter((id) => !ids.has(id))
      .map((id) => ({ where: id, what: 'the template has no such resource' })),
    ...[...ids]
      .filter(([id, type]) => expected.get(id) !== type && !schedules.has(id))
      .map(([where, type]) => ({ where, what: `is an ${type} that the checklist does not know` })),
  ];
};
