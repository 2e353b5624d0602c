import { IN_VPC, INTERFACE_ACTIONS, TRACED } from './network-lines.ts';
import { here, sub, type Written } from './written.ts';

/** The worker's variables that switch its reports on: what they name may be used exactly when they are not empty. */
export const EVENT_BUS = 'EVENT_BUS';
export const SUMMARY_TOPIC = 'SUMMARY_TOPIC_ARN';

/** A call that AWS sees under a role's name, and what allows it. */
export interface Call {
  readonly role: 'QueueRole' | 'WebhookRole' | 'ScheduleRole' | 'FreezePolicy' | 'OnCallPolicy';
  readonly action: string;
  /** A logical id, the variable of the function that names it, or `*` with the parameter that leads to the call. */
  readonly on: string;
  /** The whole condition of the statement that allows it; absent: none. */
  readonly under?: Written;
  /** The worker's variable without which there is no such call. */
  readonly withVariable?: string;
  /** The SDK's command and the file that sends it; absent: a service of AWS makes the call. */
  readonly command?: string;
  readonly file?: string;
  readonly by: string;
}

type Terms = Pick<Call, 'under' | 'withVariable'>;
const ours = (
  role: Call['role'],
  action: string,
  on: string,
  [command, file]: readonly [string, string],
  terms: Terms = {},
): Call => ({ role, action, on, command, file, by: `${command} (${file})`, ...terms });
/** A call that a service of AWS, or a person, makes. */
export const theirs = (role: Call['role'], action: string, on: string, by: string, terms: Terms = {}): Call => ({
  role,
  action,
  on,
  by,
  ...terms,
});

/** Service and stage, with which the names of functions and schedules begin: put in where a template is compared. */
export const STACK = '<service and stage>';

/** The condition of what a key is used for: through these services alone. */
export const through = (...services: readonly string[]): Written => ({
  StringEquals: { 'kms:ViaService': services.map((service) => sub(`${service}.<AWS::Region>.amazonaws.com`)) },
});
const ownEnvironment = (name: string): Written => ({
  ArnEquals: { 'kms:EncryptionContext:aws:lambda:FunctionArn': here('lambda', `function:${STACK}-${name}`) },
});
/** The condition of what a key is used for: the schedules of this stack. */
export const ownSchedules: Written = {
  ArnLike: { 'kms:EncryptionContext:aws:scheduler:schedule:arn': here('scheduler', `schedule/${STACK}/*`) },
};
// The first part of an item's key.
const receipts: Written = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['webhook#*'] } };

const SQS = 'lib/aws/sqs.ts';
const SEND = ['SendMessageBatchCommand', SQS] as const;
const TABLE = 'lib/aws/dynamo-table.ts';
const GET = ['GetItemCommand', TABLE] as const;
const PUT = ['PutItemCommand', TABLE] as const;
const SECRET = ['GetSecretValueCommand', 'lib/aws/secrets-manager.ts'] as const;

const running = (role: 'QueueRole' | 'WebhookRole', logGroup: string, name: string): readonly Call[] => [
  theirs(role, 'logs:CreateLogStream', logGroup, 'Lambda, for the log'),
  theirs(role, 'logs:PutLogEvents', logGroup, 'Lambda, for the log'),
  theirs(role, 'xray:PutTraceSegments', TRACED, 'Lambda, for traces'),
  theirs(role, 'xray:PutTelemetryRecords', TRACED, 'Lambda, for traces'),
  theirs(role, 'kms:Decrypt', 'Key', 'SQS, DynamoDB and Secrets Manager, for what the key encrypts', {
    under: through('sqs', 'dynamodb', 'secretsmanager'),
  }),
  theirs(role, 'kms:Decrypt', 'Key', 'Lambda, for its environment', { under: ownEnvironment(name) }),
  theirs(role, 'kms:GenerateDataKey', 'Key', 'SQS, for a message that is sent', { under: through('sqs') }),
];

