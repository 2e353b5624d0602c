import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  type DynamoDBClientConfig,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { type Clock, systemClock } from '../clock.ts';
import type { Item, ItemKey, Over, Put, Table } from '../ledger/table.ts';
import { type TableLedger, tableLedger } from '../ledger/table-ledger.ts';
import { batchGet, rawKey, unavailable } from './batch-get.ts';
import { AWS_ATTEMPTS, AWS_TIMEOUTS, statusOf } from './sdk.ts';

const conditionOf = (over: Over) =>
  over === undefined
    ? { ConditionExpression: 'attribute_not_exists(pk)' }
    : {
        // `owner` is one of DynamoDB's reserved words.
        ConditionExpression: '#owner = :owner AND #revision = :revision',
        ExpressionAttributeNames: { '#owner': 'owner', '#revision': 'revision' },
        ExpressionAttributeValues: { ':owner': { S: over.owner }, ':revision': { N: String(over.revision) } },
      };

// A status below 500 is an answer: this attempt wrote nothing. Anything else (5xx, timeout, broken connection) leaves
// it unknown.
const isAnswer = (error: unknown): boolean => (statusOf(error) ?? 500) < 500;

/** A DynamoDB table with the keys `pk` and `sk`. */
export const dynamoTable = (
  client: DynamoDBClient,
  table: string,
  pause: Pick<Clock, 'sleep' | 'random'> = systemClock,
): Table => {
  const get: Table['get'] = async (key) => {
    try {
      const { Item: item } = await client.send(
        new GetItemCommand({ TableName: table, Key: rawKey(key), ConsistentRead: true }),
      );
      return { kind: 'got', item };
    } catch (error) {
      return unavailable('GetItem', error);
    }
  };

  const storedNow = async (key: ItemKey): Promise<Put> => {
    const got = await get(key);
    return got.kind === 'got' ? { kind: 'open', stored: got.item } : got;
  };

  const put: Table['put'] = async (key, item, over) => {
    try {
      await client.send(
        new PutItemCommand({
          TableName: table,
          Item: { ...item },
          ...conditionOf(over),
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return { kind: 'put' };
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) {
        // dynalite leaves the item out of the exception; DynamoDB too, when there is none.
        return error.Item === undefined ? storedNow(key) : { kind: 'open', stored: error.Item };
      }
      return isAnswer(error) ? unavailable('PutItem', error) : storedNow(key);
    }
  };

  const query: Table['query'] = async (pk) => {
    const items: Item[] = [];
    let from: Item | undefined;
    try {
      do {
        const page = await client.send(
          new QueryCommand({
            TableName: table,
            KeyConditionExpression: 'pk = :pk',
            ExpressionAttributeValues: { ':pk': { S: pk } },
            ConsistentRead: true,
            ...(from === undefined ? {} : { ExclusiveStartKey: { ...from } }),
          }),
        );
        items.push(...(page.Items ?? []));
        from = page.LastEvaluatedKey;
      } while (from !== undefined);
    } catch (error) {
      return unavailable('Query', error);
    }
    return { kind: 'items', items };
  };

  return { get, getMany: batchGet(client, table, pause), put, query };
};

/** The SDK's client for the ledger. Region, credentials and endpoint come from its own variables unless they are given. */
export const dynamoClient = (
  given: Pick<DynamoDBClientConfig, 'region' | 'credentials' | 'endpoint'> = {},
): DynamoDBClient => new DynamoDBClient({ ...given, maxAttempts: AWS_ATTEMPTS, requestHandler: AWS_TIMEOUTS });

/** The ledger in a DynamoDB table with the keys `pk` and `sk` (strings) and TTL on `expiresAt`. */
export const dynamoLedger = ({ client, table }: { client: DynamoDBClient; table: string }): TableLedger =>
  tableLedger(dynamoTable(client, table));
