import { arn, drop, type Fault, type Faults, property, statement } from './edit.ts';

const SOURCE = 'QueueEventSourceMappingSQSStopQueue';
const OTHER_ACCOUNT = { AWS: 'arn:aws:iam::999999999999:root' };
const FOR_TOPIC = { ArnEquals: { 'aws:SourceArn': 'arn:aws:sns:eu-central-1:111122223333:stops' } };

const letIn = (principal: unknown, action: string, condition: object): Fault =>
  property('StopQueuePolicy', ['PolicyDocument', 'Statement', 1], {
    Effect: 'Allow',
    Principal: principal,
    Action: action,
    Resource: arn('StopQueue'),
    Condition: condition,
  });

export const OF_QUEUES: Faults = {
  'stop-queue': {
    'messages are kept for a day': property('StopQueue', ['MessageRetentionPeriod'], 86_400),
    'messages are hidden for less than six timeouts': property('StopQueue', ['VisibilityTimeout'], 300),
    'SQS gives up after five receives': property('StopQueue', ['RedrivePolicy', 'maxReceiveCount'], 5),
    'SQS gives up into the stop queue itself': property(
      'StopQueue',
      ['RedrivePolicy', 'deadLetterTargetArn'],
      arn('StopQueue'),
    ),
    'nothing is dead-lettered': drop('StopQueue', 'Properties', 'RedrivePolicy'),
    'each message waits for a quarter of an hour': property('StopQueue', ['DelaySeconds'], 900),
    'a message may be no longer than 1 KB': property('StopQueue', ['MaximumMessageSize'], 1024),
  },
  'dead-letter-queue': {
    'dead letters are kept for four days': property('DeadLetterQueue', ['MessageRetentionPeriod'], 345_600),
    'any queue may send dead letters': drop('DeadLetterQueue', 'Properties', 'RedriveAllowPolicy'),
    'the queue of another service may send dead letters': property(
      'DeadLetterQueue',
      ['RedriveAllowPolicy', 'sourceQueueArns', 0],
      'arn:aws:sqs:eu-central-1:999999999999:other-stop',
    ),
    'dead letters are given up themselves': property('DeadLetterQueue', ['RedrivePolicy'], {
      maxReceiveCount: 1,
      deadLetterTargetArn: arn('StopQueue'),
    }),
  },
  'queue-tls': {
    'the dead-letter queue has no policy': drop('DeadLetterQueuePolicy'),
    'the refusal of calls without TLS allows': statement('StopQueuePolicy', 'tls', 'Effect', 'Allow'),
  },
  'queue-senders': {
    'any topic may send': letIn({ Service: 'sns.amazonaws.com' }, 'sqs:SendMessage', {}),
    'SNS may delete messages': letIn({ Service: 'sns.amazonaws.com' }, 'sqs:DeleteMessage', FOR_TOPIC),
    'another account may send': letIn(OTHER_ACCOUNT, 'sqs:SendMessage', FOR_TOPIC),
    'everybody may send': letIn('*', 'sqs:SendMessage', {}),
  },
  'event-source': {
    'a batch fails as a whole': drop(SOURCE, 'Properties', 'FunctionResponseTypes'),
    'any number of batches run at once': drop(SOURCE, 'Properties', 'ScalingConfig'),
    'nothing is polled': property(SOURCE, ['Enabled'], false),
    'a filter deletes messages': property(SOURCE, ['FilterCriteria'], {
      Filters: [{ Pattern: '{"body":{"x":["y"]}}' }],
    }),
    'the dead-letter queue is polled': property(SOURCE, ['EventSourceArn'], arn('DeadLetterQueue')),
    'the webhook takes the messages': property(SOURCE, ['FunctionName'], arn('WebhookLambdaFunction')),
    'messages wait five minutes for a batch': property(SOURCE, ['MaximumBatchingWindowInSeconds'], 300),
    'the key of filters is another account’s': property(
      SOURCE,
      ['KmsKeyArn'],
      'arn:aws:kms:eu-central-1:999999999999:key/1',
    ),
  },
  'event-source-limits': {
    'a message is hidden for less than the function’s timeout': property('StopQueue', ['VisibilityTimeout'], 59),
    'the queue has SQS’ own visibility timeout': drop('StopQueue', 'Properties', 'VisibilityTimeout'),
    'one batch at a time': property(SOURCE, ['ScalingConfig', 'MaximumConcurrency'], 1),
  },
};
