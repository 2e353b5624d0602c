import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, expect, test } from 'vitest';
import { dynamoTable } from '../../../lib/aws/dynamo-table.ts';

const dynamo = mockClient(DynamoDBClient);
afterEach(() => dynamo.reset());

const table = dynamoTable(new DynamoDBClient({ region: 'eu-central-1' }), 'ledger');
const key = { pk: 'p', sk: 's' };
const item = { pk: { S: 'p' }, sk: { S: 's' } };
const refused = (Item?: typeof item) =>
  new ConditionalCheckFailedException({ message: 'no', $metadata: {}, ...(Item === undefined ? {} : { Item }) });

test('a read returns the item that is there', async () => {
  dynamo.on(GetItemCommand).resolvesOnce({ Item: item }).resolvesOnce({});
  expect(await table.get(key)).toEqual({ kind: 'got', item });
  expect(await table.get(key)).toEqual({ kind: 'got', item: undefined });
});

test('a put is put, or open with what is there instead, from the refusal or from a read', async () => {
  dynamo.on(PutItemCommand).resolvesOnce({}).rejectsOnce(refused(item)).rejectsOnce(refused());
  dynamo.on(GetItemCommand).resolves({ Item: item });
  expect(await table.put(key, item, undefined)).toEqual({ kind: 'put' });
  expect(await table.put(key, item, undefined)).toEqual({ kind: 'open', stored: item });
  expect(await table.put(key, item, undefined)).toEqual({ kind: 'open', stored: item });
});

test('a query returns the items of a partition', async () => {
  dynamo.on(QueryCommand).resolves({ Items: [item] });
  expect(await table.query('p')).toEqual({ kind: 'items', items: [item] });
});
