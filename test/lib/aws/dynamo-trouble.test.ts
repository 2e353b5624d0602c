import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  DynamoDBServiceException,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, test } from 'vitest';
import { dynamoLedger } from '../../../lib/aws/dynamo-table.ts';
import { encodeEntry } from '../../../lib/ledger/items.ts';
import { toItem } from '../../../lib/ledger/table.ts';
import type { Entry } from '../../../lib/power/entry.ts';
import { keyOf } from '../../../lib/power/intent.ts';
import { anEntry, anIntent, aServerId, NOON } from '../../builders.ts';

const dynamo = mockClient(DynamoDBClient);
afterEach(() => dynamo.reset());

const ledger = dynamoLedger({ client: new DynamoDBClient({ region: 'eu-central-1' }), table: 'ledger' });

const answered = (name: string, httpStatusCode: number) =>
  new DynamoDBServiceException({
    name,
    $fault: httpStatusCode < 500 ? 'client' : 'server',
    message: 'canary: x-amz-security-token',
    $metadata: { httpStatusCode },
  });

const refused = (item?: Entry) =>
  new ConditionalCheckFailedException({
    message: 'The conditional request failed',
    $metadata: { httpStatusCode: 400 },
    ...(item === undefined ? {} : { Item: { ...encodeEntry(item) } }),
  });

const timeout = () => Object.assign(new Error('canary'), { name: 'TimeoutError', code: 'ETIMEDOUT' });
const broken = () => Object.assign(new Error('canary'), { code: 'ECONNRESET' });

const before = anEntry();
const ours = anEntry({ revision: 2, leaseUntil: NOON + 90_000 });
const theirs = anEntry({ owner: 'owner-2', revision: 2 });

const stores = (entry: Entry | undefined) =>
  dynamo.on(GetItemCommand).resolves(entry === undefined ? {} : { Item: { ...encodeEntry(entry) } });

const reads = () => dynamo.commandCalls(GetItemCommand).length;

describe('requests', () => {
  test('a first write asks for an absent key, and for the old item if the condition fails', async () => {
    dynamo.on(PutItemCommand).resolves({});
    expect(await ledger.write(before, undefined)).toEqual({ kind: 'written' });
    expect(dynamo.commandCalls(PutItemCommand)[0]?.args[0].input).toEqual({
      TableName: 'ledger',
      Item: encodeEntry(before),
      ConditionExpression: 'attribute_not_exists(pk)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
  });

  test('a later write asks for the owner and the revision that were read', async () => {
    dynamo.on(PutItemCommand).resolves({});
    await ledger.write(ours, before);
    expect(dynamo.commandCalls(PutItemCommand)[0]?.args[0].input).toEqual({
      TableName: 'ledger',
      Item: encodeEntry(ours),
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      ConditionExpression: '#owner = :owner AND #revision = :revision',
      ExpressionAttributeNames: { '#owner': 'owner', '#revision': 'revision' },
      ExpressionAttributeValues: { ':owner': { S: 'owner-1' }, ':revision': { N: '1' } },
    });
  });

  test('every read is consistent', async () => {
    stores(before);
    dynamo.on(QueryCommand).resolves({ Items: [] });
    await ledger.read(keyOf(anIntent()));
    await ledger.entriesOf('otc', aServerId());
    expect(dynamo.commandCalls(GetItemCommand)[0]?.args[0].input).toStrictEqual({
      TableName: 'ledger',
      Key: { pk: { S: 'server#otc#3f2c8a1e-5b7d-4c9f-8e6a-1d2b3c4d5e6f' }, sk: { S: 'webhook#evening' } },
      ConsistentRead: true,
    });
    expect(dynamo.commandCalls(QueryCommand)[0]?.args[0].input).toStrictEqual({
      TableName: 'ledger',
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: 'server#otc#3f2c8a1e-5b7d-4c9f-8e6a-1d2b3c4d5e6f' } },
      ConsistentRead: true,
    });
  });

  test('a query goes on where its page ended', async () => {
    const last = { pk: { S: 'p' }, sk: { S: 's' } };
    dynamo
      .on(QueryCommand)
      .resolvesOnce({ Items: [{ ...encodeEntry(before) }], LastEvaluatedKey: last })
      .resolvesOnce({ Items: [{ ...encodeEntry(theirs) }] });
    expect(await ledger.entriesOf('otc', aServerId())).toEqual({ kind: 'entries', entries: [before, theirs] });
    expect(dynamo.commandCalls(QueryCommand)[1]?.args[0].input.ExclusiveStartKey).toEqual(last);
  });
});

