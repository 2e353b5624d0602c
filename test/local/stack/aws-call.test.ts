import { expect, test } from 'vitest';
import { callsOf } from '../../../local/stack/aws-call.ts';

const place = {
  region: 'eu-central-1',
  accountId: '000000000000',
  stackName: 'local',
  sqsEndpoint: 'http://127.0.0.1:1',
  httpEndpoint: 'http://127.0.0.1:2',
};
const here = (service: string, rest: string): string => `arn:aws:${service}:eu-central-1:000000000000:${rest}`;
const named = (target: string, input: object, key?: string) =>
  callsOf({ target, input }, { place, hashKey: 'pk', keyOf: () => key });
const keyed = (action: string, ...keys: readonly string[]) => ({
  action: `dynamodb:${action}`,
  resource: here('dynamodb', 'table/ledger'),
  context: { 'dynamodb:LeadingKeys': keys },
});

test.each(['SendMessage', 'ChangeMessageVisibility', 'DeleteMessage'])(
  'a batch of %s is judged as the single call, on the queue of its URL',
  (action) => {
    const call = { action: `sqs:${action}`, resource: here('sqs', 'stop'), context: {} };
    expect(named(`AmazonSQS.${action}Batch`, { QueueUrl: 'http://127.0.0.1:1/000000000000/stop' })).toEqual([call]);
  },
);

test('a message to an encrypted queue also needs the key, through SQS', () => {
  expect(named('AmazonSQS.SendMessage', { QueueUrl: '/000000000000/stop' }, 'arn:key')).toContainEqual({
    action: 'kms:GenerateDataKey',
    resource: 'arn:key',
    context: { 'kms:ViaService': ['sqs.eu-central-1.amazonaws.com'] },
  });
});

test.each([
  ['GetItem', { TableName: 'ledger', Key: { pk: { S: 'freeze' } } }, ['freeze']],
  ['PutItem', { TableName: 'ledger', Item: { pk: { S: 'webhook#1' }, at: { N: '1' } } }, ['webhook#1']],
  [
    'Query',
    {
      TableName: 'ledger',
      KeyConditionExpression: 'pk = :day and sk > :from',
      ExpressionAttributeValues: { ':from': { S: 'a' }, ':day': { S: 'day#1' } },
    },
    ['day#1'],
  ],
  ['BatchGetItem', { RequestItems: { ledger: { Keys: [{ pk: { S: 'a' } }, { pk: { S: 'b' } }] } } }, ['a', 'b']],
])('%s is judged on its table, with the keys that it names', (action, input, keys) => {
  expect(named(`DynamoDB_20120810.${action}`, input)).toEqual([keyed(action, ...keys)]);
});

test('events are judged on their bus, a message on its topic', () => {
  expect(named('AWSEvents.PutEvents', { Entries: [{ EventBusName: 'night' }] })).toMatchObject([
    { action: 'events:PutEvents', resource: here('events', 'event-bus/night') },
  ]);
  expect(named('Publish', { TopicArn: here('sns', 'night') })).toMatchObject([
    { action: 'sns:Publish', resource: here('sns', 'night') },
  ]);
});

test('an operation of a service that is not embedded has no name', () => {
  expect(() => named('AWSStepFunctions.StartExecution', {})).toThrow('is not known here');
});
