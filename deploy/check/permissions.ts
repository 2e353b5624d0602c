import { INTERFACE_ACTIONS } from '../network-vpc.ts';
import type { Finding } from './line.ts';
import { IN_VPC, switchedOn, TRACED } from './network-lines.ts';
import { type Packaged, referredId } from './packaged.ts';
import { EVENT_BUS, SUMMARY_TOPIC, targetsOf } from './report-targets.ts';
import { statementsOf } from './statements.ts';

/** A call that AWS sees under a role's name, and what allows it. */
export interface Call {
  readonly role: 'QueueRole' | 'WebhookRole' | 'ScheduleRole' | 'FreezePolicy';
  readonly action: string;
  /** A logical id, `secret`, the worker's variable that names it, or `*` with the parameter that leads to the call. */
  readonly on: string;
  /** The SDK's command and the file that sends it; absent: a service of AWS makes the call. */
  readonly command?: string;
  readonly file?: string;
  readonly by: string;
}

const ours = (role: Call['role'], action: string, on: string, command: string, file: string): Call => ({
  role,
  action,
  on,
  command,
  file,
  by: `${command} (${file})`,
});
const theirs = (role: Call['role'], action: string, on: string, by: string): Call => ({ role, action, on, by });

const SQS = 'lib/aws/sqs.ts';
const TABLE = 'lib/aws/dynamo-table.ts';
const BATCH = 'lib/aws/batch-get.ts';
const SECRETS = 'lib/aws/secrets-manager.ts';

const running = (role: 'QueueRole' | 'WebhookRole', logGroup: string): readonly Call[] => [
  theirs(role, 'logs:CreateLogStream', logGroup, 'Lambda, for the log'),
  theirs(role, 'logs:PutLogEvents', logGroup, 'Lambda, for the log'),
  theirs(role, 'xray:PutTraceSegments', TRACED, 'Lambda, for traces'),
  theirs(role, 'xray:PutTelemetryRecords', TRACED, 'Lambda, for traces'),
  theirs(role, 'kms:Decrypt', 'Key', 'SQS, DynamoDB, Secrets Manager and Lambda, for what the key encrypts'),
  theirs(role, 'kms:GenerateDataKey', 'Key', 'SQS, for a message that is sent'),
];

/** Every call of a function or a service, by role. */
export const CALLS: readonly Call[] = [
  theirs('QueueRole', 'sqs:ReceiveMessage', 'StopQueue', 'Lambda, for the event source'),
  theirs('QueueRole', 'sqs:DeleteMessage', 'StopQueue', 'Lambda, for the event source'),
  theirs('QueueRole', 'sqs:GetQueueAttributes', 'StopQueue', 'Lambda, for the event source'),
  ours('QueueRole', 'sqs:ChangeMessageVisibility', 'StopQueue', 'ChangeMessageVisibilityBatchCommand', SQS),
  ours('QueueRole', 'sqs:SendMessage', 'StopQueue', 'SendMessageBatchCommand', SQS),
  ours('QueueRole', 'sqs:SendMessage', 'DeadLetterQueue', 'SendMessageBatchCommand', SQS),
  ours('QueueRole', 'dynamodb:GetItem', 'Ledger', 'GetItemCommand', TABLE),
  ours('QueueRole', 'dynamodb:PutItem', 'Ledger', 'PutItemCommand', TABLE),
  ours('QueueRole', 'dynamodb:Query', 'Ledger', 'QueryCommand', TABLE),
  ours('QueueRole', 'dynamodb:BatchGetItem', 'Ledger', 'BatchGetItemCommand', BATCH),
  ours('QueueRole', 'events:PutEvents', EVENT_BUS, 'PutEventsCommand', 'lib/aws/event-bridge.ts'),
  ours('QueueRole', 'sns:Publish', SUMMARY_TOPIC, 'PublishCommand', 'lib/aws/sns.ts'),
  ours('QueueRole', 'secretsmanager:GetSecretValue', 'secret', 'GetSecretValueCommand', SECRETS),
  ...INTERFACE_ACTIONS.map((action) => theirs('QueueRole', action, IN_VPC, 'Lambda, for network interfaces')),
  ...running('QueueRole', 'QueueLogGroup'),
  ours('WebhookRole', 'sqs:SendMessage', 'StopQueue', 'SendMessageBatchCommand', SQS),
  ours('WebhookRole', 'dynamodb:GetItem', 'Ledger', 'GetItemCommand', TABLE),
  ours('WebhookRole', 'dynamodb:PutItem', 'Ledger', 'PutItemCommand', TABLE),
  ours('WebhookRole', 'secretsmanager:GetSecretValue', 'secret', 'GetSecretValueCommand', SECRETS),
  ...running('WebhookRole', 'WebhookLogGroup'),
  theirs('ScheduleRole', 'sqs:SendMessage', 'StopQueue', 'Scheduler, for a schedule'),
  theirs('ScheduleRole', 'sqs:SendMessage', 'DeadLetterQueue', 'Scheduler, for one that it could not deliver'),
  theirs('ScheduleRole', 'kms:Decrypt', 'Key', 'Scheduler, for its own input; SQS'),
  theirs('ScheduleRole', 'kms:GenerateDataKey', 'Key', 'SQS, for a message that is sent'),
];

