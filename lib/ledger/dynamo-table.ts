import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { awsErrorText, statusOf } from '../aws/aws-error.ts';
import type { Item } from './attribute-value.ts';
import type { Unavailable } from './ledger.ts';
import type { ItemKey, Over, Put, Table } from './table.ts';

const conditionOf = (over: Over) =>
  over === undefined
    ? { ConditionExpression: 'attribute_not_exists(pk)' }
    : {
        // `owner` is one of DynamoDB's reserved words.
        ConditionExpression: '#owner = :owner AND #revision = :revision',
        ExpressionAttributeNames: { '#owner': 'owner', '#revision': 'revision' },
        ExpressionAttributeValues: { ':owner': { S: over.owner }, ':revision': { N: String(over.revision) } },
      };

const unavailable = (call: string, error: unknown): Unavailable => ({
  kind: 'unavailable',
  because: `DynamoDB ${call}: ${awsErrorText(error)}`,
});

// A status below 500 is an answer: this attempt wrote nothing. Anything else (5xx, timeout, broken connection) tells nothing.
const isAnswer = (error: unknown): boolean => (statusOf(error) ?? 500) < 500;

/** A DynamoDB table with the keys `pk` and `sk`. */
export const dynamoTable = (client: DynamoDBClient, table: string): Table => {
  const get: Table['get'] = async ({ pk, sk }) => {
    try {
      const { Item: item } = await client.send(
        new GetItemCommand({ TableName: table, Key: { pk: { S: pk }, sk: { S: sk } }, ConsistentRead: true }),
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

  return { get, put, query };
};
