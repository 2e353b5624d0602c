import { chosenIn } from './chosen.ts';
import { checkEach, checkExactly, type Line, readElsewhere } from './line.ts';
import { ofType, type Packaged, referredId, valueAt } from './packaged.ts';
import { statementsOf } from './statements.ts';
import { attribute, here } from './written.ts';

const propertyOf = ({ resources }: Packaged, id: string, name: string): unknown =>
  resources.find((resource) => resource.id === id)?.properties[name];

// What SQS and Lambda take where nothing is given, in seconds.
const SQS_VISIBILITY = 30;
const LAMBDA_TIMEOUT = 3;

export const QUEUE_LINES: readonly Line[] = [
  {
    id: 'stop-queue',
    says: 'stop queue: fourteen days’ retention, so that SQS drops nothing before its 1,000 deliveries; long polls, hidden for six times the worker’s timeout',
    rules: ['SQS3', 'SQSRedrivePolicy'],
    findings: (packaged) =>
      checkExactly(packaged, 'StopQueue', {
        QueueName: (value) => /^[a-z][A-Za-z0-9-]*-stop$/.test(String(value)),
        MessageRetentionPeriod: 1_209_600,
        ReceiveMessageWaitTimeSeconds: 20,
        VisibilityTimeout: 6 * Number(propertyOf(packaged, 'QueueLambdaFunction', 'Timeout')),
        RedrivePolicy: { maxReceiveCount: 1000, deadLetterTargetArn: attribute('DeadLetterQueue') },
        KmsMasterKeyId: readElsewhere,
      }),
  },
  {
    id: 'dead-letter-queue',
    says: 'dead-letter queue: fourteen days’ retention, redrive only from the stop queue',
    rules: ['SQS3'],
    findings: (packaged) => {
      const { name } = chosenIn(packaged);
      return checkExactly(packaged, 'DeadLetterQueue', {
        QueueName: `${name}-dead-letters`,
        MessageRetentionPeriod: 1_209_600,
        RedriveAllowPolicy: { redrivePermission: 'byQueue', sourceQueueArns: [here('sqs', `${name}-stop`)] },
        KmsMasterKeyId: readElsewhere,
      });
    },
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
            valueAt(condition, 'ArnEquals', 'aws:SourceArn') !== chosenIn(packaged).senderTopic,
        )
        .map(({ where, principal }) => ({ where, what: `allows ${JSON.stringify(principal)}` })),
  },
  {
    id: 'event-source',
    says: 'event source: switched on, nothing filtered; ten messages at most and at once, each reported separately, two batches at a time',
    rules: [],
    findings: (packaged) =>
      // Exactly these: Lambda deletes from the queue what a filter turns away.
      checkExactly(packaged, 'QueueEventSourceMappingSQSStopQueue', {
        EventSourceArn: attribute('StopQueue'),
        FunctionName: attribute('QueueLambdaFunction'),
        Enabled: true,
        BatchSize: 10,
        MaximumBatchingWindowInSeconds: 0,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: 2 },
      }),
  },
  {
    id: 'event-source-limits',
    says: 'event source: the queue hides a message at least for the function’s timeout, and two batches or more run at once',
    rules: [],
    refusedByAws: true,
    findings: (packaged) => {
      const source = 'AWS::Lambda::EventSourceMapping';
      const hidden = Number(propertyOf(packaged, 'StopQueue', 'VisibilityTimeout') ?? SQS_VISIBILITY);
      const timeout = Number(propertyOf(packaged, 'QueueLambdaFunction', 'Timeout') ?? LAMBDA_TIMEOUT);
      return [
        // Lambda's answer to CreateEventSourceMapping.
        ...(hidden >= timeout
          ? []
          : [
              {
                where: 'StopQueue',
                what: `Queue visibility timeout: ${hidden} seconds is less than Function timeout: ${timeout} seconds`,
              },
            ]),
        // Lambda API reference, ScalingConfig.
        ...checkEach(packaged, source, {
          ScalingConfig: {
            MaximumConcurrency: (value) => value === undefined || (Number(value) >= 2 && Number(value) <= 1000),
          },
        }),
      ];
    },
  },
];
