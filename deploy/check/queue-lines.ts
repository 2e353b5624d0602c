import { checkEach, checkOne, type Line } from './line.ts';
import { ofType, referredId, valueAt } from './packaged.ts';
import { statementsOf } from './statements.ts';

const refersTo = (id: string) => (value: unknown) => referredId(value) === id;

export const QUEUE_LINES: readonly Line[] = [
  {
    id: 'stop-queue',
    says: 'stop queue: fourteen days’ retention, so that SQS drops nothing before its 1,000 deliveries; long polls, hidden for six times the worker’s timeout',
    rules: ['SQS3', 'SQSRedrivePolicy'],
    findings: (packaged) => {
      const timeout = valueAt(
        ofType(packaged, 'AWS::Lambda::Function').find(({ id }) => id === 'QueueLambdaFunction'),
        'properties',
        'Timeout',
      );
      return checkOne(packaged, 'StopQueue', {
        MessageRetentionPeriod: 1_209_600,
        ReceiveMessageWaitTimeSeconds: 20,
        VisibilityTimeout: (value) => Number(value) >= 6 * Number(timeout),
        RedrivePolicy: { maxReceiveCount: 1000, deadLetterTargetArn: refersTo('DeadLetterQueue') },
      });
    },
  },
  {
    id: 'dead-letter-queue',
    says: 'dead-letter queue: fourteen days’ retention, redrive only from the stop queue',
    rules: ['SQS3'],
    findings: (packaged) =>
      checkOne(packaged, 'DeadLetterQueue', {
        MessageRetentionPeriod: 1_209_600,
        RedriveAllowPolicy: {
          redrivePermission: 'byQueue',
          sourceQueueArns: [(value) => JSON.stringify(value ?? null).includes('-stop"')],
        },
      }),
  },
  {
    id: 'queue-tls',
    says: 'every queue refuses calls without TLS',
    rules: ['SQS4'],
    findings: (packaged) => {
      const refusing = statementsOf(packaged).filter(
        ({ type, effect, actions, principal, condition }) =>
          type === 'AWS::SQS::QueuePolicy' &&
          effect === 'Deny' &&
          principal === '*' &&
          actions.includes('sqs:*') &&
          valueAt(condition, 'Bool', 'aws:SecureTransport') === 'false',
      );
      const refused = new Set(refusing.flatMap(({ resources }) => resources.map(referredId)));
      return ofType(packaged, 'AWS::SQS::Queue')
        .filter(({ id }) => !refused.has(id))
        .map(({ id }) => ({ where: id, what: 'no policy refuses calls without TLS' }));
    },
  },
  {
    id: 'queue-senders',
    says: 'queue policies allow nobody but SNS, for one topic; everybody else sends with a role',
    rules: [],
    findings: (packaged) =>
      statementsOf(packaged)
        .filter(({ type, effect }) => type === 'AWS::SQS::QueuePolicy' && effect === 'Allow')
        .filter(
          ({ principal, actions, condition }) =>
            valueAt(principal, 'Service') !== 'sns.amazonaws.com' ||
            actions.join() !== 'sqs:SendMessage' ||
            typeof valueAt(condition, 'ArnEquals', 'aws:SourceArn') !== 'string',
        )
        .map(({ where, principal }) => ({ where, what: `allows ${JSON.stringify(principal)}` })),
  },
  {
    id: 'event-source',
    says: 'event source: switched on, nothing filtered; ten messages at most and at once, each reported separately, two batches at a time',
    rules: [],
    findings: (packaged) =>
      checkEach(packaged, 'AWS::Lambda::EventSourceMapping', {
        Enabled: true,
        // Lambda deletes from the queue what a filter turns away.
        FilterCriteria: undefined,
        BatchSize: 10,
        MaximumBatchingWindowInSeconds: (value) => Number(value) <= 5,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: 2 },
      }),
  },
];
