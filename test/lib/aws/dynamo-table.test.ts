import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, test } from 'vitest';
import { dynamoTable } from '../../../lib/aws/dynamo-table.ts';
import { aClock } from '../../fakes.ts';

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

describe('many keys', () => {
  const keys = (count: number, from = 0) =>
    Array.from({ length: count }, (_, n) => ({ pk: 'p', sk: String(from + n) }));
  const raw = ({ pk, sk }: { pk: string; sk: string }) => ({ pk: { S: pk }, sk: { S: sk } });
  const asked = () => dynamo.commandCalls(BatchGetItemCommand).map(({ args }) => args[0].input.RequestItems?.ledger);
  const at = (clock = aClock(0)) => ({
    clock,
    many: dynamoTable(new DynamoDBClient({ region: 'x' }), 'ledger', clock),
  });

  test('many keys are read a hundred a call, and consistently', async () => {
    dynamo
      .on(BatchGetItemCommand)
      .resolvesOnce({ Responses: { ledger: [item] } })
      .resolvesOnce({ Responses: {} });
    expect(await at().many.getMany(keys(101))).toEqual({ kind: 'items', items: [item] });
    expect(asked()).toEqual([
      { Keys: keys(100).map(raw), ConsistentRead: true },
      { Keys: keys(1, 100).map(raw), ConsistentRead: true },
    ]);
  });

  test('no keys need no call', async () => {
    expect(await at().many.getMany([])).toEqual({ kind: 'items', items: [] });
    expect(asked()).toEqual([]);
  });

  test('keys that DynamoDB hands back are asked for again after a pause', async () => {
    const back = { ledger: { Keys: keys(1, 1).map(raw) } };
    dynamo
      .on(BatchGetItemCommand)
      .resolvesOnce({ Responses: { ledger: [item] }, UnprocessedKeys: back })
      .resolvesOnce({ UnprocessedKeys: back })
      .resolvesOnce({ Responses: { ledger: [{ ...item, sk: { S: '1' } }] } });
    const { clock, many } = at();
    expect(await many.getMany(keys(2))).toEqual({ kind: 'items', items: [item, { ...item, sk: { S: '1' } }] });
    expect(clock.slept).toEqual([100, 200]);
    expect(asked()[1]).toEqual({ Keys: keys(1, 1).map(raw), ConsistentRead: true });
  });

  test('keys that are handed back five times without an item are unavailable', async () => {
    dynamo.on(BatchGetItemCommand).resolves({ UnprocessedKeys: { ledger: { Keys: keys(1).map(raw) } } });
    expect(await at().many.getMany(keys(1))).toEqual({
      kind: 'unavailable',
      because: 'DynamoDB BatchGetItem: no key was processed',
    });
    expect(asked()).toHaveLength(5);
  });

  test('one call that fails makes all of them unavailable', async () => {
    dynamo
      .on(BatchGetItemCommand)
      .resolvesOnce({ Responses: { ledger: [item] } })
      .rejects(new Error('canary'));
    expect(await at().many.getMany(keys(101))).toEqual({
      kind: 'unavailable',
      because: 'DynamoDB BatchGetItem: Error',
    });
  });
});