describe('a refused condition', () => {
  test('a refused condition that shows our own owner and revision is our own success', async () => {
    dynamo.on(PutItemCommand).rejects(refused(ours));
    expect(await ledger.write(ours, before)).toEqual({ kind: 'written' });
    expect(reads()).toBe(0);
  });

  test('a refused condition that shows somebody else is lost', async () => {
    dynamo.on(PutItemCommand).rejects(refused(theirs));
    expect(await ledger.write(ours, before)).toEqual({ kind: 'lost' });
    expect(reads()).toBe(0);
  });

  test.each([
    { name: 'finds our own', stored: ours, expected: 'written' },
    { name: 'finds somebody else’s', stored: theirs, expected: 'lost' },
    { name: 'finds another revision of ours', stored: anEntry({ revision: 3 }), expected: 'lost' },
    { name: 'finds nothing', stored: undefined, expected: 'lost' },
  ])('a refused condition without the item is read, and $name', async ({ stored, expected }) => {
    dynamo.on(PutItemCommand).rejects(refused());
    stores(stored);
    expect(await ledger.write(ours, before)).toEqual({ kind: expected });
    expect(reads()).toBe(1);
  });

  test('a refused condition that cannot be looked into is unavailable', async () => {
    dynamo.on(PutItemCommand).rejects(refused());
    dynamo.on(GetItemCommand).rejects(timeout());
    expect(await ledger.write(ours, before)).toEqual({
      kind: 'unavailable',
      because: 'DynamoDB GetItem: TimeoutError (ETIMEDOUT)',
    });
  });
});

describe.each([
  { name: 'a timeout', error: timeout },
  { name: 'a broken connection', error: broken },
  { name: 'a 500', error: () => answered('InternalServerError', 500) },
  { name: 'a 503', error: () => answered('ServiceUnavailable', 503) },
])('a write that ends in $name is read back once', ({ error }) => {
  test.each([
    { name: 'written when it is there', stored: ours, over: before, expected: 'written' },
    { name: 'lost when somebody else is there', stored: theirs, over: before, expected: 'lost' },
    { name: 'lost when what it was over is gone', stored: undefined, over: before, expected: 'lost' },
    {
      name: 'unavailable when nothing moved: it may still arrive',
      stored: before,
      over: before,
      expected: 'unavailable',
    },
    { name: 'unavailable when nothing is there', stored: undefined, over: undefined, expected: 'unavailable' },
    { name: 'lost when a first claim finds another', stored: theirs, over: undefined, expected: 'lost' },
  ])('$name', async ({ stored, over, expected }) => {
    dynamo.on(PutItemCommand).rejects(error());
    stores(stored);
    expect(await ledger.write(ours, over)).toMatchObject({ kind: expected });
    expect(reads()).toBe(1);
  });

  test('unavailable when it cannot be read back', async () => {
    dynamo.on(PutItemCommand).rejects(error());
    dynamo.on(GetItemCommand).rejects(answered('ThrottlingException', 400));
    expect(await ledger.write(ours, before)).toMatchObject({ kind: 'unavailable' });
  });
});

test('a write that was not answered and moved nothing says so', async () => {
  dynamo.on(PutItemCommand).rejects(timeout());
  stores(before);
  expect(await ledger.write(ours, before)).toEqual({
    kind: 'unavailable',
    because: 'a write got no answer, and was not there when read back',
  });
});

test('an item of a newer schema hides the whole server, and is never written over', async () => {
  const newer = { ...encodeEntry(theirs), schemaVersion: { N: '4' } };
  dynamo.on(QueryCommand).resolves({ Items: [{ ...encodeEntry(before) }, newer] });
  dynamo.on(GetItemCommand).resolves({ Item: newer });
  dynamo.on(PutItemCommand).rejects(refused());
  expect(await ledger.read(keyOf(anIntent()))).toMatchObject({ kind: 'unreadable' });
  expect(await ledger.entriesOf('otc', aServerId())).toMatchObject({
    kind: 'unavailable',
    because: 'entry webhook#evening: schema version 4 is newer than 3',
  });
  expect(await ledger.write(ours, before)).toEqual({ kind: 'lost' });
});

