import * as v from 'valibot';
import { expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { stackResources } from '../../deploy/stack-resources.ts';
import { DEFAULT_TIMING } from '../../lib/power/timing.ts';
import { read } from '../docs/documents.ts';
import { aStack } from './a-stack.ts';

// Conditions that say whom or what a statement is limited to: written out, since a changed one still packages.

const statement = v.object({
  Effect: v.string(),
  Action: v.union([v.string(), v.array(v.string())]),
  Condition: v.optional(v.record(v.string(), v.unknown())),
});

interface Found {
  readonly where: string;
  readonly actions: string;
  readonly condition: unknown;
}

/** The statements below a resource, wherever they are in it. */
const statementsIn = (where: string, value: unknown): readonly Found[] => {
  if (typeof value !== 'object' || value === null) return [];
  const read = v.safeParse(statement, value);
  if (!read.success) return Object.values(value).flatMap((inner) => statementsIn(where, inner));
  const { Effect, Action, Condition } = read.output;
  return [{ where, actions: `${Effect} ${[Action].flat().join(', ')}`, condition: Condition }];
};

const written = v.object({ resources: v.array(v.object({ Resources: v.optional(v.unknown()) })) });

const readAll = async (): Promise<readonly Found[]> => {
  const service = parseDocument(await read('serverless.yml'), { logLevel: 'silent' }).toJS();
  const resources = v.parse(written, service).resources.map(({ Resources }) => Resources);
  return [...resources, stackResources([], aStack, DEFAULT_TIMING)].flatMap((some) =>
    typeof some === 'object' && some !== null
      ? Object.entries(some).flatMap(([where, value]) => statementsIn(where, value))
      : [],
  );
};
const all = readAll();
const of = async (where: string, action: string) =>
  (await all)
    .filter((one) => one.where === where && one.actions.includes(action))
    .map(({ actions, condition }) => [actions, condition]);

test('the webhook’s role may read and write its receipts in the table, and nothing else', async () => {
  expect(await of('WebhookRole', 'dynamodb:')).toEqual([
    [
      'Allow dynamodb:GetItem, dynamodb:PutItem',
      { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['webhook#*'] } },
    ],
  ]);
});

test('who may freeze may read and write the freeze in the table, and nothing else', async () => {
  expect(await of('FreezePolicy', 'dynamodb:')).toEqual([
    [
      'Allow dynamodb:GetItem, dynamodb:PutItem',
      { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['freeze'] } },
    ],
  ]);
});

test('who is on call may read the table and write nothing into it', async () => {
  expect(await of('OnCallPolicy', 'dynamodb:')).toEqual([
    ['Allow dynamodb:GetItem, dynamodb:BatchGetItem, dynamodb:Query', undefined],
  ]);
});

test('who is on call may send to the stop queue and take from the dead-letter queue, and not the other way round', async () => {
  expect((await of('OnCallPolicy', 'sqs:')).map(([actions]) => actions)).toEqual([
    'Allow sqs:ReceiveMessage, sqs:ChangeMessageVisibility, sqs:DeleteMessage, sqs:GetQueueAttributes, sqs:StartMessageMoveTask, sqs:ListMessageMoveTasks',
    'Allow sqs:SendMessage, sqs:GetQueueAttributes',
  ]);
});

test.each([
  ['StopQueuePolicy', 'Deny sqs:*'],
  ['DeadLetterQueuePolicy', 'Deny sqs:*'],
  ['AlarmTopicPolicy', 'Deny sns:Publish'],
])('%s refuses what does not come over TLS', async (where, actions) => {
  expect(await of(where, 'Deny')).toEqual([[actions, { Bool: { 'aws:SecureTransport': 'false' } }]]);
});

test('only alarms of this account may notify the topic', async () => {
  expect(await of('AlarmTopicPolicy', 'Allow')).toEqual([
    ['Allow sns:Publish', { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } }],
  ]);
});