/** Every call of a function or a service, by role. */
export const CALLS: readonly Call[] = [
  theirs('QueueRole', 'sqs:ReceiveMessage', 'StopQueue', 'Lambda, for the event source'),
  theirs('QueueRole', 'sqs:DeleteMessage', 'StopQueue', 'Lambda, for the event source'),
  theirs('QueueRole', 'sqs:GetQueueAttributes', 'StopQueue', 'Lambda, for the event source'),
  ours('QueueRole', 'sqs:ChangeMessageVisibility', 'StopQueue', ['ChangeMessageVisibilityBatchCommand', SQS]),
  ours('QueueRole', 'sqs:SendMessage', 'StopQueue', SEND),
  ours('QueueRole', 'sqs:SendMessage', 'DeadLetterQueue', SEND),
  ours('QueueRole', 'dynamodb:GetItem', 'Ledger', GET),
  ours('QueueRole', 'dynamodb:PutItem', 'Ledger', PUT),
  ours('QueueRole', 'dynamodb:Query', 'Ledger', ['QueryCommand', TABLE]),
  ours('QueueRole', 'dynamodb:BatchGetItem', 'Ledger', ['BatchGetItemCommand', 'lib/aws/batch-get.ts']),
  ours('QueueRole', 'events:PutEvents', EVENT_BUS, ['PutEventsCommand', 'lib/aws/event-bridge.ts'], {
    withVariable: EVENT_BUS,
  }),
  ours('QueueRole', 'sns:Publish', SUMMARY_TOPIC, ['PublishCommand', 'lib/aws/sns.ts'], {
    withVariable: SUMMARY_TOPIC,
  }),
  ...['kms:GenerateDataKey', 'kms:Decrypt'].map((action) =>
    theirs('QueueRole', action, 'Key', 'SNS, where the topic is encrypted', {
      under: through('sns'),
      withVariable: SUMMARY_TOPIC,
    }),
  ),
  ours('QueueRole', 'secretsmanager:GetSecretValue', 'CLOUDS_SECRET_ID', SECRET),
  ...INTERFACE_ACTIONS.map((action) => theirs('QueueRole', action, IN_VPC, 'Lambda, for network interfaces')),
  ...running('QueueRole', 'QueueLogGroup', 'queue'),
  ours('WebhookRole', 'sqs:SendMessage', 'StopQueue', SEND),
  ours('WebhookRole', 'dynamodb:GetItem', 'Ledger', GET, { under: receipts }),
  ours('WebhookRole', 'dynamodb:PutItem', 'Ledger', PUT, { under: receipts }),
  ours('WebhookRole', 'secretsmanager:GetSecretValue', 'WEBHOOK_SECRET_ID', SECRET),
  ...running('WebhookRole', 'WebhookLogGroup', 'webhook'),
  theirs('ScheduleRole', 'sqs:SendMessage', 'StopQueue', 'Scheduler, for a schedule'),
  theirs('ScheduleRole', 'sqs:SendMessage', 'DeadLetterQueue', 'Scheduler, for one that it could not deliver'),
  theirs('ScheduleRole', 'kms:Decrypt', 'Key', 'Scheduler, for its own input', { under: ownSchedules }),
  theirs('ScheduleRole', 'kms:Decrypt', 'Key', 'SQS, for a message that is sent', { under: through('sqs') }),
  theirs('ScheduleRole', 'kms:GenerateDataKey', 'Key', 'SQS, for a message that is sent', { under: through('sqs') }),
];

/** Commands of a file that a function's bundle holds and never sends. */
export const NEVER_SENT: readonly {
  readonly role: Call['role'];
  readonly command: string;
  readonly because: string;
}[] = [
  { role: 'WebhookRole', command: 'BatchGetItemCommand', because: 'a receipt is read and written by its own key' },
  { role: 'WebhookRole', command: 'QueryCommand', because: 'a receipt is read and written by its own key' },
  {
    role: 'WebhookRole',
    command: 'ChangeMessageVisibilityBatchCommand',
    because: 'the webhook receives nothing from a queue',
  },
];