test.each(['owner', 'revision'])('a write that finds a damaged item, without its %s, is lost', async (name) => {
  const damaged = Object.fromEntries(Object.entries(encodeEntry(ours)).filter(([key]) => key !== name));
  dynamo.on(PutItemCommand).rejects(refused());
  dynamo.on(GetItemCommand).resolves({ Item: damaged });
  expect(await ledger.write(ours, before)).toEqual({ kind: 'lost' });
});

test('a page without items is an empty one', async () => {
  dynamo.on(QueryCommand).resolves({});
  expect(await ledger.entriesOf('otc', aServerId())).toEqual({ kind: 'entries', entries: [] });
});

describe('an answer that says no', () => {
  test.each([
    'ProvisionedThroughputExceededException',
    'ThrottlingException',
    'RequestLimitExceeded',
    'ValidationException',
    'AccessDeniedException',
  ])('%s is unavailable, without another call and without its message', async (name) => {
    dynamo.on(PutItemCommand).rejects(answered(name, 400));
    expect(await ledger.write(ours, before)).toEqual({
      kind: 'unavailable',
      because: `DynamoDB PutItem: ${name} (HTTP 400)`,
    });
    expect(reads()).toBe(0);
  });

  test('a read or a query in trouble is unavailable', async () => {
    dynamo.on(GetItemCommand).rejects(answered('ThrottlingException', 400));
    dynamo.on(QueryCommand).rejects(timeout());
    expect(await ledger.read(keyOf(anIntent()))).toMatchObject({ kind: 'unavailable' });
    expect(await ledger.entriesOf('otc', aServerId())).toEqual({
      kind: 'unavailable',
      because: 'DynamoDB Query: TimeoutError (ETIMEDOUT)',
    });
  });
});

describe('a receipt', () => {
  const receipt = { webhookId: 'msg_1', bodySha256: 'ab', firstAt: NOON };
  const stored = toItem({
    pk: 'webhook#msg_1',
    sk: 'receipt',
    schemaVersion: 1,
    webhookId: 'msg_1',
    bodySha256: 'ab',
    firstAt: NOON - 5000,
    expiresAt: 1,
  });

  test('a receipt whose put was not answered is read back', async () => {
    dynamo.on(PutItemCommand).rejects(timeout());
    dynamo.on(GetItemCommand).resolves({ Item: stored });
    expect(await ledger.receive(receipt)).toEqual({ kind: 'same', receipt: { ...receipt, firstAt: NOON - 5000 } });
  });

  test('a receipt is written under its own key for 45 days, if it is the first', async () => {
    dynamo.on(PutItemCommand).resolves({});
    expect(await ledger.receive({ ...receipt, webhookId: 'msg 1' })).toMatchObject({ kind: 'new' });
    expect(dynamo.commandCalls(PutItemCommand)[0]?.args[0].input).toMatchObject({
      Item: {
        pk: { S: 'webhook#msg%201' },
        sk: { S: 'receipt' },
        schemaVersion: { N: '1' },
        firstAt: { N: '1795435200000' },
        expiresAt: { N: '1799323200' },
      },
      ConditionExpression: 'attribute_not_exists(pk)',
    });
  });

  test('a receipt that came first with another body is another', async () => {
    dynamo.on(PutItemCommand).rejects(refused());
    dynamo.on(GetItemCommand).resolves({ Item: stored });
    expect(await ledger.receive({ ...receipt, bodySha256: 'cd' })).toMatchObject({ kind: 'other' });
  });

  test('a receipt that shows nowhere is unavailable', async () => {
    dynamo.on(PutItemCommand).rejects(timeout());
    dynamo.on(GetItemCommand).resolves({});
    expect(await ledger.receive(receipt)).toEqual({
      kind: 'unavailable',
      because: 'the write of a receipt got no answer, and was not there when read back',
    });
  });

  test('a receipt of a newer schema is unavailable', async () => {
    dynamo.on(PutItemCommand).rejects(refused());
    dynamo.on(GetItemCommand).resolves({ Item: { ...stored, schemaVersion: { N: '4' } } });
    expect(await ledger.receive(receipt)).toEqual({
      kind: 'unavailable',
      because: 'the receipt under this id cannot be read',
    });
  });

  test('a receipt that is throttled is unavailable', async () => {
    dynamo.on(PutItemCommand).rejects(answered('ThrottlingException', 400));
    expect(await ledger.receive(receipt)).toEqual({
      kind: 'unavailable',
      because: 'DynamoDB PutItem: ThrottlingException (HTTP 400)',
    });
  });
});
