import { type Call, ownSchedules, theirs, through } from './permissions.ts';
import type { Written } from './written.ts';

// The first part of an item's key.
const freezes: Written = { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['freeze'] } };

const COMMAND = '`lights-out freeze` and `thaw`';

const onCall = (by: string, on: string, ...actions: readonly string[]): readonly Call[] =>
  actions.map((action) => theirs('OnCallPolicy', action, on, by));

/** The calls of people, by the policy that is for them. */
export const PEOPLE_CALLS: readonly Call[] = [
  theirs('FreezePolicy', 'dynamodb:GetItem', 'Ledger', COMMAND, { under: freezes }),
  theirs('FreezePolicy', 'dynamodb:PutItem', 'Ledger', COMMAND, { under: freezes }),
  theirs('FreezePolicy', 'kms:Decrypt', 'Key', 'DynamoDB, for what the key encrypts', { under: through('dynamodb') }),
  theirs('FreezePolicy', 'cloudformation:DescribeStacks', 'AWS::StackId', `${COMMAND}, for the stack’s outputs`),
  ...onCall('every command, for the stack’s outputs', 'AWS::StackId', 'cloudformation:DescribeStacks'),
  ...onCall('`why`, `requests`, `check`', 'Ledger', 'dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'),
  ...onCall(
    '`dead-letters`',
    'DeadLetterQueue',
    'sqs:ReceiveMessage',
    'sqs:ChangeMessageVisibility',
    'sqs:DeleteMessage',
  ),
  ...onCall('`check`, and a move', 'DeadLetterQueue', 'sqs:GetQueueAttributes'),
  ...onCall('a move of dead letters', 'DeadLetterQueue', 'sqs:StartMessageMoveTask', 'sqs:ListMessageMoveTasks'),
  ...onCall('`ask`, `dead-letters replay`', 'StopQueue', 'sqs:SendMessage'),
  ...onCall('`check`', 'StopQueue', 'sqs:GetQueueAttributes'),
  theirs('OnCallPolicy', 'kms:Decrypt', 'Key', 'SQS and DynamoDB, for what the key encrypts', {
    under: through('sqs', 'dynamodb'),
  }),
  theirs('OnCallPolicy', 'kms:GenerateDataKey', 'Key', 'SQS, for a message that is sent', { under: through('sqs') }),
  theirs('OnCallPolicy', 'kms:Decrypt', 'Key', 'Scheduler, for a schedule that is read', { under: ownSchedules }),
  ...onCall('the log, in the runbook', 'QueueLogGroup', 'logs:FilterLogEvents', 'logs:StartQuery'),
  ...onCall('the schedules, in the runbook', 'Schedules', 'scheduler:GetSchedule'),
  ...onCall('`check`', '*', 'cloudwatch:DescribeAlarms', 'lambda:ListEventSourceMappings'),
  ...onCall('the runbook', '*', 'logs:GetQueryResults', 'scheduler:ListSchedules'),
];
