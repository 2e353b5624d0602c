import { arn, drop, type Fault, type Faults, property, set } from './edit.ts';

const SCHEDULE = 'ScheduleweekdayDashnights';

/** Every reference to the stack's key names a key of AWS instead. */
const awsKeyEverywhere: Fault = (whole) => {
  const text = JSON.stringify(Reflect.get(whole, 'Resources'));
  Reflect.set(whole, 'Resources', JSON.parse(text.replaceAll('{"Fn::GetAtt":["Key","Arn"]}', '"alias/aws/sqs"')));
};

export const OF_STORES: Faults = {
  table: {
    'the table cannot be restored': drop('Ledger', 'Properties', 'PointInTimeRecoverySpecification'),
    'the table may be deleted': drop('Ledger', 'Properties', 'DeletionProtectionEnabled'),
    'the table is not encrypted with the key': drop('Ledger', 'Properties', 'SSESpecification'),
    'entries never expire': drop('Ledger', 'Properties', 'TimeToLiveSpecification'),
    'entries expire by the time of their writing': property(
      'Ledger',
      ['TimeToLiveSpecification', 'AttributeName'],
      'at',
    ),
    'the table has no sort key': property('Ledger', ['KeySchema'], [{ AttributeName: 'pk', KeyType: 'HASH' }]),
    'the table is paid by the hour': property('Ledger', ['BillingMode'], 'PROVISIONED'),
    'every entry goes to a stream': property('Ledger', ['StreamSpecification'], { StreamViewType: 'NEW_IMAGE' }),
  },
  retained: {
    'the table goes with the stack': drop('Ledger', 'DeletionPolicy'),
    'the key goes when it is replaced': drop('Key', 'UpdateReplacePolicy'),
    'an alarm is there under a condition only': set(['DeadLettersAlarm', 'Condition'], 'Never'),
    'the stop queue stays when the stack goes': set(['StopQueue', 'DeletionPolicy'], 'Retain'),
  },
  key: {
    'the key is not rotated': drop('Key', 'Properties', 'EnableKeyRotation'),
    'the alias is of another key': property('KeyAlias', ['TargetKeyId'], 'arn:aws:kms:eu-central-1:999999999999:key/1'),
  },
  'one-key': {
    'the stop queue has no key': drop('StopQueue', 'Properties', 'KmsMasterKeyId'),
    'the worker’s environment has no key': drop('QueueLambdaFunction', 'Properties', 'KmsKeyArn'),
    'the table has DynamoDB’s key': drop('Ledger', 'Properties', 'SSESpecification', 'KMSMasterKeyId'),
    'a schedule has no key': drop(SCHEDULE, 'Properties', 'KmsKeyArn'),
    'the access log has no key': drop('HttpLogGroup', 'Properties', 'KmsKeyId'),
    'one key everywhere, and not the customer’s': awsKeyEverywhere,
    'the topic has the key of SNS': property('AlarmTopic', ['KmsMasterKeyId'], 'alias/aws/sns'),
    'the stop queue has the key of another account': property(
      'StopQueue',
      ['KmsMasterKeyId'],
      'arn:aws:kms:eu-central-1:999999999999:key/1',
    ),
  },
  bucket: {
    'the bucket may be public': drop('ServerlessDeploymentBucket', 'Properties', 'PublicAccessBlockConfiguration'),
    'the bucket is a web site': property('ServerlessDeploymentBucket', ['WebsiteConfiguration'], {}),
  },
  schedule: {
    'a schedule fires when it likes': property(SCHEDULE, ['FlexibleTimeWindow', 'Mode'], 'FLEXIBLE'),
    'a schedule is in no time zone': drop(SCHEDULE, 'Properties', 'ScheduleExpressionTimezone'),
    'a schedule is tried for a day': drop(SCHEDULE, 'Properties', 'Target', 'RetryPolicy'),
    'a schedule is lost when it cannot be delivered': drop(SCHEDULE, 'Properties', 'Target', 'DeadLetterConfig'),
    'each attempt of a schedule is a request of its own': property(
      SCHEDULE,
      ['Target', 'Input'],
      '{"schedule":{"arn":"<aws.scheduler.execution-id>"}}',
    ),
    'a schedule goes to the dead-letter queue': property(SCHEDULE, ['Target', 'Arn'], arn('DeadLetterQueue')),
    'a schedule ends': property(SCHEDULE, ['EndDate'], '2026-12-31T00:00:00Z'),
    'the group has another name than the role trusts': property('ScheduleGroup', ['Name'], 'default'),
  },
  'schedules-as-written': {
    'a schedule is switched off': property(SCHEDULE, ['State'], 'DISABLED'),
    'a schedule fires in the morning': property(SCHEDULE, ['ScheduleExpression'], 'cron(0 8 ? * MON-FRI *)'),
    'a schedule is in another time zone': property(SCHEDULE, ['ScheduleExpressionTimezone'], 'UTC'),
    'a schedule is missing': drop(SCHEDULE),
    'a schedule has another name': property(SCHEDULE, ['Name'], 'nights'),
    'a rehearsal stops servers': property(
      'SchedulemonthDashendDashrehearsal',
      ['Target', 'Input'],
      '{"schedule":{"arn":"<aws.scheduler.schedule-arn>","scheduledTime":"<aws.scheduler.scheduled-time>"},"serverIds":["c82b90e4-53a7-4f18-b6d2-1e0f9a3c5d03"]}',
    ),
    'a schedule is there that nobody wrote': (whole) => {
      const resources = Reflect.get(whole, 'Resources');
      Reflect.set(resources, 'ScheduleSecond', Reflect.get(resources, SCHEDULE));
    },
  },
  'schedule-input-size': {
    'a schedule’s message is longer than Scheduler takes': property(SCHEDULE, ['Target', 'Input'], 'x'.repeat(262_145)),
  },
};