const COMMAND = '`lights-out freeze` and `thaw`';

/** The calls of people, by the policy that is for them. */
const PEOPLE_CALLS: readonly Call[] = [
  theirs('FreezePolicy', 'dynamodb:GetItem', 'Ledger', COMMAND),
  theirs('FreezePolicy', 'dynamodb:PutItem', 'Ledger', COMMAND),
  theirs('FreezePolicy', 'kms:Decrypt', 'Key', 'DynamoDB, for what the key encrypts'),
  theirs('FreezePolicy', 'cloudformation:DescribeStacks', 'AWS::StackId', `${COMMAND}, for the stack’s outputs`),
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

const nameOf = (resource: unknown, targets: ReadonlyMap<string, string>): string => {
  const text = JSON.stringify(resource);
  const target = targets.get(text);
  if (target !== undefined) return target;
  // One secret by its name, or its ARN: Secrets Manager puts a hyphen and six characters after the name.
  if (/:secretsmanager:[^*]*:secret:[^*?]+(?:-\?{6})?"/.test(text)) return 'secret';
  if (text.includes(':kms:')) return 'Key';
  return resource === '*' ? '*' : (referredId(resource) ?? text);
};

/** What the template's roles are allowed: role, action and resource. */
const grantsOf = (packaged: Packaged, targets: ReadonlyMap<string, string>): ReadonlySet<string> =>
  new Set(
    statementsOf(packaged)
      .filter(({ type, effect }) => type.startsWith('AWS::IAM::') && effect === 'Allow')
      .flatMap(({ where, actions, resources }) =>
        actions.flatMap((action) =>
          resources.map((resource) => `${where}: ${String(action)} on ${nameOf(resource, targets)}`),
        ),
      ),
  );

const neededWith = (targets: ReadonlyMap<string, string>, packaged: Packaged): readonly string[] => {
  const off = [EVENT_BUS, SUMMARY_TOPIC].filter((variable) => ![...targets.values()].includes(variable));
  return [...CALLS, ...PEOPLE_CALLS]
    .filter(({ on }) => !off.includes(on))
    .flatMap(({ role, action, on }) => {
      const resource = switchedOn(packaged, role, on);
      return resource === undefined ? [] : [`${role}: ${action} on ${resource}`];
    });
};

const whereOf = (permission: string): string => permission.slice(0, permission.indexOf(':'));

/** Calls that are not allowed, and permissions that no call needs. */
export const permissionFindings = (packaged: Packaged): readonly Finding[] => {
  const targets = targetsOf(packaged);
  const granted = grantsOf(packaged, targets);
  const needed = new Set(neededWith(targets, packaged));
  return [
    ...[...needed]
      .filter((permission) => !granted.has(permission))
      .map((permission) => [permission, 'is not allowed'] as const),
    ...[...granted]
      .filter((permission) => !needed.has(permission))
      .map((permission) => [permission, 'is allowed, but no call needs it'] as const),
  ].map(([permission, what]) => ({ where: whereOf(permission), what: `${permission} ${what}` }));
};
